import { lazy, Suspense } from "react";
import { type Pending, useCache } from "../../cache/index.ts";
import { clockTime } from "../../i18n/times.ts";
import { PersonMark, PersonName } from "../people/person-mark.tsx";
import { latePart } from "./late-parts.ts";
import { MessageText } from "./message-text.tsx";
import { Frame } from "./message-view.tsx";

const Files = lazy(latePart("PendingFiles"));
const Unsent = lazy(latePart("Unsent"));

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
      {pending.text !== "" && <MessageText body={{ kind: "markdown", text: pending.text }} company={company} />}
      {pending.files && (
        <Suspense>
          <Files files={pending.files} />
        </Suspense>
      )}
      {pending.state !== "sending" && (
        <Suspense>
          <Unsent pending={pending} />
        </Suspense>
      )}
    </Frame>
  );
}
