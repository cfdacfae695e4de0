import { Copy, Download, Printer } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { client } from "../../app/session.ts";
import { errorText } from "../../i18n/error-text.ts";
import { serverNow, shortTime } from "../../i18n/times.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Button, toast } from "../../ui/index.ts";
import type { Part } from "./standing.ts";

/** So many left are worth a warning. */
export const few = 3;

/** How many are left, and new ones in their place. */
export function RecoveryCodes({ standing: { recovery }, again, onCodes }: Part) {
  const t = useWords();
  const [busy, setBusy] = useState(false);
  const make = async () => {
    setBusy(true);
    try {
      const { recoveryCodes } = await client.call("makeRecoveryCodes");
      onCodes(recoveryCodes);
      again();
    } catch (refused) {
      toast(errorText(refused));
    }
    setBusy(false);
  };
  return (
    <section>
      <h2 className="text-lg font-semibold">{t("factors.recovery.title")}</h2>
      <p className="mt-1 text-ink-2">{t("factors.recovery.lead")}</p>
      {recovery ? (
        <div className="mt-4 flex flex-wrap items-center gap-x-4 gap-y-2">
          <p className={`tabular ${recovery.left <= few ? "text-warning" : "text-ink-2"}`}>
            {t("factors.glance.left", { count: recovery.left })}, {t("factors.recovery.made", { when: shortTime(recovery.createdAt, serverNow()) })}
          </p>
          <Button look={recovery.left <= few ? "primary" : "usual"} disabled={busy} onClick={() => void make()}>
            {t("factors.recovery.make")}
          </Button>
          <p className="text-sm text-ink-3">{t("factors.recovery.makeText")}</p>
        </div>
      ) : (
        <p className="mt-3 text-sm text-ink-3">{t("factors.recovery.none")}</p>
      )}
    </section>
  );
}

/** The codes themselves, this once: to copy, to save, to print. On paper nothing else appears. */
export function CodesShown({ codes, name, onKept }: { codes: readonly string[]; name: string; onKept: () => void }) {
  const t = useWords();
  const [url, setUrl] = useState<string>();
  const place = useRef<HTMLElement>(null);
  const head = t("factors.recovery.file", { name, place: location.host });
  const text = [head, "", ...codes, ""].join("\n");
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [text]);
  useEffect(() => {
    place.current?.scrollIntoView({ block: "center" });
    place.current?.focus({ preventScroll: true });
  }, []);
  return (
    <section
      ref={place}
      tabIndex={-1}
      aria-label={t("factors.recovery.shown")}
      className="rounded-box bg-raised p-5 ring-1 ring-edge outline-none ring-inset print:bg-transparent print:p-0 print:ring-0"
    >
      <h2 className="text-lg font-semibold">{t("factors.recovery.shown")}</h2>
      <p className="mt-1 text-ink-2 print:hidden">{t("factors.recovery.shownText")}</p>
      <p className="mt-1 hidden text-sm print:block">{head}</p>
      <ul className="mt-4 grid grid-cols-1 gap-x-8 gap-y-1.5 font-mono text-base select-all sm:grid-cols-2">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="mt-5 flex flex-wrap gap-2 print:hidden">
        <Button icon={Copy} onClick={() => void navigator.clipboard.writeText(codes.join("\n")).then(() => toast(t("factors.recovery.copied")))}>
          {t("factors.recovery.copy")}
        </Button>
        <a
          href={url}
          download={`bastide-${location.hostname}.txt`}
          className="inline-flex h-9 items-center gap-2 rounded-box bg-raised px-3.5 font-medium ring-1 ring-edge ring-inset hover:bg-hover"
        >
          <Download aria-hidden size={16} />
          {t("factors.recovery.save")}
        </a>
        <Button icon={Printer} onClick={() => print()}>
          {t("factors.recovery.print")}
        </Button>
        <Button look="primary" onClick={onKept}>
          {t("factors.recovery.kept")}
        </Button>
      </div>
    </section>
  );
}
