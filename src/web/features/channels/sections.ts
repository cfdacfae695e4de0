import { useMemo } from "react";
import type { CompanyView, MyChannelRow } from "../../cache/index.ts";
import { useNamer } from "./channel-name.ts";

export interface Sections {
  readonly channels: readonly MyChannelRow[];
  readonly directs: readonly MyChannelRow[];
  /** Both, as the side bar shows them. */
  readonly ordered: readonly MyChannelRow[];
}

/** The side bar: channels by name, archived ones left out; direct messages by last activity. */
export function useSections(company: CompanyView): Sections {
  const nameOf = useNamer(company.id);
  return useMemo(() => {
    const rows = [...company.channels.values()].filter(({ archived }) => !archived);
    const channels = rows.filter(({ kind }) => kind === "public" || kind === "private").sort((a, b) => nameOf(a).localeCompare(nameOf(b)));
    const directs = rows.filter(({ kind }) => kind === "direct" || kind === "group").sort((a, b) => (b.lastAt ?? b.createdAt) - (a.lastAt ?? a.createdAt));
    return { channels, directs, ordered: [...channels, ...directs] };
  }, [company.channels, nameOf]);
}
