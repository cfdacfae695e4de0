import { useEffect, useState } from "react";
import { serverNow } from "../../i18n/times.ts";
import { useWords } from "../../i18n/use-words.ts";
import { aheadOf, ownZone, span, timeIn } from "./zones.ts";

/** `14:05 there, 2 h ahead`, as the minutes go. */
export function LocalTime({ zone }: { zone: string }) {
  const t = useWords();
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    const timer = setInterval(() => setNow(serverNow()), 10_000);
    return () => clearInterval(timer);
  }, []);
  const ahead = aheadOf(zone, ownZone(), now);
  const words = { time: timeIn(zone, now), by: span(ahead) };
  return <span title={zone}>{t(ahead === 0 ? "profiles.time.same" : ahead > 0 ? "profiles.time.ahead" : "profiles.time.behind", words)}</span>;
}
