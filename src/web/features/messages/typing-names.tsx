import { useEffect, useState } from "react";
import { useWorkspace } from "../../app/workspace.ts";
import { useWords } from "../../i18n/use-words.ts";
import { usePeopleByIds } from "../people/people-by-ids.ts";

const lasts = 6000;

/** Who writes here at this moment. */
export default function TypingNames({ company, channel }: { company: string; channel: string }) {
  const t = useWords();
  const workspace = useWorkspace();
  const [ids, setIds] = useState<readonly string[]>([]);
  const people = usePeopleByIds(company, ids);
  useEffect(() => {
    const timers = new Map<string, ReturnType<typeof setTimeout>>();
    const stop = workspace.onFrame((frame) => {
      const who = frame.type === "typing" && frame.channel === channel ? [frame.person] : [];
      const posted = frame.type === "events" && frame.channel === channel ? frame.events.flatMap(({ message }) => (message ? [message.author] : [])) : [];
      for (const id of [...who, ...posted]) clearTimeout(timers.get(id));
      for (const id of who)
        timers.set(
          id,
          setTimeout(() => setIds((ids) => ids.filter((other) => other !== id)), lasts),
        );
      if (who.length + posted.length > 0) setIds((ids) => [...ids.filter((id) => !posted.includes(id) && !who.includes(id)), ...who]);
    });
    return () => {
      stop();
      for (const timer of timers.values()) clearTimeout(timer);
    };
  }, [workspace, channel]);
  const names = ids.flatMap((id) => people.get(id)?.name ?? []);
  if (names.length === 0) return null;
  return names.length > 2 ? t("writing.typing.many") : t("writing.typing.some", { count: names.length, names: names.join(", ") });
}
