import { useMemo } from "react";
import { colours } from "../../messages/code/code-colours.tsx";
import { highlighted, type Run } from "../../messages/code/highlight.ts";
import { CodeText } from "../../messages/text-marks.tsx";

/** A text or code with the numbers of its lines, in the colours of its language; long lines are broken. */
export function TextLines({ text, name }: { text: string; name: string }) {
  const lines = useMemo(() => linesOf(text, name), [text, name]);
  return (
    <ol className="lines mx-auto max-w-[68rem] font-mono text-xs">
      {lines.map((runs, number) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is its number
        <li key={number} dir="auto" className="whitespace-pre-wrap wrap-anywhere">
          {runs.map(({ text, kind }, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: in the order of the text, which stays
            <span key={i} className={kind && colours[kind]}>
              <CodeText text={text} />
            </span>
          ))}
          {"\n"}
        </li>
      ))}
    </ol>
  );
}

/** The runs of each line. */
function linesOf(text: string, name: string): readonly (readonly Run[])[] {
  const lines: Run[][] = [[]];
  for (const { text: run, kind } of highlighted(text, name.split(".").at(-1) ?? "") ?? [{ text, kind: undefined }])
    for (const [i, part] of run.split(/\r\n|\r|\n/).entries()) {
      if (i > 0) lines.push([]);
      if (part !== "") lines.at(-1)?.push({ text: part, kind });
    }
  if (lines.at(-1)?.length === 0) lines.pop();
  return lines;
}
