import { useEffect, useState } from "react";
import { errorText } from "../../i18n/error-text.ts";
import { useWords } from "../../i18n/use-words.ts";
import CodeColours from "../messages/code/code-colours.tsx";
import type { ShownFile } from "./message-files.tsx";
import { useSizes } from "./sizes.ts";

/** Bytes that are shown of a text. */
const most = 64_000;

/** The beginning of a text or of code, in the colours of its language. */
export default function TextPreview({ address, file }: { address: string; file: Pick<ShownFile, "name" | "size"> }) {
  const t = useWords();
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
  if (why)
    return (
      <p role="alert" className="mt-1.5 text-sm text-danger">
        {why}
      </p>
    );
  return (
    <>
      <pre dir="auto" className="mt-1.5 max-h-60 overflow-auto rounded-box bg-hover p-3 font-mono text-xs">
        {text !== undefined && <CodeColours text={text} language={file.name.split(".").at(-1) ?? ""} />}
      </pre>
      {file.size > most && <p className="text-xs text-ink-3">{t("attachments.cut", { size: size(most) })}</p>}
    </>
  );
}
