import { Hash, Lock } from "lucide-react";
import { type MyChannelRow, useCache } from "../../cache/index.ts";
import { PersonMark } from "../people/person-mark.tsx";

/** What stands before a channel's name: its kind, or the person it is with. */
export function ChannelSign({ row, company }: { row: Pick<MyChannelRow, "kind" | "people">; company: string }) {
  const present = useCache((cache) => cache.present.get(company));
  const other = row.people[0];
  if (row.kind === "public") return <Hash aria-hidden size={15} className="shrink-0 text-ink-3" />;
  if (row.kind === "private") return <Lock aria-hidden size={14} className="shrink-0 text-ink-3" />;
  if (row.kind === "direct" && other) return <PersonMark company={company} person={other} here={present?.get(other)} />;
  return (
    <span className="tabular flex size-4.5 shrink-0 items-center justify-center rounded-chip bg-line text-[10px] font-semibold text-ink-2">
      {row.people.length + 1}
    </span>
  );
}
