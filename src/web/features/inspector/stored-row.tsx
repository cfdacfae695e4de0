import i18next from "i18next";
import { Eye, KeyRound } from "lucide-react";
import { useReasons } from "../../i18n/reasons.ts";
import { fullTime } from "../../i18n/times.ts";
import { useWords } from "../../i18n/use-words.ts";
import { EnvelopeView } from "./envelope-view.tsx";
import type { StoredRow } from "./stored-row-type.ts";

type ClearCell = StoredRow["clear"][number];

/** A stored row: what stands in clear and why, the sealed bytes with their fields, whose keys open them, what all that tells. */
export function StoredRowView({ row }: { row: StoredRow }) {
  const t = useWords();
  return (
    <div className="flex flex-col gap-7">
      <p className="mt-2 flex items-start gap-2.5 rounded-box bg-side px-4 py-3 ring-1 ring-line ring-inset">
        <Eye aria-hidden size={16} className="mt-[3px] shrink-0 text-ink-3" />
        <span>
          <span className="block text-sm text-ink-3">{t("inspector.learns")}</span>
          {i18next.language === "fr" ? row.learns.fr : row.learns.en}
        </span>
      </p>
      <section>
        <h4 className="font-semibold">{t("inspector.sealed")}</h4>
        <p className="mb-3 text-sm text-ink-3">{t("inspector.sealedHelp")}</p>
        <EnvelopeView envelope={row.envelope} />
      </section>
      <section>
        <h4 className="font-semibold">{t("inspector.clear")}</h4>
        <p className="mb-3 text-sm text-ink-3">{t("inspector.table", { table: row.table, version: row.version })}</p>
        <dl className="divide-y divide-line border-y border-line">
          {[...row.key, ...row.clear].map((cell) => (
            <ClearLine key={cell.column} cell={cell} />
          ))}
        </dl>
      </section>
      <section>
        <h4 className="font-semibold">{t("inspector.owners")}</h4>
        <p className="mb-3 text-sm text-ink-3">{t("inspector.ownersHelp", { count: row.owners.length })}</p>
        <ul className="flex flex-col gap-2">
          {row.owners.map(({ kind, id, version }) => (
            <li key={`${kind} ${id}`} className="flex items-start gap-2.5">
              <KeyRound aria-hidden size={15} className="mt-1 shrink-0 text-ink-3" />
              <span className="min-w-0">
                <span className="block">{ownerName(kind, t)}</span>
                <span className="block font-mono text-xs break-all text-ink-3">
                  {id} · {t("inspector.keyVersion", { version })}
                </span>
              </span>
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}

function ClearLine({ cell }: { cell: ClearCell }) {
  const t = useWords();
  const reason = useReasons();
  const isDate = cell.kind === "instant" && Boolean(cell.value);
  return (
    <div className="grid grid-cols-[auto_minmax(0,1fr)] items-baseline gap-x-3 py-2">
      <dt className="text-sm font-medium">{cell.column}</dt>
      <dd className="font-mono text-sm break-all text-ink-2">
        {cell.value || <span className="font-sans text-ink-3">{t(cell.value === null ? "inspector.withheld" : "inspector.nothing")}</span>}
      </dd>
      {isDate && <dd className="col-span-2 text-xs text-ink-3">{fullTime(Number(cell.value))}</dd>}
      <dd className="col-span-2 text-sm text-ink-3">{reason(cell.why)}</dd>
    </div>
  );
}

type Translate = ReturnType<typeof useWords>;

function ownerName(kind: string, t: Translate): string {
  switch (kind) {
    case "installation":
    case "account":
    case "company":
    case "channel":
      return t(`inspector.ownerKinds.${kind}`);
    case "person.profile":
      return t("inspector.ownerKinds.profile");
    case "person.content":
      return t("inspector.ownerKinds.content");
    default:
      return kind;
  }
}
