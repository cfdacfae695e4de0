import { useEffect, useState } from "react";
import { openWord } from "../typing-help.ts";
import type { Completion } from "../use-completion.ts";
import { type Emoji, emojiOf, found, inTone } from "./emoji-data.ts";
import { useTone } from "./tone.ts";

/** The emoji that `:smi` at the caret may mean. */
export function useEmojiCompletion(text: string, caret: number): Completion | undefined {
  const open = openWord(text, caret);
  const isAsked = open?.sign === ":";
  const [all, setAll] = useState<readonly Emoji[]>([]);
  const [tone] = useTone();
  useEffect(() => {
    if (isAsked) emojiOf().then(setAll, () => undefined);
  }, [isAsked]);
  if (!open || !isAsked) return undefined;
  const candidates = found(all, open.word, 8).map((emoji) => ({ kind: "emoji" as const, id: "" as const, sign: inTone(emoji, tone), name: emoji.label }));
  return candidates.length > 0 ? { candidates, from: open.from } : undefined;
}
