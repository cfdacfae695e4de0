import { X } from "lucide-react";
import { useEffect, useSyncExternalStore } from "react";
import { useWords } from "../i18n/use-words.ts";
import { Button, IconButton } from "./button.tsx";

interface Toast {
  readonly id: number;
  readonly text: string;
  readonly action?: {
    readonly text: string;
    readonly run: () => void;
    /** Milliseconds for which it can be done. */
    readonly lasts?: number;
  };
}

let toasts: readonly Toast[] = [];
let last = 0;
const listeners = new Set<() => void>();
const set = (next: readonly Toast[]) => {
  toasts = next;
  for (const listener of listeners) listener();
};
const dismiss = (id: number) => set(toasts.filter((toast) => toast.id !== id));

/** Says in a corner what was done, with a way back where there is one. At most three at a time. */
export function toast(text: string, action?: Toast["action"]): void {
  set([...toasts.slice(-2), { id: ++last, text, ...(action ? { action } : {}) }]);
}

export function Toasts() {
  const shown = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => toasts,
  );
  return (
    <div aria-live="polite" className="toasts pointer-events-none fixed inset-x-0 z-60 flex flex-col items-center gap-2 px-4">
      {shown.map((entry) => (
        <ToastBox key={entry.id} entry={entry} />
      ))}
    </div>
  );
}

function ToastBox({ entry }: { entry: Toast }) {
  const t = useWords();
  useEffect(() => {
    const timer = setTimeout(() => dismiss(entry.id), entry.action ? (entry.action.lasts ?? 8000) : 5000);
    return () => clearTimeout(timer);
  }, [entry]);
  return (
    <div className="pointer-events-auto flex max-w-full items-center gap-2 rounded-box bg-ink py-1 pr-1 pl-4 text-sm text-paper">
      <span className="py-1.5">{entry.text}</span>
      {entry.action && (
        <Button
          look="quiet"
          size="small"
          className="font-semibold text-paper hover:bg-ink-2 hover:text-paper"
          onClick={() => {
            entry.action?.run();
            dismiss(entry.id);
          }}
        >
          {entry.action.text}
        </Button>
      )}
      <IconButton icon={X} label={t("ui.close")} size="small" className="text-paper hover:bg-ink-2 hover:text-paper" onClick={() => dismiss(entry.id)} />
    </div>
  );
}
