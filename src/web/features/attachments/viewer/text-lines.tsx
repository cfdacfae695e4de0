import { useEffect, useMemo, useRef, useState } from "react";
import { errorText } from "../../../i18n/error-text.ts";
import { useWords } from "../../../i18n/use-words.ts";
import { SkeletonLines } from "../../../ui/skeleton.tsx";
import { colours } from "../../messages/code/code-colours.tsx";
import { highlighted, type Run } from "../../messages/code/highlight.ts";
import { CodeText } from "../../messages/text-marks.tsx";
import { useSizes } from "../sizes.ts";
import type { ShownProps } from "./open-viewer.ts";
import { useContentFocus } from "./use-content-focus.ts";

/** Bytes that are shown of a text. */
const most = 256_000;

/** A text or code with the numbers of its lines, in the colours of its language; long lines are broken. */
export default function TextLines({ file, address }: ShownProps) {
  const t = useWords();
  const content = useRef<HTMLElement>(null);
  useContentFocus(content);
  const { size } = useSizes();
  const [text, setText] = useState<string>();
  const [why, setWhy] = useState("");
  useEffect(() => {
    const stop = new AbortController();
    fetch(address, { headers: file.size > 0 ? { range: `bytes=0-${most - 1}` } : {}, signal: stop.signal })
      .then(async (reply) => (reply.ok ? setText(await reply.text()) : setWhy(t("errors.file_not_found"))))
      .catch((error: unknown) => stop.signal.aborted || setWhy(errorText(error)));
    return () => stop.abort();
  }, [address, file.size, t]);
  const lines = useMemo(() => (text === undefined ? [] : linesOf(text, file.name)), [text, file.name]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard
    <section ref={content} tabIndex={0} aria-label={file.name} className="-outline-offset-2 min-h-0 flex-1 overflow-auto p-3 sm:p-6">
      {why && (
        <p role="alert" className="text-danger">
          {why}
        </p>
      )}
      {!why && text === undefined && <SkeletonLines count={12} label={t("ui.loading")} />}
      {text === "" && <p className="text-ink-3">{t("attachments.emptyText")}</p>}
      {text && (
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
      )}
      {text && file.size > most && <p className="mx-auto mt-3 max-w-[68rem] text-sm text-ink-3">{t("attachments.cut", { size: size(most) })}</p>}
    </section>
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
