import { Download, Printer } from "lucide-react";
import { useEffect, useState } from "react";
import { useWords } from "../../i18n/use-words.ts";
import { Button, cx } from "../../ui/index.ts";

/** `label: value` as the kit writes its lines; the title has no colon. */
function split(line: string): [label: string, value: string] {
  const colon = line.indexOf(":");
  return colon < 0 ? ["", line] : [line.slice(0, colon), line.slice(colon + 1).trim()];
}

export const linesOf = (kit: string): string[] =>
  kit
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");

/** The kit, to be saved as a file or printed: on paper only the sheet itself appears. */
export function KitSheet({ kit, fileName, onGoOn }: { kit: string; fileName: string; onGoOn: () => void }) {
  const t = useWords();
  const [url, setUrl] = useState<string>();
  const [kept, setKept] = useState(false);
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([kit], { type: "text/plain" }));
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [kit]);
  const [title = "", ...lines] = linesOf(kit);

  return (
    <>
      <section
        aria-label={t("setup.kit.sheet")}
        className="rounded-box bg-raised px-5 py-5 ring-1 ring-line ring-inset print:bg-transparent print:px-0 print:ring-0"
      >
        <h2 className="text-base font-semibold print:text-lg">{title}</h2>
        <p className="mt-1 hidden text-sm print:block">{t("setup.kit.onPaper", { place: location.host })}</p>
        <dl className="mt-3 grid grid-cols-1 gap-y-1 font-mono text-sm sm:grid-cols-[auto_1fr] sm:gap-x-5 sm:gap-y-1.5 print:mt-6 print:gap-y-3">
          {lines.map((line) => {
            const [label, value] = split(line);
            return (
              <div key={line} className="contents">
                <dt className="text-ink-3">{label}</dt>
                <dd className="mb-1.5 select-all break-words sm:mb-0">{value}</dd>
              </div>
            );
          })}
        </dl>
      </section>
      <div className="mt-5 flex flex-wrap gap-2 print:hidden">
        <a
          href={url}
          download={fileName}
          onClick={() => setKept(true)}
          className={cx(
            "inline-flex h-11 items-center gap-2 rounded-box px-5 font-medium",
            kept ? "bg-raised ring-1 ring-edge ring-inset hover:bg-hover" : "bg-accent text-on-accent hover:brightness-110",
          )}
        >
          <Download aria-hidden size={16} />
          {t("setup.kit.save")}
        </a>
        <Button
          size="large"
          icon={Printer}
          onClick={() => {
            setKept(true);
            print();
          }}
        >
          {t("setup.kit.print")}
        </Button>
        <Button look={kept ? "primary" : "usual"} size="large" onClick={onGoOn}>
          {t("setup.kit.goOn")}
        </Button>
      </div>
      <ul className="mt-6 list-disc space-y-1 pl-5 text-sm text-ink-3 print:hidden">
        <li>{t("setup.kit.facts.opens")}</li>
        <li>{t("setup.kit.facts.once")}</li>
        <li>{t("setup.kit.facts.where")}</li>
      </ul>
    </>
  );
}
