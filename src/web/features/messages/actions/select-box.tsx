import { useWords } from "../../../i18n/use-words.ts";
import type { Line } from "../refs.ts";
import { select } from "../selection.ts";

/** Over a row while messages are selected: a click anywhere on it chooses it, or leaves it out. */
export default function SelectBox({ line, selected, message }: { line: Line; selected: readonly string[]; message: string }) {
  const t = useWords();
  const isChosen = selected.includes(message);
  return (
    <label className={isChosen ? "absolute inset-0 z-20 bg-accent/10" : "absolute inset-0 z-20"}>
      <input
        type="checkbox"
        aria-label={t("actions.select.one")}
        checked={isChosen}
        onChange={() => select(line, isChosen ? selected.filter((other) => other !== message) : [...selected, message])}
        className="absolute top-3 left-1 size-4 accent-(--accent)"
      />
    </label>
  );
}
