import { useState } from "react";
import { rank } from "../../app/rank.ts";
import { useWorkspace } from "../../app/workspace.ts";
import { type CompanyView, withPeople } from "../../cache/index.ts";
import { serverNow } from "../../i18n/times.ts";
import { useWords } from "../../i18n/use-words.ts";
import { useNamer } from "../channels/channel-name.ts";
import { dayAt, dayIn } from "../scheduled/times.ts";
import { lastSearch } from "./kept.ts";
import { type Chip, isMe, onlyOne, type Question, states, things, type Written, withChip, withoutWritten, writtenIn } from "./question.ts";

export const days = { today: 0, yesterday: -1, week: -7, month: -30, year: -365 } as const;
export const dayNames = Object.keys(days) as (keyof typeof days)[];

type Why = "none" | "several" | "unanswered";
export interface Unclear {
  readonly text: string;
  readonly why: Why;
}

/** Filters that were typed or pasted to their end become what they name; of one that names nothing, or several, the screen has to say so. */
export function useWritten(company: CompanyView, question: Question, onChange: (question: Question) => void) {
  const t = useWords();
  const workspace = useWorkspace();
  const nameOf = useNamer(company.id);
  const [known, setKnown] = useState<ReadonlyMap<string, Why>>(new Map());
  const [looking, setLooking] = useState(0);

  async function personIn(key: "from" | "to", value: string): Promise<Chip | Why> {
    if (isMe(value, t("search.me"))) return { key, id: company.me };
    const { people } = await workspace.call("findPeople", { params: { company: company.id }, body: { words: value, limit: 20 } });
    workspace.store.update((cache) => ({ ...cache, people: withPeople(cache.people, people) }));
    const fitting = people.filter(({ name, handle }) => rank(`${name} ${handle}`, value) >= 0);
    const found = onlyOne(fitting, ({ name, handle }) => [name, handle], value);
    return typeof found === "string" ? found : { key, id: found.id };
  }

  async function channelIn(value: string): Promise<Chip | Why> {
    const own = [...company.channels.values()].map((row) => ({ id: row.id, name: nameOf(row) }));
    const ask = { params: { company: company.id }, body: { words: value, limit: 20 } };
    const others = company.role === "guest" ? [] : (await workspace.call("browseChannels", ask)).channels.filter(({ joined }) => !joined);
    const fitting = [...own, ...others].filter(({ name }) => rank(name, value) >= 0);
    const found = onlyOne(fitting, ({ name }) => [name], value);
    return typeof found === "string" ? found : { key: "in", id: found.id };
  }

  function codeIn<C extends string>(codes: readonly C[], textOf: (code: C) => string, value: string): C | "none" | "several" {
    const fitting = codes.filter((code) => code.startsWith(value.toLowerCase()) || rank(textOf(code), value) >= 0);
    return onlyOne(fitting, (code) => [code, textOf(code)], value);
  }

  async function named({ key, value }: Written): Promise<Chip | Why> {
    if (key === "from" || key === "to") return personIn(key, value);
    if (key === "in") return channelIn(value);
    if (key === "has") {
      const what = codeIn(things, (one) => t(`search.things.${one}`), value);
      return what === "none" || what === "several" ? what : { key, what };
    }
    if (key === "is") {
      const what = codeIn(states, (one) => t(`search.states.${one}`), value);
      return what === "none" || what === "several" ? what : { key, what };
    }
    const typed = dayIn(value);
    if (typed !== undefined) return { key, at: typed };
    const day = codeIn(dayNames, (one) => t(`search.days.${one}`), value);
    return day === "none" || day === "several" ? day : { key, at: dayAt(serverNow(), days[day], 0) };
  }

  /** @param isWhole whether the words end here */
  async function read({ words }: Question, isWhole: boolean): Promise<void> {
    const written = writtenIn(words, (key) => t(`search.keys.${key}`), isWhole);
    if (written.length === 0) return;
    setLooking((count) => count + 1);
    const found = await Promise.all(written.map((one) => named(one).catch((): Why => "unanswered")));
    setLooking((count) => count - 1);
    const chips = found.filter((one) => typeof one !== "string");
    setKnown((before) => new Map([...before, ...written.flatMap(({ text }, i) => (typeof found[i] === "string" ? [[text, found[i]] as const] : []))]));
    // People go on typing meanwhile.
    const { question: now } = lastSearch(workspace, company.id);
    const clear = written.filter((_, i) => typeof found[i] !== "string");
    if (chips.length > 0) onChange({ ...now, words: withoutWritten(now.words, clear), chips: chips.reduce(withChip, now.chips) });
  }

  const standing = writtenIn(question.words, (key) => t(`search.keys.${key}`), true);
  const unclear = [...new Set(standing.map(({ text }) => text))].flatMap((text): Unclear[] => {
    const why = known.get(text);
    return why ? [{ text, why }] : [];
  });
  return { read, isLooking: looking > 0, unclear };
}
