import { Dialog as Base } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import { type ReactNode, useRef } from "react";
import { useWords } from "../i18n/use-words.ts";
import { IconButton } from "./button.tsx";
import { cx } from "./cx.ts";

interface DialogProps {
  readonly title: string;
  readonly description?: ReactNode;
  readonly onClose: () => void;
  readonly wide?: boolean;
  readonly children: ReactNode;
}

/** One question at a time. Mount it to open it; Esc, the cross and a click beside it close it; focus goes back where it came from. */
export function Dialog({ title, description, onClose, wide = false, children }: DialogProps) {
  const t = useWords();
  const popup = useRef<HTMLDivElement>(null);
  return (
    <Base.Root open onOpenChange={(open) => open || onClose()}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-scrim transition-opacity duration-150 data-starting-style:opacity-0" />
        <Base.Popup
          ref={popup}
          initialFocus={() => popup.current?.querySelector<HTMLElement>("input:not([type=radio]), textarea") ?? popup.current}
          className={cx(
            "floats fixed inset-x-0 bottom-0 z-50 flex max-h-[92dvh] w-full flex-col overflow-hidden rounded-t-box bg-raised shadow-float",
            "sm:inset-x-auto sm:top-[12vh] sm:bottom-auto sm:left-1/2 sm:max-h-[76vh] sm:-translate-x-1/2 sm:rounded-box",
            wide ? "sm:w-160" : "sm:w-112",
          )}
        >
          <header className="flex items-start gap-3 px-5 pt-4 pb-1">
            <Base.Title className="flex-1 pt-1 text-lg font-semibold">{title}</Base.Title>
            <Base.Close render={<IconButton icon={X} label={t("ui.close")} shortcut="Esc" className="-mr-2" />} />
          </header>
          {description && <Base.Description className="px-5 text-base text-ink-2">{description}</Base.Description>}
          <div className="flex min-h-0 flex-1 flex-col overflow-y-auto px-5 pt-3 pb-5">{children}</div>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

/** The row of buttons under a form; the last one is the one that the dialog is for. */
export function DialogActions({ children }: { children: ReactNode }) {
  return <div className="mt-5 flex flex-wrap justify-end gap-2">{children}</div>;
}
