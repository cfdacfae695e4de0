import { X } from "lucide-react";
import { useMedia } from "../../app/use-media.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import MenuParts, { MenuItem, MenuLine } from "../../ui/menu-parts.tsx";
import type { Command } from "./commands.ts";
import type { Opened } from "./use-row-menu.ts";

/** How many are chosen, and what can be done with them. */
export function CommandBar({ count, commands, onNone }: { count: number; commands: readonly Command[]; onNone: () => void }) {
  const t = useWords();
  return (
    <div
      role="toolbar"
      aria-label={t("drive.chosen.label")}
      className="absolute inset-x-0 top-0 z-20 flex h-9 items-center gap-1 overflow-x-auto border-b border-line bg-side px-3"
    >
      <IconButton icon={X} size="small" label={t("drive.chosen.none")} onClick={onNone} />
      <span aria-live="polite" className="tabular mr-2 text-sm whitespace-nowrap">
        {t("drive.chosen.count", { count })}
      </span>
      {commands
        .filter(({ inBar }) => inBar)
        .map(({ id, icon, text, danger, run }) => (
          <Button key={id} look="quiet" size="small" icon={icon} onClick={run} className={danger ? "text-danger" : ""}>
            {text}
          </Button>
        ))}
    </div>
  );
}

/** The menu of a row; it stands at its button or at the pointer, and the row has the focus again before anything is done. */
export function RowMenu({ at, commands, onClose }: { at: Opened; commands: readonly Command[]; onClose: () => void }) {
  const isTouch = useMedia("touch");
  // Cut and copy are for keys: a finger has Move and Copy to.
  const shown = isTouch ? commands.filter(({ id }) => id !== "hold" && id !== "hold-copy") : commands;
  return (
    <MenuParts open whole={isTouch} align={at.align} anchor={at.anchor} onOpenChange={(open) => open || onClose()} finalFocus={() => at.row ?? true}>
      {shown.map(({ id, icon, text, keys, danger, run }) => (
        <span key={id} className="contents">
          {danger && <MenuLine />}
          <MenuItem icon={icon} shortcut={keys} danger={danger} onClick={() => setTimeout(run)}>
            {text}
          </MenuItem>
        </span>
      ))}
    </MenuParts>
  );
}
