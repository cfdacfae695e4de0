import { useEffect, useState } from "react";
import type { PersonRow } from "../../cache/index.ts";
import { serverNow } from "../../i18n/times.ts";
import { usePerson } from "./people-by-ids.ts";
import { standingStatus } from "./status.ts";

const longest = 2 ** 31 - 1; // of a timer

/** The status as long as it stands. */
export function useStatus(person: PersonRow | undefined): NonNullable<PersonRow["status"]> | null {
  const [now, setNow] = useState(serverNow);
  const status = standingStatus(person, Math.max(now, serverNow()));
  const until = status?.until ?? null;
  useEffect(() => {
    if (until === null) return;
    const timer = setTimeout(() => setNow(serverNow()), Math.min(longest, Math.max(0, until - serverNow()) + 50));
    return () => clearTimeout(timer);
  }, [until]);
  return status;
}

/** The emoji of somebody's status beside the name; its words on hover and for screen readers. */
export default function StatusSign({ company, person }: { company: string; person: string }) {
  const status = useStatus(usePerson(company, person));
  if (!status) return null;
  return (
    <span title={`${status.emoji} ${status.text}`.trim()} className="shrink-0 text-sm">
      <span aria-hidden>{status.emoji || "💬"}</span>
      <span className="sr-only">{status.text || status.emoji}</span>
    </span>
  );
}
