import { type RefObject, useEffect, useLayoutEffect, useState } from "react";
import { CompletionList, optionOf } from "../completion-list.tsx";
import { useEmojiCompletion } from "../emoji/use-emoji-completion.ts";
import { type Candidate, useCompletion } from "../use-completion.ts";

interface CompletionProps {
  readonly id: string;
  readonly company: string;
  readonly channel: string;
  readonly text: string;
  readonly caret: number;
  /** The field asks here first; true: the key was meant for the list. */
  readonly keys: RefObject<(keys: string) => boolean>;
  /** Names the option that the keys act on. */
  readonly onCurrent: (option: string | undefined) => void;
  readonly onChoose: (candidate: Candidate, from: number) => void;
  readonly onDismiss: (from: number) => void;
}

/** What may be meant at the caret: people, teams, channels, emoji. */
export default function Completion({ id, company, channel, text, caret, keys, onCurrent, onChoose, onDismiss }: CompletionProps) {
  const named = useCompletion(company, channel, text, caret);
  const emoji = useEmojiCompletion(text, caret);
  const shown = named ?? emoji;
  const [chosen, setChosen] = useState({ text, index: 0 });
  const count = shown?.candidates.length ?? 0;
  const index = chosen.text === text ? Math.min(chosen.index, count - 1) : 0;
  const current = shown?.candidates[index];
  const option = current && optionOf(id, current);

  useEffect(() => {
    onCurrent(option);
    return () => onCurrent(undefined);
  }, [option, onCurrent]);
  useLayoutEffect(() => {
    keys.current = (pressed) => {
      if (!shown || !current) return false;
      if (pressed === "down" || pressed === "up") setChosen({ text, index: (index + (pressed === "down" ? 1 : count - 1)) % count });
      else if (pressed === "enter" || pressed === "Tab") onChoose(current, shown.from);
      else if (pressed === "escape") onDismiss(shown.from);
      else return false;
      return true;
    };
    return () => {
      keys.current = () => false;
    };
  });

  if (!shown || !current) return null;
  return <CompletionList id={id} company={company} candidates={shown.candidates} current={current} onChoose={(candidate) => onChoose(candidate, shown.from)} />;
}
