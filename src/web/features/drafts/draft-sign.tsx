import { PencilLine } from "lucide-react";
import { useSyncExternalStore } from "react";
import { useWorkspace } from "../../app/workspace.ts";
import { draftPlaces, onKeeping } from "../../cache/index.ts";
import { useWords } from "../../i18n/use-words.ts";

let places: ReadonlySet<string> | undefined;

function onPlaces(listener: () => void): () => void {
  const changed = () => {
    places = undefined;
    listener();
  };
  addEventListener("storage", changed);
  const end = onKeeping(changed);
  return () => {
    removeEventListener("storage", changed);
    end();
  };
}

/** A pencil beside a channel into which somebody began to write. */
export default function DraftSign({ channel }: { channel: string }) {
  const t = useWords();
  const { account } = useWorkspace();
  const isBegun = useSyncExternalStore(onPlaces, () => {
    places ??= new Set(draftPlaces(account.id));
    return places.has(channel);
  });
  if (!isBegun) return null;
  return (
    <span title={t("writing.draft.sign")} className="text-ink-3">
      <PencilLine aria-hidden size={13} />
      <span className="sr-only">{t("writing.draft.sign")}</span>
    </span>
  );
}
