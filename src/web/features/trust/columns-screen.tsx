import { LockKeyhole, Plug, Type } from "lucide-react";
import { useState } from "react";
import type { ReplyOf } from "../../../contract/index.ts";
import type { trust } from "../../../contract/trust.ts";
import { useAnswer } from "../../app/use-answer.ts";
import { knownText } from "../../i18n/known-text.ts";
import { useReasons } from "../../i18n/reasons.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Button, Choice, Empty, SkeletonLines } from "../../ui/index.ts";
import { TrustPage } from "./trust-page.tsx";

type Column = ReplyOf<(typeof trust)["listColumns"]>["columns"][number];
const filters = ["all", "clear", "sealed"] as const;
type Filter = (typeof filters)[number];

/** `/trust/columns`: everything that this server stores, column by column, and why it is clear or sealed. */
export function ColumnsScreen() {
  const t = useWords();
  const { answer, error, again } = useAnswer("listColumns");
  const [filter, setFilter] = useState<Filter>("all");
  const columns = answer?.columns ?? [];
  const shown = columns.filter(({ sealed }) => filter === "all" || sealed === (filter === "sealed"));
  const tables = Map.groupBy(shown, ({ table }) => table);
  return (
    <TrustPage tab="columns">
      {!answer && !error && <SkeletonLines count={10} label={t("ui.loading")} />}
      {!answer && error && (
        <Empty icon={Plug} title={t("trust.failed")} action={<Button onClick={again}>{t("ui.retry")}</Button>}>
          {error}
        </Empty>
      )}
      {answer && (
        <>
          <p className="max-w-[70ch] text-ink-2">
            {t("trust.columns.lead", { clear: columns.filter(({ sealed }) => !sealed).length, sealed: columns.filter(({ sealed }) => sealed).length })}
          </p>
          <div className="mt-4 print:hidden">
            <Choice
              label={t("trust.columns.show")}
              value={filter}
              onChange={setFilter}
              options={filters.map((value) => ({ value, text: t(`trust.columns.${value}`) }))}
            />
          </div>
          {[...tables].map(([table, rows]) => (
            <section key={table} className="mt-8 break-inside-avoid">
              <h2 className="font-mono text-sm font-semibold">{table}</h2>
              <dl className="mt-1 divide-y divide-line border-y border-line">
                {rows.map((column) => (
                  <ColumnLine key={column.column} column={column} />
                ))}
              </dl>
            </section>
          ))}
        </>
      )}
    </TrustPage>
  );
}

function ColumnLine({ column }: { column: Column }) {
  const t = useWords();
  const reason = useReasons();
  const Icon = column.sealed ? LockKeyhole : Type;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-4 py-2 sm:grid-cols-[11rem_9rem_minmax(0,1fr)]">
      <dt className="font-mono text-sm">{column.column}</dt>
      <dd className="flex items-center gap-1.5 text-sm text-ink-2">
        <Icon aria-hidden size={14} className={column.sealed ? "text-accent" : "text-ink-3"} />
        {column.sealed ? t("trust.columns.isSealed") : (knownText(`trust.columns.kinds.${column.kind}`) ?? column.kind)}
      </dd>
      <dd className="col-span-2 text-sm text-ink-3 sm:col-span-1">{reason(column.why)}</dd>
    </div>
  );
}
