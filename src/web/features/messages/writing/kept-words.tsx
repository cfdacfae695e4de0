import { useSyncExternalStore } from "react";
import { useWorkspace } from "../../../app/workspace.ts";
import { draftPlaces, onKeeping, readDraft } from "../../../cache/index.ts";
import { useWords } from "../../../i18n/use-words.ts";
import { Button } from "../../../ui/button.tsx";
import { toast } from "../../../ui/toast.tsx";

function onDrafts(listener: () => void): () => void {
  addEventListener("storage", listener);
  const end = onKeeping(listener);
  return () => {
    removeEventListener("storage", listener);
    end();
  };
}

/** What was written for a channel that takes no words of the reader now: in sight, to be taken elsewhere. */
export default function KeptWords({ channel, withThreads = false }: { channel: string; withThreads?: boolean }) {
  const t = useWords();
  const { account } = useWorkspace();
  const text = useSyncExternalStore(onDrafts, () =>
    draftPlaces(account.id)
      .filter((place) => place === channel || (withThreads && place.startsWith(`${channel}.`)))
      .map((place) => readDraft(account.id, place).text)
      .join("\n\n"),
  );
  if (text === "") return null;
  const copy = () => void navigator.clipboard.writeText(text).then(() => toast(t("writing.kept.copied")));
  return (
    <div className="flex w-full items-start gap-3 rounded-box bg-raised py-2 pr-2 pl-3 text-left text-sm ring-1 ring-line ring-inset">
      <div className="min-w-0 flex-1">
        <p className="text-ink-3">{t("writing.kept.text")}</p>
        <p dir="auto" className="line-clamp-3 whitespace-pre-wrap text-ink wrap-anywhere" title={text}>
          {text}
        </p>
      </div>
      <Button size="small" onClick={copy}>
        {t("writing.kept.copy")}
      </Button>
    </div>
  );
}
