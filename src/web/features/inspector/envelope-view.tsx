import i18next from "i18next";
import { Copy } from "lucide-react";
import { useId, useState } from "react";
import { useWords } from "../../i18n/use-words.ts";
import { Button, cx, toast } from "../../ui/index.ts";
import type { StoredRow } from "./stored-row-type.ts";

type Part = StoredRow["envelope"][number];
type FieldName = Part["field"];

/** Bytes of a long field that are shown at first. */
const shownAtFirst = 160;

/** The sealed bytes in hex as they lie on the disk, each field of the envelope outlined; under them what each field means. */
export function EnvelopeView({ envelope }: { envelope: readonly Part[] }) {
  const t = useWords();
  const [whole, setWhole] = useState(false);
  /** The field that is pointed at, in the bytes or in the legend; a tap holds it. */
  const [lit, setLit] = useState<FieldName>();
  const [held, setHeld] = useState<FieldName>();
  const id = useId();
  const copy = () => void navigator.clipboard.writeText(envelope.map(({ hex }) => hex).join("")).then(() => toast(t("inspector.copied")));
  const longest = Math.max(...envelope.map(({ hex }) => hex.length / 2));
  const isLit = ({ field }: Part) => field === (lit ?? held);
  const pointing = ({ field }: Part) => ({
    onPointerEnter: () => setLit(field),
    onPointerLeave: () => setLit(undefined),
  });
  return (
    <div>
      <p id={id} className="rounded-box bg-raised px-3 py-2.5 font-mono text-sm leading-7 break-normal text-ink ring-1 ring-line ring-inset">
        {envelope.map((part, i) => (
          <span key={part.field}>
            <span
              {...pointing(part)}
              data-lit={isLit(part)}
              className={cx(
                "rounded-chip box-decoration-clone px-1 py-0.5 outline-1",
                part.field === "ciphertext" && "bg-accent-soft",
                isLit(part) ? "bg-hover outline-2 outline-accent" : part.field === "ciphertext" ? "outline-accent" : "outline-edge",
              )}
            >
              <span aria-hidden className="mr-1 font-sans text-xs font-semibold text-ink-2 select-none">
                {i + 1}
              </span>
              {pairs(whole ? part.hex : part.hex.slice(0, 2 * shownAtFirst)).join(" ") || "–"}
              {!whole && part.hex.length > 2 * shownAtFirst && " …"}
            </span>{" "}
          </span>
        ))}
      </p>
      <div className="mt-2.5 flex flex-wrap gap-2">
        {longest > shownAtFirst && (
          <Button size="small" aria-expanded={whole} aria-controls={id} onClick={() => setWhole(!whole)}>
            {whole ? t("inspector.less") : t("inspector.all", { n: longest.toLocaleString(i18next.language) })}
          </Button>
        )}
        <Button size="small" icon={Copy} onClick={copy}>
          {t("inspector.copy")}
        </Button>
      </div>
      <h5 className="mt-4 text-sm font-medium text-ink-3">{t("inspector.legend")}</h5>
      <ol className="mt-1 -ml-2">
        {envelope.map((part, i) => (
          <li key={part.field}>
            <button
              type="button"
              aria-pressed={held === part.field}
              {...pointing(part)}
              onFocus={() => setLit(part.field)}
              onBlur={() => setLit(undefined)}
              onClick={() => setHeld(held === part.field ? undefined : part.field)}
              className={cx(
                "grid w-full grid-cols-[1.25rem_minmax(0,1fr)] gap-x-2 rounded-box px-2 py-1.5 text-left outline-1 outline-transparent",
                isLit(part) && "bg-hover outline-accent!",
              )}
            >
              <span aria-hidden className="tabular text-sm font-semibold text-ink-2">
                {i + 1}
              </span>
              <span>
                <span className="flex flex-wrap items-baseline gap-x-2 text-sm">
                  <span className="font-medium">{t(`inspector.fields.${part.field}.name`)}</span>
                  <span className="tabular text-xs text-ink-3">
                    {t("inspector.bytes", { count: bytesOf(part), n: bytesOf(part).toLocaleString(i18next.language) })}
                  </span>
                </span>
                <span className="block text-sm text-ink-2">{t(`inspector.fields.${part.field}.text`, { value: detailOf(part), n: bytesOf(part) })}</span>
              </span>
            </button>
          </li>
        ))}
      </ol>
    </div>
  );
}

const pairs = (hex: string): string[] => hex.match(/../g) ?? [];
const bytesOf = ({ hex }: Part): number => hex.length / 2;

/** The number in a field of the head; of the suite its name. */
const detailOf = ({ field, hex, meaning }: Part): string =>
  field === "suite" ? meaning : field === "keyId" || field === "schema" ? String(Number.parseInt(hex, 16)) : "";
