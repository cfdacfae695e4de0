import { lazy, type ReactNode, Suspense } from "react";
import { whenQuiet } from "../../app/quiet.ts";
import type { MessageRow } from "../../cache/index.ts";
import { withWords } from "../../i18n/index.ts";
import { useWords } from "../../i18n/use-words.ts";
import { cx } from "../../ui/cx.ts";
import { Markdown } from "./markdown.tsx";

const Previews = lazy(() => whenQuiet(() => withWords(["actions"], import("./actions/previews.tsx"))));

/** Text without any Markdown sign needs no parser: most messages are shown by this alone. */
const isPlain = (text: string) => !/[*_`~[\]<>#|\\\n@&]|^\s*(?:[-+]|\d+[.)])|:\/\/|www\.|[\u202A-\u202E\u2066-\u2069\u200E\u200F\u061C]/.test(text);

/** The words of a message, as Markdown. `after` follows in the last line. */
export function MessageText({ body, company, after }: { body: NonNullable<MessageRow["body"]>; company: string; after?: ReactNode }) {
  const t = useWords();
  if (body.kind === "ciphertext") return <p className="text-ink-3">{t("messages.sealedByDevice")}</p>;
  const { text } = body;
  if (text === "") return <p className="text-ink-3 italic">{t("messages.noText")}</p>;
  return (
    <div dir="auto" className={cx("prose max-w-[80ch]", after !== undefined && "has-sign")}>
      {isPlain(text) ? <p className="whitespace-pre-wrap">{text}</p> : <Markdown text={text} company={company} />}
      {after}
      {text.includes(`${location.origin}/c/${company}/channels/`) && (
        <Suspense fallback={<div className="mt-1.5 h-16" />}>
          <Previews company={company} text={text} />
        </Suspense>
      )}
    </div>
  );
}
