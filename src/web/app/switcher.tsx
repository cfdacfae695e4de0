import { Dialog as Base } from "@base-ui/react/dialog";
import { useNavigate } from "@tanstack/react-router";
import { CornerDownLeft, Hash, Search } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useId, useMemo, useRef, useState } from "react";
import { useCache } from "../cache/index.ts";
import { putChannel } from "../features/channels/channel-changes.ts";
import { useNamer } from "../features/channels/channel-name.ts";
import { ChannelSign } from "../features/channels/channel-sign.tsx";
import { useFoundChannels } from "../features/channels/found-channels.ts";
import { useSections } from "../features/channels/sections.ts";
import { useFoundPeople } from "../features/people/people-picker.tsx";
import { PersonMark } from "../features/people/person-mark.tsx";
import { beginSearch } from "../features/search/kept.ts";
import { useWords } from "../i18n/use-words.ts";
import { KeyHint } from "../ui/keys.tsx";
import { Option, Options } from "../ui/options.tsx";
import "./all-actions.ts";
import { type Action, isInList, keysFor, placeOf, runAction, useReadyActions } from "./actions.ts";
import type { CompanyDialogProps } from "./dialogs.tsx";
import { rank } from "./rank.ts";
import { noteRecent, recentOf } from "./recent.ts";
import { useWorkspace } from "./workspace.ts";

interface Entry {
  readonly id: string;
  readonly sign: ReactNode;
  readonly text: string;
  readonly hint?: ReactNode;
  readonly run: () => void;
  /** Where the words were found; less is better. */
  readonly rank: number;
}

/** Goes to a channel or person, or does something: whatever the app can do is reachable here. What was chosen lately comes first. */
export default function Switcher({ company, onClose }: CompanyDialogProps) {
  const t = useWords();
  const [query, setQuery] = useState("");
  const [current, setCurrent] = useState(0);
  const list = useId();
  const field = useRef<HTMLInputElement>(null);
  const { account } = useWorkspace();
  const entries = useEntries(company, query, onClose);
  const chosen = entries[Math.min(current, entries.length - 1)];

  const choose = (entry: Entry) => {
    noteRecent(account.id, entry.id);
    entry.run();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "ArrowDown") setCurrent((index) => (index + 1) % Math.max(1, entries.length));
    else if (event.key === "ArrowUp") setCurrent((index) => (index + entries.length - 1) % Math.max(1, entries.length));
    else if (event.key === "Enter") chosen && choose(chosen);
    else return;
    event.preventDefault();
  };

  return (
    <Base.Root open onOpenChange={(open) => open || onClose()}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-scrim transition-opacity duration-100 data-starting-style:opacity-0" />
        <Base.Popup
          initialFocus={field}
          className="fixed inset-x-2 top-2 z-50 flex max-h-[70dvh] flex-col overflow-hidden rounded-box bg-raised shadow-float sm:inset-x-auto sm:top-[12vh] sm:left-1/2 sm:w-140 sm:-translate-x-1/2"
        >
          <Base.Title className="sr-only">{t("keys.switcher.title")}</Base.Title>
          <input
            ref={field}
            value={query}
            onChange={(event) => {
              setQuery(event.target.value);
              setCurrent(0);
            }}
            onKeyDown={onKeyDown}
            placeholder={t("keys.switcher.placeholder")}
            aria-label={t("keys.switcher.placeholder")}
            role="combobox"
            aria-expanded
            aria-controls={list}
            aria-activedescendant={chosen ? `${list}-${chosen.id}` : undefined}
            className="h-13 shrink-0 border-b border-line bg-transparent px-5 text-lg outline-none placeholder:text-ink-3"
          />
          <Options id={list} label={t("keys.switcher.title")} className="min-h-0 p-1.5">
            {entries.map((entry, index) => (
              <Option key={entry.id} id={`${list}-${entry.id}`} isCurrent={entry === chosen} onNear={() => setCurrent(index)} onChoose={() => choose(entry)}>
                <span className="flex w-5 justify-center">{entry.sign}</span>
                <bdi className="min-w-0 flex-1 truncate" title={entry.text}>
                  {entry.text}
                </bdi>
                {entry.hint}
              </Option>
            ))}
          </Options>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

function useEntries(company: CompanyDialogProps["company"], query: string, onClose: () => void): readonly Entry[] {
  const t = useWords();
  const workspace = useWorkspace();
  const navigate = useNavigate();
  const nameOf = useNamer(company.id);
  const { all } = useSections(company);
  const ready = useReadyActions();
  const people = useFoundPeople(company.id, query);
  const others = useFoundChannels(company, query);
  const known = useCache((cache) => cache.people);
  const [recent] = useState(() => recentOf(workspace.account.id));
  const [from] = useState(() => placeFrom(document.activeElement));

  return useMemo(() => {
    const age = (id: string) => (recent.includes(id) ? recent.indexOf(id) : recent.length);
    const open = (channel: string) => void navigate({ to: "/c/$company/channels/$channel", params: { company: company.id, channel } });
    const channels = all
      .map((row) => ({ row, text: nameOf(row) }))
      .map(({ row, text }) => ({ row, text, rank: rank(text, query) }))
      .filter(({ rank }) => rank >= 0)
      .toSorted(
        (a, b) =>
          (query === "" ? age(a.row.id) - age(b.row.id) : a.rank - b.rank) ||
          Number(b.row.unread) - Number(a.row.unread) ||
          (b.row.lastAt ?? 0) - (a.row.lastAt ?? 0),
      )
      .slice(0, query === "" ? 8 : 12)
      .map(
        ({ row, text, rank }): Entry => ({
          rank,
          id: row.id,
          sign: row.kind === "public" ? <Hash aria-hidden size={15} className="text-ink-3" /> : <ChannelSign row={row} company={company.id} />,
          text,
          hint: row.unread && <span className="size-2 rounded-full bg-accent" />,
          run: () => open(row.id),
        }),
      );
    const notJoined = others
      .filter(({ name }) => rank(name, query) >= 0)
      .map(
        ({ id, name }): Entry => ({
          rank: rank(name, query),
          id,
          sign: <Hash aria-hidden size={15} className="text-ink-4" />,
          text: name,
          hint: <span className="text-sm text-ink-3">{t("keys.switcher.notJoined")}</span>,
          run: () => open(id),
        }),
      );
    const withPerson = async (person: string) => {
      const row = await workspace.call("openDirect", { params: { company: company.id }, body: { people: [person] } }).catch(() => undefined);
      if (!row) return;
      putChannel(workspace, company.id, row);
      open(row.id);
    };
    const isListed = (person: string) => all.some((row) => row.kind === "direct" && row.people[0] === person && rank(nameOf(row), query) >= 0);
    const persons = (
      query === ""
        ? [...known.values()].filter(({ id, state }) => recent.includes(id) && state === "active" && id !== company.me && !isListed(id))
        : people.filter(({ id, name, handle, state }) => state === "active" && id !== company.me && !isListed(id) && rank(`${name} ${handle}`, query) >= 0)
    )
      .slice(0, 8)
      .map(
        ({ id, name, handle }): Entry => ({
          rank: Math.max(0, rank(name, query)),
          id,
          sign: <PersonMark company={company.id} person={id} size={20} />,
          text: name,
          hint: <span className="truncate text-sm text-ink-3">@{handle}</span>,
          run: () => void withPerson(id),
        }),
      );
    const doable = ready
      .filter(
        (name) => name !== "switch" && name !== "closePanel" && (from.includes(placeOf(name)) || placeOf(name) === "anywhere" || placeOf(name) === "outside"),
      )
      .map((name) => ({ name, text: t(`keys.actions.${name}`) }))
      .filter(({ text }) => query === "" || rank(text, query) >= 0)
      .map(({ name, text }): Entry => {
        const keys = keysFor(name);
        return {
          rank: rank(text, query),
          id: name,
          sign: <CornerDownLeft aria-hidden size={14} className="text-ink-4" />,
          text,
          hint: keys && <KeyHint keys={keys} />,
          run: () => {
            onClose();
            setTimeout(() => runAction(name));
          },
        };
      });
    const entries = [...channels, ...persons, ...notJoined, ...doable];
    const late = (entry: Entry) => (query === "" ? 0 : Math.min(1, entry.rank));
    const sorted = entries.toSorted((a, b) => late(a) - late(b) || age(a.id) - age(b.id));
    const words = query.trim();
    if (words === "") return sorted;
    const search: Entry = {
      rank: 0,
      id: "words",
      sign: <Search aria-hidden size={15} className="text-ink-3" />,
      text: t("keys.switcher.search", { words }),
      run: () => {
        beginSearch(workspace, company.id, words);
        void navigate({ to: "/c/$company/search", params: { company: company.id }, search: {}, replace: true }); // the way back leads past this dialog
      },
    };
    return [...sorted, search];
  }, [workspace, navigate, company, all, nameOf, ready, people, known, others, query, recent, from, onClose, t]);
}

/** What is done with a message, or with what is being written, is on offer to who comes from there. */
function placeFrom(element: Element | null): readonly Action["where"][] {
  if (isInList(element)) return ["list", "within"];
  return element?.closest("#composer") ? ["composer"] : [];
}
