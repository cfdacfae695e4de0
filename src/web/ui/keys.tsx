const mac = /Mac|iPhone|iPad/.test(navigator.userAgent);
const signs: Record<string, string> = mac
  ? { mod: "⌘", alt: "⌥", shift: "⇧", up: "↑", down: "↓", enter: "↵", escape: "Esc" }
  : { mod: "Ctrl", alt: "Alt", shift: "Shift", up: "↑", down: "↓", enter: "↵", escape: "Esc" };

/** `mod+k` as the reader's keyboard names it. */
export function keysAsText(keys: string): string {
  if (keys === "+") return keys;
  return keys
    .split("+")
    .map((key) => signs[key] ?? (key.length === 1 ? key.toUpperCase() : key))
    .join(mac ? "" : "-");
}

export function Keys({ keys }: { keys: string }) {
  return <kbd className="rounded-chip bg-hover px-1.5 py-0.5 font-sans text-xs whitespace-nowrap text-ink-3">{keysAsText(keys)}</kbd>;
}

/** Beside what they do: nothing to a finger. */
export function KeyHint({ keys }: { keys: string }) {
  return (
    <span className="coarse:hidden">
      <Keys keys={keys} />
    </span>
  );
}
