import i18next from "i18next";
import { Copy } from "lucide-react";
import { useState } from "react";
import { useWords } from "../../i18n/use-words.ts";
import { Button, cx, toast } from "../../ui/index.ts";
import type { StoredRow } from "./stored-row-type.ts";

type Part = StoredRow["envelope"][number];

/** Bytes of a long field that are shown at first. */
const shownAtFirst = 160;
/** What everybody may know: it says how the rest was made, and is bound by the tag. */
const isHead = ({ field }: Part) => field === "magic" || field === "suite" || field === "keyId" || field === "schema";

/** The sealed bytes in hex, each field of the envelope in a frame of its own with what it means. */
export function EnvelopeView({ envelope }: { envelope: readonly Part[] }) {
  const t = useWords();
  const copy = () => void navigator.clipboard.writeText(envelope.map(({ hex }) => hex).join("")).then(() => toast(t("inspector.copied")));
  return (
    <div className="@container">
      <ol className="flex flex-wrap gap-1.5">
        {envelope.map((part) => (
          <Frame key={part.field} part={part} />
        ))}
      </ol>
      <Button size="small" icon={Copy} className="mt-2.5" onClick={copy}>
        {t("inspector.copy")}
      </Button>
    </div>
  );
}

function Frame({ part }: { part: Part }) {
  const t = useWords();
  const [whole, setWhole] = useState(false);
  const length = part.hex.length / 2;
  const bytes = pairs(whole ? part.hex : part.hex.slice(0, 2 * shownAtFirst));
  const isSecret = part.field === "ciphertext";
  return (
    <li
      className={cx(
        "flex min-w-0 flex-col rounded-chip px-2.5 py-2 ring-1 ring-inset",
        isHead(part) ? "flex-[1_0_46%] @lg:flex-[1_0_22%]" : "w-full",
        isSecret ? "bg-accent-soft ring-accent" : "ring-edge",
      )}
    >
      <p className="flex flex-wrap items-baseline gap-x-2 text-sm">
        <span className="font-medium">{t(`inspector.fields.${part.field}.name`)}</span>
        <span className="tabular text-xs text-ink-2">{t("inspector.bytes", { count: length, n: length.toLocaleString(i18next.language) })}</span>
      </p>
      <p className="mt-1 font-mono text-sm leading-5 break-normal text-ink">
        {bytes.length > 0 ? bytes.join(" ") : "–"}
        {length > bytes.length && " …"}
      </p>
      {length > shownAtFirst && (
        <Button size="small" className="mt-1.5 self-start" aria-expanded={whole} onClick={() => setWhole(!whole)}>
          {whole ? t("inspector.less") : t("inspector.all", { n: length.toLocaleString(i18next.language) })}
        </Button>
      )}
      <p className="mt-1 text-xs text-ink-2">{t(`inspector.fields.${part.field}.text`, { value: detailOf(part), n: length })}</p>
    </li>
  );
}

const pairs = (hex: string): string[] => hex.match(/../g) ?? [];

/** The number in a field of the head; of the suite its name. */
const detailOf = ({ field, hex, meaning }: Part): string =>
  field === "suite" ? meaning : field === "keyId" || field === "schema" ? String(Number.parseInt(hex, 16)) : "";
