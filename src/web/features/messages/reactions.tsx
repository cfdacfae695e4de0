import i18next from "i18next";
import { SmilePlus } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useWorkspace } from "../../app/workspace.ts";
import { type MessageRow, useCache } from "../../cache/index.ts";
import { withWords } from "../../i18n/index.ts";
import { useWords } from "../../i18n/use-words.ts";
import { cx } from "../../ui/cx.ts";
import { usePeopleByIds } from "../people/people-by-ids.ts";
import { react } from "./message-changes.ts";

const ReactionPicker = lazy(() => withWords(["writing"], import("./reaction-picker.tsx")));
const pill = "tabular inline-flex h-6.5 items-center gap-1 rounded-full px-2 text-sm ring-1 ring-inset coarse:h-9 coarse:px-3";

/** The reactions under a message: a click adds one's own or takes it back. */
export function Reactions({ company, message }: { company: string; message: MessageRow }) {
  if (message.reactions.length === 0) return null;
  return <ReactionRow company={company} message={message} />;
}

function ReactionRow({ company, message }: { company: string; message: MessageRow }) {
  const t = useWords();
  const workspace = useWorkspace();
  const me = useCache((cache) => cache.companies.get(company)?.me ?? "");
  const [picking, setPicking] = useState(false);
  return (
    <div className="mt-1 flex flex-wrap gap-1">
      {message.reactions.map((reaction) => (
        <Pill
          key={reaction.emoji}
          company={company}
          reaction={reaction}
          mine={reaction.people.includes(me)}
          onClick={() => react(workspace, { company, message }, me, reaction.emoji)}
        />
      ))}
      <button
        type="button"
        aria-label={t("messages.react.add")}
        title={t("messages.react.add")}
        className={cx(pill, "text-ink-3 opacity-0 ring-line group-hover/row:opacity-100 hover:bg-hover focus-visible:opacity-100 coarse:opacity-100")}
        onClick={() => setPicking(true)}
      >
        <SmilePlus aria-hidden size={14} />
      </button>
      {picking && (
        <Suspense>
          <ReactionPicker company={company} message={message} onClose={() => setPicking(false)} />
        </Suspense>
      )}
    </div>
  );
}

function Pill({ company, reaction, mine, onClick }: { company: string; reaction: MessageRow["reactions"][number]; mine: boolean; onClick: () => void }) {
  const t = useWords();
  const [near, setNear] = useState(false);
  return (
    <button
      type="button"
      aria-pressed={mine}
      aria-label={t("messages.react.count", { emoji: reaction.emoji, count: reaction.count })}
      onPointerEnter={() => setNear(true)}
      onFocus={() => setNear(true)}
      className={cx(pill, mine ? "bg-accent-soft font-semibold text-accent ring-accent" : "bg-hover text-ink-2 ring-transparent hover:ring-edge")}
      onClick={onClick}
    >
      {near && <Who company={company} ids={reaction.people} />}
      <span aria-hidden>{reaction.emoji}</span>
      <span aria-hidden>{reaction.count}</span>
    </button>
  );
}

/** Who reacted, as the button's tooltip; names are asked for only when somebody points at it. */
function Who({ company, ids }: { company: string; ids: readonly string[] }) {
  const people = usePeopleByIds(company, ids);
  const names = ids.slice(0, 12).map((id) => people.get(id)?.name ?? "…");
  const list = new Intl.ListFormat(i18next.language).format(ids.length > 12 ? [...names, `+${ids.length - 12}`] : names);
  return <span className="sr-only" ref={(node) => node?.parentElement?.setAttribute("title", list)} />;
}
