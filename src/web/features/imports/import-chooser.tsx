import { FileArchive } from "lucide-react";
import { useRef, useState } from "react";
import { limits } from "../../../contract/limits.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Button, cx } from "../../ui/index.ts";
import { FormError } from "../accounts/form-error.tsx";

/** Choose the zip or drop it; what comes in, and what can't, stands beside it. */
export function ImportChooser({ onChoose, onBack }: { onChoose: (file: File) => void; onBack: (() => void) | undefined }) {
  const t = useWords();
  const [isOver, setOver] = useState(false);
  const [problem, setProblem] = useState<"notZip" | "tooLarge">();
  const chooser = useRef<HTMLInputElement>(null);

  const take = (file: File | undefined) => {
    if (!file) return;
    const wrong = !file.name.toLowerCase().endsWith(".zip") ? "notZip" : file.size > limits.upload ? "tooLarge" : undefined;
    setProblem(wrong);
    if (!wrong) onChoose(file);
  };

  return (
    <>
      <h2 className="text-xl font-semibold tracking-tight">{t("imports.choose.title")}</h2>
      <p className="mt-2 max-w-[60ch] text-ink-2">{t("imports.choose.lead")}</p>
      <fieldset
        aria-label={t("imports.choose.title")}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          take(event.dataTransfer.files[0]);
        }}
        className={cx("mt-6 min-w-0 rounded-box border border-dashed px-6 py-10 text-center", isOver ? "border-accent bg-accent-soft" : "border-edge")}
      >
        <FileArchive aria-hidden size={28} strokeWidth={1.4} className="mx-auto mb-3 text-ink-3" />
        <p className="mb-4 text-ink-2">{t("imports.choose.drop")}</p>
        <Button look="primary" size="large" onClick={() => chooser.current?.click()}>
          {t("imports.choose.button")}
        </Button>
        <input
          ref={chooser}
          type="file"
          accept=".zip,application/zip"
          aria-label={t("imports.choose.button")}
          tabIndex={-1}
          className="sr-only"
          onChange={(event) => {
            take(event.target.files?.[0]);
            event.target.value = "";
          }}
        />
      </fieldset>
      <div className="mt-4 empty:hidden">
        <FormError text={problem && t(`imports.choose.${problem}`)} />
      </div>
      <div className="mt-8 grid gap-x-10 gap-y-6 sm:grid-cols-2">
        <Facts
          title={t("imports.choose.comes.title")}
          facts={[t("imports.choose.comes.people"), t("imports.choose.comes.channels"), t("imports.choose.comes.messages"), t("imports.choose.comes.direct")]}
        />
        <Facts
          title={t("imports.choose.stays.title")}
          facts={[t("imports.choose.stays.files"), t("imports.choose.stays.emoji"), t("imports.choose.stays.notices")]}
        />
      </div>
      <p className="mt-8 text-sm text-ink-3">{t("imports.choose.safe")}</p>
      {onBack && (
        <Button className="mt-4" onClick={onBack}>
          {t("ui.back")}
        </Button>
      )}
    </>
  );
}

function Facts({ title, facts }: { title: string; facts: readonly string[] }) {
  return (
    <section>
      <h3 className="font-medium">{title}</h3>
      <ul className="mt-1.5 list-disc space-y-1 pl-5 text-ink-2">
        {facts.map((fact) => (
          <li key={fact}>{fact}</li>
        ))}
      </ul>
    </section>
  );
}
