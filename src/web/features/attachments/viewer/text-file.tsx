import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { errorText } from "../../../i18n/error-text.ts";
import { useWords } from "../../../i18n/use-words.ts";
import { Choice } from "../../../ui/choice.tsx";
import { cx } from "../../../ui/cx.ts";
import { SkeletonLines } from "../../../ui/skeleton.tsx";
import { Markdown } from "../../messages/markdown.tsx";
import { useSizes } from "../sizes.ts";
import type { ShownProps } from "./open-viewer.ts";
import { TextLines } from "./text-lines.tsx";
import { useContentFocus } from "./use-content-focus.ts";

const TextTable = lazy(() => import("./text-table.tsx"));

/** Bytes that are shown of a text. */
const most = 256_000;

/** What else than its lines can be shown of a text. */
const formOf = ({ name, type }: ShownProps["file"]) =>
  type === "text/markdown" || /\.(md|markdown)$/i.test(name) ? "page" : type === "text/csv" || /\.(csv|tsv)$/i.test(name) ? "table" : undefined;

/** A text: Markdown as it is meant, a table as a table, and all of them line by line. */
export default function TextFile({ company, file, address }: ShownProps) {
  const t = useWords();
  const content = useRef<HTMLElement>(null);
  useContentFocus(content);
  const { size } = useSizes();
  const [text, setText] = useState<string>();
  const [why, setWhy] = useState("");
  const [isSource, setSource] = useState(false);
  const form = formOf(file);
  const isCut = file.size > most;
  useEffect(() => {
    const stop = new AbortController();
    fetch(address, { headers: file.size > 0 ? { range: `bytes=0-${most - 1}` } : {}, signal: stop.signal })
      .then(async (reply) => (reply.ok ? setText(await reply.text()) : setWhy(t("errors.file_not_found"))))
      .catch((error: unknown) => stop.signal.aborted || setWhy(errorText(error)));
    return () => stop.abort();
  }, [address, file.size, t]);
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
      {text && form && (
        <div className={cx("sticky start-0 mx-auto mb-4", form === "page" && !isSource ? "max-w-[80ch]" : "max-w-[68rem]")}>
          <Choice
            label={t("attachments.forms.label")}
            value={isSource ? "source" : form}
            onChange={(to) => setSource(to === "source")}
            options={([form, "source"] as const).map((value) => ({ value, text: t(`attachments.forms.${value}`) }))}
          />
        </div>
      )}
      {text && form === "page" && !isSource && (
        <div dir="auto" className="document prose mx-auto max-w-[80ch]">
          <Markdown text={text} company={company} />
        </div>
      )}
      {text && form === "table" && !isSource && (
        <Suspense fallback={<SkeletonLines count={12} label={t("ui.loading")} />}>
          <TextTable text={text} isCut={isCut} />
        </Suspense>
      )}
      {text && (!form || isSource) && <TextLines text={text} name={file.name} />}
      {text && isCut && <p className="mx-auto mt-3 max-w-[68rem] text-sm text-ink-3">{t("attachments.cut", { size: size(most) })}</p>}
    </section>
  );
}
