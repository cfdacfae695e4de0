import { SendHorizontal } from "lucide-react";
import { lazy, Suspense, useCallback, useEffect, useRef, useState } from "react";
import { limits } from "../../../contract/limits.ts";
import { whenQuiet } from "../../app/quiet.ts";
import { useWorkspace } from "../../app/workspace.ts";
import { type Draft, keepDraft, noDraft, onDraft, readDraft } from "../../cache/index.ts";
import { withWords } from "../../i18n/index.ts";
import { useWords } from "../../i18n/use-words.ts";
import { IconButton } from "../../ui/button.tsx";
import type { Attachments } from "../attachments/late-parts.ts";
import { onGivenBack, placeOf } from "./give-back.ts";
import { latePart } from "./late-parts.ts";
import { post } from "./outbox.ts";
import type { Line } from "./refs.ts";
import { useSelection } from "./selection.ts";
import { stored } from "./stored-text.ts";
import { WritingArea } from "./writing-area.tsx";

const tools = () => whenQuiet(() => withWords(["writing", "keys"], import("./writing/composer-tools.tsx")));
const TypingNames = lazy(() => whenQuiet(() => withWords(["writing"], import("./typing-names.tsx"))));
const Tools = lazy(tools);
const FormatRow = lazy(() => tools().then(({ FormatRow }) => ({ default: FormatRow })));
const SelectionBar = lazy(() => withWords(["actions"], import("./actions/selection-bar.tsx")));
const SendLater = lazy(() => tools().then(({ SendLater }) => ({ default: SendLater })));

const Attaching = lazy(latePart("Attaching"));
const ToAll = lazy(() => withWords(["channelSettings"], import("../channels/to-all.tsx")));

interface ComposerProps {
  readonly line: Line;
  readonly label: string;
  readonly takesFocus: boolean;
  readonly onUp: () => void;
}

/** Writes into a channel or thread. What isn't sent yet stays as a draft. */
export function Composer({ line, label, takesFocus, onUp }: ComposerProps) {
  const t = useWords();
  const workspace = useWorkspace();
  const [draft, setDraft, latest] = useDraft(line);
  const place = useRef<HTMLDivElement>(null);
  const lastTyping = useRef(0);
  const selected = useSelection(line);
  const [formats, setFormats] = useState(false);
  const tooLong = draft.text.length > limits.message;
  const [attached, setAttached] = useState<Attachments>();
  const tray = useRef<HTMLDivElement>(null);
  const empty = draft.text.trim() === "" && !attached;
  const stops = empty || tooLong || attached?.isHeld;

  const write = (next: Draft) => {
    setDraft(next);
    if (next.text !== "" && Date.now() - lastTyping.current > 4000) {
      lastTyping.current = Date.now();
      workspace.socket.typing(line.company, line.channel);
    }
  };
  const send = () => {
    const { text, mentions } = latest(); // a second Enter comes before this one is drawn: by then it is empty
    if (text.length > limits.message || attached?.isHeld) return;
    const [files, ...others] = attached?.take() ?? [];
    if (text.trim() === "" && !files) return;
    post(workspace, line, stored(workspace.store.get(), text, mentions).trim(), files);
    for (const more of others) post(workspace, line, "", more);
    lastTyping.current = 0;
    setDraft(noDraft);
  };
  const field = () => place.current?.querySelector("textarea");

  return (
    <div id={line.thread === 0 ? "composer" : undefined} ref={place} className="px-4 pb-[max(0.5rem,env(safe-area-inset-bottom))]">
      <div className="rounded-box bg-raised ring-1 ring-edge ring-inset focus-within:ring-2 focus-within:ring-accent">
        {selected && (
          <Suspense>
            <SelectionBar line={line} selected={selected} />
          </Suspense>
        )}
        {formats && (
          <Suspense>
            <FormatRow field={field} />
          </Suspense>
        )}
        <div ref={tray} />
        <div className="flex items-end">
          <div className="min-w-0 flex-1">
            <WritingArea
              company={line.company}
              channel={line.channel}
              label={label}
              draft={draft}
              onDraft={write}
              onSend={send}
              onUp={onUp}
              takesFocus={takesFocus}
            />
          </div>
          <div className="flex p-1">
            <Suspense fallback={<span className="w-21 sm:w-28" />}>
              <Attaching line={line} composer={place} tray={tray} onAttached={setAttached} />
              <Tools field={field} showsFormats={formats} onFormats={() => setFormats(!formats)} />
            </Suspense>
            <IconButton
              icon={SendHorizontal}
              size="small"
              label={t("messages.send")}
              shortcut="↵"
              disabled={stops}
              onClick={send}
              className={empty ? "my-0.5" : "my-0.5 text-accent"}
            />
            <Suspense fallback={<span className="w-6" />}>
              <SendLater line={line} draft={draft} disabled={empty || tooLong} onDraft={setDraft} />
            </Suspense>
          </div>
        </div>
      </div>
      <div className="h-5 truncate px-1 pt-0.5 text-xs text-ink-3">
        {tooLong ? (
          <span className="text-danger">{t("messages.tooLong", { count: draft.text.length - limits.message })}</span>
        ) : /@(channel|here|everyone)\b/.test(draft.text) ? (
          <Suspense>
            <ToAll company={line.company} channel={line.channel} text={draft.text} />
          </Suspense>
        ) : (
          <Suspense>
            <TypingNames company={line.company} channel={line.channel} />
          </Suspense>
        )}
      </div>
    </div>
  );
}

function useDraft({ channel, thread }: Line): [draft: Draft, set: (draft: Draft) => void, latest: () => Draft] {
  const account = useWorkspace().account.id;
  const place = placeOf(channel, thread);
  const [draft, setDraft] = useState(() => readDraft(account, place));
  const latest = useRef(draft);
  const show = useCallback((next: Draft) => {
    latest.current = next;
    setDraft(next);
  }, []);
  useEffect(() => onDraft(account, place, show), [account, place, show]);
  useEffect(
    () =>
      onGivenBack((where, back) => {
        if (where === place) show(back);
      }),
    [place, show],
  );
  const keep = (next: Draft) => {
    show(next);
    keepDraft(account, place, next);
  };
  return [draft, keep, () => latest.current];
}
