import { lazy, type ReactNode, Suspense } from "react";
import type { MessageRow } from "../../cache/index.ts";
import { useWords } from "../../i18n/use-words.ts";
import { cx } from "../../ui/cx.ts";
import { token } from "./mention-tokens.ts";

const markdown = import("./markdown.tsx"); // asked for at once, waited for by nobody
const Markdown = lazy(() => markdown);

/** Text without any Markdown sign needs no parser: most messages are shown by this alone. */
const isPlain = (text: string) => !/[*_`~[\]<>#|\\\n@&]|^\s*(?:[-+]|\d+[.)])|:\/\/|www\.|[\u202A-\u202E\u2066-\u2069\u200E\u200F\u061C]/.test(text);

/** The words of a message, as Markdown; until its reader has loaded, the same words unmarked, in the same place. `after` follows in the last line. */
export function MessageText({ body, company, after }: { body: NonNullable<MessageRow["body"]>; company: string; after?: ReactNode }) {
  const t = useWords();
  if (body.kind === "ciphertext") return <p className="text-ink-3">{t("messages.sealedByDevice")}</p>;
  const { text } = body;
  if (text === "") return <p className="text-ink-3 italic">{t("messages.noText")}</p>;
  const plain = <p className="whitespace-pre-wrap">{text.replace(token, "$1…")}</p>;
  return (
    <div dir="auto" className={cx("prose max-w-[80ch]", after !== undefined && "has-sign")}>
      {isPlain(text) ? (
        plain
      ) : (
        <Suspense fallback={plain}>
          <Markdown text={text} company={company} />
        </Suspense>
      )}
      {after}
    </div>
  );
}
