import { lazy, Suspense, useState } from "react";
import type { MessageRow } from "../../cache/index.ts";
import { withWords } from "../../i18n/index.ts";
import { fullTime } from "../../i18n/times.ts";
import { useWords } from "../../i18n/use-words.ts";

const Revisions = lazy(() => withWords(["actions"], import("./revisions.tsx")));

/** "(edited)" opens the earlier texts. */
export function EditedSign({ company, message, at }: { company: string; message: MessageRow; at: number }) {
  const t = useWords();
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" title={fullTime(at)} onClick={() => setOpen(true)} className="rounded-chip text-xs text-ink-3 hover:text-ink hover:underline">
        {t("messages.edited")}
      </button>
      {open && (
        <Suspense>
          <Revisions company={company} message={message} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
