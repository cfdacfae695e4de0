import { useMemo } from "react";
import { useWords } from "../../../i18n/use-words.ts";
import { CodeText } from "../../messages/text-marks.tsx";
import { readTable } from "./read-table.ts";

/** Rows and columns that are shown. */
const most = { rows: 1000, columns: 100 };

/** Values with separators between them, as a table under its first row. */
export default function TextTable({ text, isCut }: { text: string; isCut: boolean }) {
  const t = useWords();
  const rows = useMemo(() => {
    const found = readTable(text, most.rows + 2); // the head, and one that tells whether there are more
    return isCut && found.length < most.rows + 2 ? found.slice(0, -1) : found; // the last one came in half
  }, [text, isCut]);
  const [head = [], ...body] = rows;
  const widest = rows.reduce((width, row) => Math.max(width, row.length), 0);
  const columns = Array.from({ length: Math.min(widest, most.columns) }, (_, i) => i);
  return (
    <>
      <table className="mx-auto border-separate border-spacing-0 border-s border-t border-line text-sm">
        <thead className="sticky -top-3 sm:-top-6">
          <tr>
            <th scope="col" className="border-e border-b border-line bg-side px-2 py-1">
              <span className="sr-only">{t("attachments.table.row")}</span>
            </th>
            {columns.map((column) => (
              <th
                key={column}
                scope="col"
                dir="auto"
                className="max-w-[40ch] border-e border-b border-line bg-side px-2 py-1 text-start align-top wrap-anywhere"
              >
                <CodeText text={head[column] ?? ""} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {body.slice(0, most.rows).map((row, number) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a row is its number
            <tr key={number}>
              <th scope="row" className="tabular border-e border-b border-line bg-side px-2 py-1 text-end align-top text-xs font-normal text-ink-3">
                {number + 1}
              </th>
              {columns.map((column) => (
                <td
                  key={column}
                  dir="auto"
                  className="tabular max-w-[40ch] border-e border-b border-line px-2 py-1 align-top whitespace-pre-wrap wrap-anywhere"
                >
                  <CodeText text={row[column] ?? ""} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {body.length > most.rows && <p className="sticky start-0 mt-3 text-center text-sm text-ink-3">{t("attachments.table.rows", { count: most.rows })}</p>}
      {widest > most.columns && <p className="sticky start-0 mt-3 text-center text-sm text-ink-3">{t("attachments.table.columns", { count: most.columns })}</p>}
    </>
  );
}
