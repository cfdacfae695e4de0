import i18next from "i18next";
import { useMemo } from "react";
import { type ChannelRow, type MyChannelRow, useCache } from "../../cache/index.ts";
import { useWords } from "../../i18n/use-words.ts";
import { usePeopleByIds } from "../people/people-by-ids.ts";

type Named = ChannelRow & { readonly people?: readonly string[] };

const nobody: readonly string[] = [];

/** How a channel is called for this reader: its name, or the others in a direct message. Names of people load by themselves. */
export function useNamer(company: string): (channel: Named) => string {
  const channels = useCache((cache) => cache.companies.get(company)?.channels);
  const people = usePeopleByIds(company, channels ? idsOf(channels) : nobody);
  const t = useWords();
  return useMemo(() => {
    const list = new Intl.ListFormat(i18next.language, { type: "unit", style: "short" });
    return ({ name, people: others = nobody }: Named) => name || list.format(others.map((id) => people.get(id)?.name ?? "…")) || t("channels.onlyYou");
  }, [people, t]);
}

const ids = new WeakMap<ReadonlyMap<string, MyChannelRow>, readonly string[]>();
function idsOf(channels: ReadonlyMap<string, MyChannelRow>): readonly string[] {
  const known = ids.get(channels) ?? [...new Set([...channels.values()].flatMap(({ people }) => people))];
  ids.set(channels, known);
  return known;
}

export function useChannelName(company: string, channel: string | undefined): string {
  const row = useCache((cache) => (channel === undefined ? undefined : (cache.companies.get(company)?.channels.get(channel) ?? cache.looked.get(channel))));
  const nameOf = useNamer(company);
  if (!row) return "";
  return (row.kind === "public" || row.kind === "private" ? "#" : "") + nameOf(row);
}
