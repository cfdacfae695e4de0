import { History } from "lucide-react";
import type { MessageRow } from "../../cache/index.ts";
import { useWords } from "../../i18n/use-words.ts";
import { PersonName } from "../people/person-mark.tsx";

export type Newer = NonNullable<MessageRow["files"][number]["newer"]>;

/** The same file in its newest version. */
export const newestOf = <F extends { readonly newer?: Newer | null }>(file: F): F =>
  file.newer ? { ...file, version: file.newer.version, type: file.newer.type, size: file.newer.size, here: true, newer: null } : file;

/** That what a message shows is no longer the newest, and whose that is; leads there. */
export function NewerVersion({ company, newer, name, onOpen }: { company: string; newer: Newer; name?: string; onOpen: () => void }) {
  const t = useWords();
  return (
    <button
      type="button"
      onClick={onOpen}
      className="-ml-1.5 flex min-h-6 max-w-full items-center gap-1.5 rounded-chip px-1.5 text-left text-xs text-ink-2 hover:bg-hover hover:text-ink coarse:min-h-11"
    >
      <History aria-hidden size={13} className="shrink-0 text-ink-3" />
      <span className="min-w-0 truncate">
        {name !== undefined && (
          <>
            <bdi>{name}</bdi> ·{" "}
          </>
        )}
        {t("attachments.newer")} · <PersonName company={company} person={newer.by} />
      </span>
    </button>
  );
}
