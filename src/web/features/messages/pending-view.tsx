import i18next from "i18next";
import { useWorkspace } from "../../app/workspace.ts";
import { type Pending, useCache } from "../../cache/index.ts";
import { clockTime } from "../../i18n/times.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Button } from "../../ui/button.tsx";
import { PersonMark, PersonName } from "../people/person-mark.tsx";
import { giveBack } from "./give-back.ts";
import { MessageText } from "./message-text.tsx";
import { Frame } from "./message-view.tsx";
import { discard, retry } from "./outbox.ts";

/** A post of one's own that the server hasn't acknowledged: looks like the message that it will be. */
export function PendingView({ company, pending, head }: { company: string; pending: Pending; head: boolean }) {
  const me = useCache((cache) => cache.companies.get(company)?.me ?? "");
  return (
    <Frame gutter={head && <PersonMark company={company} person={me} size={36} />} time={pending.at}>
      {head && (
        <div className="flex items-baseline gap-2">
          <PersonName company={company} person={me} />
          <span className="tabular text-xs text-ink-3">{clockTime(pending.at)}</span>
        </div>
      )}
      <MessageText body={{ kind: "markdown", text: pending.text }} company={company} />
      {pending.state !== "sending" && <Unsent pending={pending} />}
    </Frame>
  );
}

function Unsent({ pending }: { pending: Pending }) {
  const t = useWords();
  const workspace = useWorkspace();
  const key = `errors.${pending.reason}`;
  const reason = i18next.exists(key) ? t(key as "errors.internal") : "";
  return (
    <div role="alert" className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
      <span className={pending.state === "failed" ? "text-danger" : "text-warning"}>
        {pending.state === "failed" ? t("messages.unsent.failed") : t("messages.unsent.old")} {reason}
      </span>
      <span className="flex gap-1.5">
        <Button size="small" onClick={() => retry(workspace, pending.key)}>
          {pending.state === "failed" ? t("ui.retry") : t("messages.unsent.send")}
        </Button>
        <Button
          size="small"
          onClick={() => {
            giveBack(workspace, pending);
            discard(workspace, pending.key);
          }}
        >
          {t("messages.unsent.edit")}
        </Button>
        <Button size="small" look="quiet" onClick={() => discard(workspace, pending.key)}>
          {t("messages.unsent.discard")}
        </Button>
      </span>
    </div>
  );
}
