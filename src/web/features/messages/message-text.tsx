import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import type { MessageRow } from "../../cache/index.ts";
import { token } from "./mention-tokens.ts";

const Markdown = lazy(() => import("./markdown.tsx"));

/** Text without any Markdown sign needs no parser: most messages are shown by this alone. */
const isPlain = (text: string) => !/[*_`~[\]<>#|\\\n@&]|^\s*(?:[-+]|\d+[.)])|:\/\/|www\.|[\u202A-\u202E\u2066-\u2069\u200E\u200F\u061C]/.test(text);

/** The words of a message, as Markdown; until its reader has loaded, the same words unmarked, in the same place. */
export function MessageText({ body, company }: { body: NonNullable<MessageRow["body"]>; company: string }) {
  const { t } = useTranslation();
  if (body.kind === "ciphertext") return <p className="text-ink-3">{t("messages.sealedByDevice")}</p>;
  const { text } = body;
  if (text === "") return <p className="text-ink-3 italic">{t("messages.noText")}</p>;
  const plain = <p className="whitespace-pre-wrap">{text.replace(token, "$1…")}</p>;
  return (
    <div dir="auto" className="prose max-w-[80ch]">
      {isPlain(text) ? (
        plain
      ) : (
        <Suspense fallback={plain}>
          <Markdown text={text} company={company} />
        </Suspense>
      )}
    </div>
  );
}
