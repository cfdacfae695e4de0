import { type ClipboardEvent, type KeyboardEvent, lazy, Suspense, useId, useLayoutEffect, useRef, useState } from "react";
import { keysFor, keysOf } from "../../app/actions.ts";
import { matches } from "../../app/use-media.ts";
import { type Draft, useCache } from "../../cache/index.ts";
import { withWords } from "../../i18n/index.ts";
import { apply, continued, openWord } from "./typing-help.ts";
import type { Candidate } from "./use-completion.ts";

const Completion = lazy(() => withWords(["writing"], import("./writing/completion.tsx")));
const formats = () => import("./writing/formats.ts");
const pasting = () => withWords(["writing"], import("./writing/paste.ts"));

interface WritingAreaProps {
  readonly company: string;
  readonly channel: string;
  readonly label: string;
  readonly draft: Draft;
  readonly onDraft: (draft: Draft) => void;
  readonly onSend: () => void;
  readonly onEscape?: () => void;
  /** ↑ in an empty field. */
  readonly onUp?: () => void;
  /** Writing starts here as soon as it is on screen. */
  readonly takesFocus?: boolean;
  readonly disabled?: boolean;
}

/** More lines than anybody says at once. */
const manyLines = 40;

/** Where one writes Markdown: grows with its text, completes names, goes on with lists. Enter sends and Shift-Enter breaks, or what the reader likes (on touch Enter breaks). */
export function WritingArea({ company, channel, label, draft, onDraft, onSend, onEscape, onUp, takesFocus = false, disabled = false }: WritingAreaProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  const [caret, setCaret] = useState(draft.text.length);
  const [dismissed, setDismissed] = useState(-1);
  const [option, setOption] = useState<string>();
  const completing = useRef<(keys: string) => boolean>(() => false);
  const breaks = useCache((cache) => cache.preferences.get(company)?.composer.enter === "breaks");
  const open = openWord(draft.text, caret);
  const list = useId();

  useLayoutEffect(() => {
    const node = field.current;
    if (node?.value !== draft.text) return;
    node.style.height = draft.text === "" ? "" : "auto";
    if (draft.text !== "") node.style.height = `${Math.min(node.scrollHeight, innerHeight * 0.4)}px`;
  }, [draft.text]);
  useLayoutEffect(() => {
    if (!takesFocus || !field.current) return;
    field.current.focus({ preventScroll: true });
    field.current.setSelectionRange(field.current.value.length, field.current.value.length);
  }, [takesFocus]);

  const complete = ({ sign, id }: Candidate, from: number) => {
    if (!field.current) return;
    const insert = `${sign} `;
    const at = from + insert.length;
    apply(field.current, { from, to: caret, insert, select: [at, at] });
    onDraft({ text: field.current.value, mentions: id === "" ? draft.mentions : { ...draft.mentions, [sign]: id } });
  };

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    // While an input method composes, its Enter and arrows are its own; Safari says so by key code only.
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    const node = event.currentTarget;
    const keys = keysOf(event);
    const format = (["bold", "italic", "strike", "code", "link", "list", "quote"] as const).find((name) => keysFor(name) === keys);
    if (completing.current(keys)) return event.preventDefault();
    if (format) void formats().then((help) => help.format(node, format));
    else if (keys === "enter" && !matches("touch")) {
      const more = node.selectionStart === node.selectionEnd ? continued(node.value, node.selectionStart) : undefined;
      if (more) apply(node, more);
      else if (breaks) return;
      else onSend();
    } else if (keys === "mod+enter" || (breaks && keys === "shift+enter")) onSend();
    else if (keys === "escape" && onEscape) onEscape();
    else if (keys === "up" && node.value === "" && onUp) onUp();
    else return;
    event.preventDefault();
  };

  /** What is more than words is read by what loads then; words alone are left to the browser. */
  const onPaste = (event: ClipboardEvent<HTMLTextAreaElement>) => {
    const node = event.currentTarget;
    const { clipboardData } = event;
    const pasted = { html: clipboardData.getData("text/html"), text: clipboardData.getData("text/plain").replaceAll("\r\n", "\n") };
    const isCode = clipboardData.types.includes("vscode-editor-data");
    const isMore = (pasted.html !== "" && !isCode) || pasted.text.split("\n").length > manyLines;
    if (pasted.text === "" || !(isMore || node.selectionStart !== node.selectionEnd)) return;
    event.preventDefault();
    void pasting().then(
      ({ paste }) => paste(node, isCode ? { ...pasted, html: "" } : pasted, manyLines),
      () =>
        apply(node, {
          from: node.selectionStart,
          to: node.selectionEnd,
          insert: pasted.text,
          select: [node.selectionStart + pasted.text.length, node.selectionStart + pasted.text.length],
        }),
    );
  };

  return (
    <div className="relative">
      {open && open.from !== dismissed && (
        <Suspense>
          <Completion
            id={list}
            company={company}
            channel={channel}
            text={draft.text}
            caret={caret}
            keys={completing}
            onCurrent={setOption}
            onChoose={complete}
            onDismiss={setDismissed}
          />
        </Suspense>
      )}
      <textarea
        ref={field}
        rows={1}
        dir="auto"
        value={draft.text}
        disabled={disabled}
        aria-label={label}
        placeholder={label}
        aria-haspopup="listbox"
        aria-autocomplete="list"
        aria-controls={option && list}
        aria-activedescendant={option}
        onChange={(event) => {
          setCaret(event.target.selectionStart);
          onDraft({ ...draft, text: event.target.value });
        }}
        onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
        onKeyDown={onKeyDown}
        onPaste={onPaste}
        className="block max-h-[40vh] min-h-10 w-full resize-none overflow-y-auto bg-transparent px-3.5 py-2.25 text-base outline-none placeholder:text-ink-3 disabled:text-ink-3"
      />
    </div>
  );
}
