import { CalendarDays, Hash } from "lucide-react";
import { type ReactNode, useMemo } from "react";
import { rank } from "../../app/rank.ts";
import type { CompanyView } from "../../cache/index.ts";
import { date, serverNow } from "../../i18n/times.ts";
import { useWords } from "../../i18n/use-words.ts";
import { useChannelName, useNamer } from "../channels/channel-name.ts";
import { ChannelSign } from "../channels/channel-sign.tsx";
import { usePerson } from "../people/people-by-ids.ts";
import { useFoundPeople } from "../people/people-picker.tsx";
import { PersonMark } from "../people/person-mark.tsx";
import { dayAt, dayIn } from "../scheduled/times.ts";
import { type Chip, chipId, type FilterKey, isMe, states, things } from "./question.ts";
import { dayNames, days } from "./use-written.ts";

export interface Offer {
  readonly id: string;
  readonly chip: Chip;
  readonly text: string;
  readonly sign?: ReactNode;
  readonly hint?: string;
}

const most = 8;

/** What the filter that is being typed may become: people by the server's word, channels by what is known here. */
export function useOffers(company: CompanyView, tail: { readonly key: FilterKey; readonly value: string } | undefined): readonly Offer[] {
  const t = useWords();
  const nameOf = useNamer(company.id);
  const key = tail?.key;
  const value = (tail?.value ?? "").replace(/^[@#]/, "");
  const people = useFoundPeople(company.id, key === "from" || key === "to" ? value : "");
  return useMemo(() => {
    const offer = (chip: Chip, rest: Omit<Offer, "chip" | "id">): Offer => ({ id: chipId(chip).replace(":", "-"), chip, ...rest });
    const named = (chip: Chip, text: string) => ({ chip, text, rank: rank(text, value) });
    if (key === "from" || key === "to") {
      const fitting = people.filter(({ name, handle }) => value === "" || rank(`${name} ${handle}`, value) >= 0);
      const me = t("search.me");
      const isOwn = value === "" || isMe(value, me);
      const others = fitting
        .filter(({ id }) => !isOwn || id !== company.me)
        .map(({ id, name, handle }) => offer({ key, id }, { text: name, hint: `@${handle}`, sign: <PersonMark company={company.id} person={id} size={20} /> }));
      const own = offer({ key, id: company.me }, { text: me, sign: <PersonMark company={company.id} person={company.me} size={20} /> });
      return (isOwn ? [own, ...others] : others).slice(0, most);
    }
    if (key === "in") {
      return [...company.channels.values()]
        .map((row) => ({ row, text: nameOf(row), rank: rank(nameOf(row), value) }))
        .filter((one) => one.rank >= 0)
        .toSorted((a, b) => a.rank - b.rank || (b.row.lastAt ?? 0) - (a.row.lastAt ?? 0))
        .slice(0, most)
        .map(({ row, text }) =>
          offer(
            { key, id: row.id },
            {
              text,
              sign: (
                <span className="flex w-5 justify-center">
                  {row.kind === "public" ? <Hash aria-hidden size={15} className="text-ink-3" /> : <ChannelSign row={row} company={company.id} />}
                </span>
              ),
            },
          ),
        );
    }
    if (key === "has" || key === "is") {
      const all =
        key === "has"
          ? things.map((what) => named({ key, what }, t(`search.things.${what}`)))
          : states.map((what) => named({ key, what }, t(`search.states.${what}`)));
      return all
        .filter((one) => one.rank >= 0 || ("what" in one.chip && one.chip.what.startsWith(value.toLowerCase())))
        .map(({ chip, text }) => offer(chip, { text }));
    }
    if (key === "after" || key === "before") {
      const sign = <CalendarDays aria-hidden size={15} className="mx-0.5 text-ink-3" />;
      const typed = dayIn(value);
      if (typed !== undefined) return [offer({ key, at: typed }, { text: date(typed), sign })];
      return dayNames
        .map((name) => ({ name, at: dayAt(serverNow(), days[name], 0), text: t(`search.days.${name}`) }))
        .filter(({ name, text }) => name.startsWith(value.toLowerCase()) || rank(text, value) >= 0)
        .map(({ at, text }) => offer({ key, at }, { text, hint: date(at), sign }));
    }
    return [];
  }, [company, key, value, people, nameOf, t]);
}

export function useChipText(company: CompanyView, chip: Chip): string {
  const t = useWords();
  const id = "id" in chip ? chip.id : "";
  const person = usePerson(company.id, chip.key === "in" ? company.me : id || company.me);
  const channel = useChannelName(company.id, chip.key === "in" ? id : undefined);
  if (chip.key === "in") return channel;
  if (chip.key === "has") return t(`search.things.${chip.what}`);
  if (chip.key === "is") return t(`search.states.${chip.what}`);
  if ("at" in chip) return date(chip.at);
  return person?.name ?? "…";
}
