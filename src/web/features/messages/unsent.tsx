import i18next from "i18next";
import { useWorkspace } from "../../app/workspace.ts";
import type { Pending } from "../../cache/index.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Button } from "../../ui/button.tsx";
import { giveBack } from "../attachments/give-back.ts";
import { giveUp } from "../attachments/uploads.ts";
import { discard, retry } from "./outbox.ts";

/** Why a post isn't sent, and what can be done about it. */
export default function Unsent({ pending }: { pending: Pending }) {
  const t = useWords();
  const workspace = useWorkspace();
  const key = `errors.${pending.reason}`;
  const reason = i18next.exists(key) ? t(key as "errors.internal") : "";
  return (
    <div role="alert" className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
      <span className={pending.state === "failed" ? "text-danger" : "text-warning"}>
        {pending.state === "failed" ? t("attachments.unsent.failed") : t("attachments.unsent.old")} {reason}
      </span>
      <span className="flex gap-1.5">
        <Button size="small" onClick={() => retry(workspace, pending.key)}>
          {pending.state === "failed" ? t("ui.retry") : t("attachments.unsent.send")}
        </Button>
        <Button
          size="small"
          onClick={() => {
            giveBack(workspace, pending);
            discard(workspace, pending.key);
          }}
        >
          {t("attachments.unsent.edit")}
        </Button>
        <Button
          size="small"
          look="quiet"
          onClick={() => {
            for (const file of pending.files ?? []) giveUp(pending.company, file);
            discard(workspace, pending.key);
          }}
        >
          {t("attachments.unsent.discard")}
        </Button>
      </span>
    </div>
  );
}
