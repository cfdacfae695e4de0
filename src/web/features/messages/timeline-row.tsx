import { useNavigate } from "@tanstack/react-router";
import { lazy, memo, Suspense, useRef, useState } from "react";
import type { ActionName } from "../../app/actions.ts";
import { nowQuiet, whenQuiet } from "../../app/quiet.ts";
import { withWords } from "../../i18n/index.ts";
import { dayName, fullTime } from "../../i18n/times.ts";
import { useWords } from "../../i18n/use-words.ts";
import { cx } from "../../ui/cx.ts";
import { Skeleton } from "../../ui/skeleton.tsx";
import { MessageText } from "./message-text.tsx";
import { Frame, MessageView } from "./message-view.tsx";
import { PendingView } from "./pending-view.tsx";
import type { Line } from "./refs.ts";
import { useSelection } from "./selection.ts";
import type { Item } from "./timeline-items.ts";
import { useLongPress } from "./use-long-press.ts";
import { useToday } from "./use-today.ts";

const tools = () => withWords(["actions"], import("./message-tools.tsx"));
const editor = () => withWords(["actions"], import("./message-editor.tsx"));
const MessageTools = lazy(() => whenQuiet(tools));
const MessageEditor = lazy(editor);
const SavedSign = lazy(() => whenQuiet(() => withWords(["actions"], import("./actions/saved-sign.tsx"))));
const SelectBox = lazy(() => import("./actions/select-box.tsx"));

/** What is done with messages loads behind them, before somebody does it. */
export const loadTools = () => {
  nowQuiet();
  void Promise.all([tools(), editor()]).catch(() => undefined); // asked for again when needed
};

export interface RowCommand {
  readonly number: number;
  readonly action: ActionName;
}

interface TimelineRowProps {
  readonly line: Line;
  readonly item: Item;
  readonly isNew: boolean;
  readonly isFocused: boolean;
  readonly isFlashed: boolean;
  readonly canWrite: boolean;
  readonly command: RowCommand | null;
  readonly onFocus: (number: number | null) => void;
  readonly onCommandDone: () => void;
}

/** One row of the list with what stands above it (day, New) and what can be done with it. */
export const TimelineRow = memo(function TimelineRow(props: TimelineRowProps) {
  const { line, item, isNew, isFocused } = props;
  if (item.kind === "hole") return <div className="h-px" />;
  if (item.kind === "unloaded") return <UnloadedRow number={item.number} />;
  if (item.kind === "pending") {
    return (
      <article className={cx(item.head && "pt-2.5")}>
        <PendingView company={line.company} pending={item.pending} head={item.head} />
      </article>
    );
  }
  return (
    <>
      {item.day && <DayLine at={item.message.sentAt} />}
      {isNew && <NewLine />}
      <LoadedRow {...props} item={item} isFocused={isFocused} />
    </>
  );
}, sameRow);

/** Items are made anew whenever anything of the line changes; a row only cares for its own. */
function sameRow(a: TimelineRowProps, b: TimelineRowProps): boolean {
  const { item: x, ...restA } = a;
  const { item: y, ...restB } = b;
  const sameItem =
    x.kind === y.kind &&
    x.number === y.number &&
    (x.kind !== "message" || (y.kind === "message" && x.message === y.message && x.head === y.head && x.day === y.day)) &&
    (x.kind !== "pending" || (y.kind === "pending" && x.pending === y.pending && x.head === y.head));
  return (
    sameItem &&
    (Object.keys(restA) as (keyof typeof restA)[]).every((key) => key === "onCommandDone" || key === "line" || restA[key] === restB[key]) &&
    restA.line.channel === restB.line.channel
  );
}

function LoadedRow({
  line,
  item,
  isFocused,
  isFlashed,
  canWrite,
  command,
  onFocus,
  onCommandDone,
}: TimelineRowProps & { item: Extract<Item, { kind: "message" }> }) {
  const { message, head, number } = item;
  const [near, setNear] = useState(false);
  const [editing, setEditing] = useState(false);
  const [pressed, setPressed] = useState(false);
  const [met, setMet] = useState(false);
  const row = useRef<HTMLElement>(null);
  const asked = command?.action ?? (pressed ? "messageMenu" : undefined);
  if (!met && (near || isFocused || asked !== undefined)) setMet(true);
  useLongPress(row, () => setPressed(true));
  const inThread = line.thread !== 0;
  const selected = useSelection(line);
  return (
    <article
      ref={row}
      data-number={number}
      tabIndex={isFocused ? 0 : -1}
      onFocus={(event) => event.target === event.currentTarget && onFocus(number)}
      onPointerEnter={(event) => event.pointerType === "mouse" && setNear(true)}
      onPointerLeave={() => setNear(false)}
      className={cx(
        "group/row relative outline-none hover:bg-side focus-visible:bg-accent-soft",
        head ? "pt-2.5" : "",
        isFlashed && "flash",
        inThread && number === 0 && "mb-2 border-b border-line pb-3",
      )}
    >
      <MessageView company={line.company} message={message} head={head} inThread={inThread}>
        {editing ? (
          <Suspense fallback={message.body && <MessageText body={message.body} company={line.company} />}>
            <MessageEditor
              company={line.company}
              message={message}
              onClose={() => {
                setEditing(false);
                onCommandDone();
              }}
            />
          </Suspense>
        ) : undefined}
      </MessageView>
      <Suspense>
        <SavedSign company={line.company} message={message} />
      </Suspense>
      {selected && message.body !== null && (
        <Suspense>
          <SelectBox line={line} selected={selected} message={message.ref} />
        </Suspense>
      )}
      {met && !editing && !selected && message.kind === "message" && message.body !== null && (
        <Suspense>
          <MessageTools
            line={line}
            message={message}
            canWrite={canWrite}
            near={near || isFocused}
            focused={isFocused}
            asked={asked}
            onAnswered={() => {
              setPressed(false);
              onCommandDone();
            }}
            onEdit={() => setEditing(true)}
          />
        </Suspense>
      )}
    </article>
  );
}

function DayLine({ at }: { at: number }) {
  useWords(); // the day is said in its language
  const today = useToday();
  const navigate = useNavigate();
  return (
    <div className="flex items-center gap-1 px-5 pt-4" title={fullTime(at)}>
      <span className="h-px flex-1 bg-line" />
      <h3 className="text-xs font-medium text-ink-3">
        <button
          type="button"
          aria-haspopup="dialog"
          className="min-h-6 rounded-full px-2 hover:bg-hover hover:text-ink coarse:min-h-9"
          onClick={() => void navigate({ to: ".", search: (search) => ({ ...search, dialog: "date" }) })}
        >
          {dayName(at, today)}
        </button>
      </h3>
      <span className="h-px flex-1 bg-line" />
    </div>
  );
}

function NewLine() {
  const t = useWords();
  return (
    <div className="flex items-center gap-3 px-5 pt-2">
      <span className="h-px flex-1 bg-accent" />
      <span className="text-xs font-semibold text-accent">{t("messages.newLine")}</span>
    </div>
  );
}

const widths = ["w-3/5", "w-2/5", "w-4/5", "w-1/2", "w-1/3"];

function UnloadedRow({ number }: { number: number }) {
  return (
    <div className="pt-2.5" aria-hidden>
      <Frame gutter={<Skeleton className="size-9 rounded-[30%]!" />} time={0}>
        <Skeleton className="mt-1 h-3 w-32" />
        <Skeleton className={cx("mt-2.5 h-3", widths[number % widths.length])} />
      </Frame>
    </div>
  );
}
