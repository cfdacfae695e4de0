import { FileCheck2, Sheet } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { errorText } from "../../i18n/error-text.ts";
import { serverNow } from "../../i18n/times.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Button } from "../../ui/index.ts";
import { type LogFilter, logOf, queryOf, type Scope } from "./scope.ts";
import { save, size, take } from "./take.ts";

const formats = [
  { format: "csv", icon: Sheet },
  { format: "jsonl", icon: FileCheck2 },
] as const;

/** The log as a file: a table of what is shown, or all of it with its proofs. */
export function LogTake({ scope, filter }: { scope: Scope; filter: LogFilter }) {
  const t = useWords();
  const [received, setReceived] = useState<number>();
  const [said, setSaid] = useState<{ isGood: boolean; text: string }>();
  const running = useRef<AbortController>(undefined);
  useEffect(() => () => running.current?.abort(), []);
  const run = async (format: "csv" | "jsonl") => {
    const stop = new AbortController();
    running.current = stop;
    setReceived(0);
    setSaid(undefined);
    try {
      const { from, ...query } = queryOf(filter, serverNow());
      const body = { format, filter: { ...query, ...(from === undefined ? {} : { from }) } };
      const { name, blob } = await take({ path: logOf(scope).exportPath, body, signal: stop.signal, onProgress: setReceived });
      save(name, blob);
      setSaid({ isGood: true, text: t("audit.take.done", { file: name, size: size(blob.size) }) });
    } catch (refused) {
      if (!stop.signal.aborted) setSaid({ isGood: false, text: errorText(refused) });
    }
    setReceived(undefined);
  };
  return (
    <section className="mt-8 border-t border-line pt-6">
      <h2 className="text-lg font-semibold">{t("audit.take.title")}</h2>
      <p className="mt-1 text-ink-2">{t("audit.take.lead")}</p>
      <ul className="mt-3 flex flex-wrap gap-x-6 gap-y-4">
        {formats.map(({ format, icon }) => (
          <li key={format} className="max-w-80">
            <Button icon={icon} disabled={received !== undefined} onClick={() => void run(format)}>
              {t(`audit.take.${format}`)}
            </Button>
            <p className="mt-1 text-sm text-ink-3">{t(`audit.take.${format}Help`)}</p>
          </li>
        ))}
      </ul>
      <p aria-live="polite" className={said?.isGood === false ? "mt-3 text-danger" : "tabular mt-3 text-ink-2"}>
        {received !== undefined ? t("audit.take.progress", { size: size(received) }) : said?.text}{" "}
        {received !== undefined && (
          <Button size="small" onClick={() => running.current?.abort()}>
            {t("audit.take.cancel")}
          </Button>
        )}
      </p>
    </section>
  );
}
