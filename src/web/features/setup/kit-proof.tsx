import { FileKey } from "lucide-react";
import { type FormEvent, useRef, useState } from "react";
import { client } from "../../app/session.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Button, cx, Field, Input } from "../../ui/index.ts";
import { fieldProblem, formProblem } from "../accounts/field-problems.ts";
import { FormError } from "../accounts/form-error.tsx";
import { linesOf } from "./kit-sheet.tsx";

/** Larger than any kit: somebody chose another file. */
const largestKit = 4000;

interface KitProofProps {
  readonly kit: string;
  readonly onBack: () => void;
  readonly onKept: () => void;
}

/** Goes on once the kit was opened again from where it is kept: the file, or one of its lines read from paper. */
export function KitProof({ kit, onBack, onKept }: KitProofProps) {
  const t = useWords();
  const [error, setError] = useState<{ from: "file" | "line"; what: unknown }>();
  const [isOver, setOver] = useState(false);
  const [busy, setBusy] = useState(false);
  const chooser = useRef<HTMLInputElement>(null);
  const [number] = useState(() => randomKeyLine(linesOf(kit)));

  const confirm = async (from: "file" | "line", body: { kit: string } | { line: string; number: number }) => {
    setBusy(true);
    setError(undefined);
    try {
      await client.call("confirmKit", { body });
      onKept();
    } catch (refused) {
      setError({ from, what: refused });
      setBusy(false);
    }
  };
  const open = async (file: File | undefined) => {
    if (file) await confirm("file", { kit: (await file.slice(0, largestKit).text()) || " " });
  };
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    void confirm("line", { line: String(new FormData(event.currentTarget).get("line")), number });
  };

  return (
    <div className="flex flex-col gap-6">
      <fieldset
        aria-label={t("setup.kit.prove.file")}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          void open(event.dataTransfer.files[0]);
        }}
        className={cx("min-w-0 rounded-box border border-dashed px-5 py-6 text-center", isOver ? "border-accent bg-accent-soft" : "border-edge")}
      >
        <p className="mb-3 text-ink-2">{t("setup.kit.prove.drop")}</p>
        <Button icon={FileKey} look="primary" size="large" disabled={busy} onClick={() => chooser.current?.click()}>
          {t("setup.kit.prove.choose")}
        </Button>
        <input
          ref={chooser}
          type="file"
          accept=".txt,text/plain"
          aria-label={t("setup.kit.prove.choose")}
          tabIndex={-1}
          className="sr-only"
          onChange={(event) => {
            void open(event.target.files?.[0]);
            event.target.value = "";
          }}
        />
        <div className="mt-3 text-left empty:hidden">
          <FormError text={error?.from === "file" ? (fieldProblem(error.what, "kit") ?? formProblem(error.what, [])) : undefined} />
        </div>
      </fieldset>
      <div className="flex items-center gap-3 text-sm text-ink-3">
        <span className="h-px flex-1 bg-line" />
        {t("setup.kit.prove.or")}
        <span className="h-px flex-1 bg-line" />
      </div>
      <form onSubmit={send} className="flex flex-col gap-4">
        <Field
          label={t("setup.kit.prove.line", { line: labelOf(linesOf(kit)[number - 1] ?? "") })}
          help={t("setup.kit.prove.lineHelp")}
          error={error?.from === "line" ? (fieldProblem(error.what, "line") ?? formProblem(error.what, [])) : undefined}
        >
          {(control) => <Input {...control} name="line" required maxLength={200} autoCapitalize="characters" spellCheck={false} className="font-mono" />}
        </Field>
        <div className="flex flex-wrap gap-2">
          <Button type="submit" disabled={busy}>
            {t("setup.kit.prove.check")}
          </Button>
          <Button look="quiet" onClick={onBack}>
            {t("setup.kit.prove.back")}
          </Button>
        </div>
      </form>
    </div>
  );
}

const labelOf = (line: string) => line.slice(0, Math.max(0, line.indexOf(":")));

/** The number, from 1, of a line that holds a part of the key: any of them, so that no habit forms. */
function randomKeyLine(lines: readonly string[]): number {
  const keys = lines.flatMap((line, i) => (line.startsWith("key ") ? [i + 1] : []));
  return keys[(crypto.getRandomValues(new Uint8Array(1))[0] ?? 0) % keys.length] ?? lines.length;
}
