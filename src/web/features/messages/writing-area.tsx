import { type ClipboardEvent, type KeyboardEvent, useId, useLayoutEffect, useRef, useState } from "react";
import { actions, keysOf } from "../../app/actions.ts";
import { matches } from "../../app/use-media.ts";
import type { Draft } from "../../cache/index.ts";
import { CompletionList } from "./completion-list.tsx";
import { apply, continued, linked, wrapped } from "./typing-help.ts";
import { type Candidate, useCompletion } from "./use-completion.ts";

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

const signs: Record<string, string> = { [actions.bold.keys]: "**", [actions.italic.keys]: "_", [actions.strike.keys]: "~~" };

/** Where one writes Markdown: grows with its text, completes names, goes on with lists. Enter sends, Shift-Enter breaks (on touch Enter breaks). */
export function WritingArea({ company, channel, label, draft, onDraft, onSend, onEscape, onUp, takesFocus = false, disabled = false }: WritingAreaProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  const [caret, setCaret] = useState(draft.text.length);
  const [chosen, setChosen] = useState(0);
  const [dismissed, setDismissed] = useState(-1);
  const completion = useCompletion(company, channel, draft.text, caret);
  const shown = completion && completion.from !== dismissed ? completion : undefined;
  const list = useId();
  const current = shown?.candidates[Math.min(chosen, shown.candidates.length - 1)];

  useLayoutEffect(() => {
    const node = field.current;
    if (node?.value !== draft.text) return;
    node.style.height = "auto";
    node.style.height = `${Math.min(node.scrollHeight, innerHeight * 0.4)}px`;
  }, [draft.text]);
  useLayoutEffect(() => {
    if (!takesFocus || !field.current) return;
    field.current.focus({ preventScroll: true });
    field.current.setSelectionRange(field.current.value.length, field.current.value.length);
  }, [takesFocus]);

  const complete = ({ sign, id }: Candidate) => {
    if (!shown || !field.current) return;
    const insert = `${sign} `;
    const at = shown.from + insert.length;
    apply(field.current, { from: shown.from, to: caret, insert, select: [at, at] });
    onDraft({ text: field.current.value, mentions: id === "" ? draft.mentions : { ...draft.mentions, [sign]: id } });
  };

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    // While an input method composes, its Enter and arrows are its own; Safari says so by key code only.
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    const node = event.currentTarget;
    const keys = keysOf(event);
    if (shown && current) {
      if (keys === "down" || keys === "up") {
        setChosen((index) => (index + (keys === "down" ? 1 : shown.candidates.length - 1)) % shown.candidates.length);
        return event.preventDefault();
      }
      if (keys === "enter" || keys === "Tab") {
        complete(current);
        return event.preventDefault();
      }
      if (keys === "escape") {
        setDismissed(shown.from);
        return event.preventDefault();
      }
    }
    const sign = signs[keys];
    if (sign) apply(node, wrapped(node.value, node.selectionStart, node.selectionEnd, sign));
    else if (keys === "enter" && !matches("touch")) {
      const more = node.selectionStart === node.selectionEnd ? continued(node.value, node.selectionStart) : undefined;
      if (more) apply(node, more);
      else onSend();
    } else if (keys === "mod+enter") onSend();
    else if (keys === "escape" && onEscape) onEscape();
    else if (keys === "up" && node.value === "" && onUp) onUp();
    else return;
    event.preventDefault();
  };

  const onPaste = (event: ClipboardEvent<HTMLTextAreaElement>) => {
    const node = event.currentTarget;
    const link = linked(node.value, node.selectionStart, node.selectionEnd, event.clipboardData.getData("text/plain").trim());
    if (!link) return;
    event.preventDefault();
    apply(node, link);
  };

  return (
    <div className="relative">
      {shown && current && <CompletionList id={list} company={company} candidates={shown.candidates} current={current} onChoose={complete} />}
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
        aria-controls={shown ? list : undefined}
        aria-activedescendant={current ? `${list}-${current.sign}` : undefined}
        onChange={(event) => {
          setCaret(event.target.selectionStart);
          setChosen(0);
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
