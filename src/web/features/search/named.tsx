import { useNavigate } from "@tanstack/react-router";
import { Hash } from "lucide-react";
import { type ReactNode, useMemo } from "react";
import { rank } from "../../app/rank.ts";
import { useWorkspace } from "../../app/workspace.ts";
import type { CompanyView } from "../../cache/index.ts";
import { useWords } from "../../i18n/use-words.ts";
import { putChannel } from "../channels/channel-changes.ts";
import { useNamer } from "../channels/channel-name.ts";
import { ChannelSign } from "../channels/channel-sign.tsx";
import { useFoundChannels } from "../channels/found-channels.ts";
import { Rows, rowLink } from "../lists/rows.tsx";
import { useFoundPeople } from "../people/people-picker.tsx";
import { PersonMark } from "../people/person-mark.tsx";

export interface Named {
  readonly id: string;
  readonly kind: "person" | "channel";
  readonly text: string;
  readonly hint: string;
  readonly sign: ReactNode;
}

/** Of people, and of channels. */
const most = 3;

/** People and channels that the words name; none for no words. */
export function useNamed(company: CompanyView, words: string): readonly Named[] {
  const t = useWords();
  const nameOf = useNamer(company.id);
  const people = useFoundPeople(company.id, words);
  const others = useFoundChannels(company, words);
  return useMemo(() => {
    if (words === "") return [];
    const own = [...company.channels.values()]
      .filter(({ kind }) => kind === "public" || kind === "private")
      .toSorted((a, b) => (b.lastAt ?? 0) - (a.lastAt ?? 0))
      .map((row) => ({ id: row.id, text: nameOf(row), hint: "", sign: <ChannelSign row={row} company={company.id} /> }));
    const open = others.map(({ id, name }) => ({
      id,
      text: name,
      hint: t("search.notJoined"),
      sign: <Hash aria-hidden size={15} className="text-ink-4" />,
    }));
    const channels = [...own, ...open].filter(({ text }) => rank(text, words) >= 0).slice(0, most);
    const named = people.filter(({ name, handle, state }) => state === "active" && rank(`${name} ${handle}`, words) >= 0).slice(0, most);
    return [
      ...named.map(
        ({ id, name, handle }): Named => ({
          id,
          kind: "person",
          text: name,
          hint: `@${handle}`,
          sign: <PersonMark company={company.id} person={id} size={20} />,
        }),
      ),
      ...channels.map((channel): Named => ({ ...channel, kind: "channel" })),
    ];
  }, [company, words, people, others, nameOf, t]);
}

interface NamedGroupProps {
  readonly company: string;
  readonly named: readonly Named[];
  /** The row from which the reader goes on. */
  readonly onOpen: (row: string) => void;
}

export function NamedGroup({ company, named, onOpen }: NamedGroupProps) {
  const t = useWords();
  const workspace = useWorkspace();
  const navigate = useNavigate();
  if (named.length === 0) return null;
  const open = async ({ id, kind }: Named) => {
    onOpen(id);
    const row =
      kind === "channel"
        ? { id }
        : await workspace.call("openDirect", { params: { company }, body: { people: [id] } }).then(
            (row) => {
              putChannel(workspace, company, row);
              return row;
            },
            () => undefined, // the connection is told of elsewhere
          );
    if (row) await navigate({ to: "/c/$company/channels/$channel", params: { company, channel: row.id } });
  };
  return (
    <section aria-label={t("search.kinds.named")} className="mb-4">
      <h2 className="mx-auto flex min-h-9 max-w-[52rem] items-center px-5 text-sm font-semibold text-ink-3">{t("search.kinds.named")}</h2>
      <Rows label={t("search.kinds.named")} items={named} idOf={({ id }) => id}>
        {(one, tab) => (
          <button type="button" data-row={one.id} tabIndex={tab} onClick={() => void open(one)} className={`${rowLink} flex items-center gap-2.5 text-start`}>
            <span className="flex w-6 shrink-0 justify-center">{one.sign}</span>
            <bdi className="min-w-0 truncate font-medium" title={one.text}>
              {one.text}
            </bdi>
            <span className="min-w-0 truncate text-sm text-ink-3">{one.hint}</span>
          </button>
        )}
      </Rows>
    </section>
  );
}
