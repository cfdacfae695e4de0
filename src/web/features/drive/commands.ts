import { useNavigate } from "@tanstack/react-router";
import {
  ClipboardPaste,
  Copy,
  Download,
  Files,
  FolderInput,
  FolderOpen,
  Info,
  Link2,
  type LucideIcon,
  MessageSquareText,
  Pencil,
  Scissors,
  Trash2,
  Undo2,
} from "lucide-react";
import type { KeyboardEvent } from "react";
import { useWorkspace } from "../../app/workspace.ts";
import { useCache } from "../../cache/index.ts";
import { errorText } from "../../i18n/error-text.ts";
import { useWords } from "../../i18n/use-words.ts";
import { toast } from "../../ui/toast.tsx";
import { openShareDialog } from "../shares/open-share.ts";
import { carry, hold, useHeld } from "./carry.ts";
import { bringBack, download, throwAway } from "./deeds.ts";
import { type Entry, isFolder, type Place } from "./entry.ts";

/** What can be done with what is chosen. */
export interface Command {
  readonly id: string;
  readonly icon: LucideIcon;
  readonly text: string;
  /** As the app writes keys; empty for none. */
  readonly keys: string;
  readonly danger: boolean;
  /** Stands above the list while something is chosen. */
  readonly inBar: boolean;
  readonly run: () => void;
}

interface Asking {
  readonly onOpen: (entry: Entry) => void;
  readonly onDetails: (entry: Entry) => void;
  readonly onRename: (entry: Entry) => void;
  readonly onPlace: (mode: "move" | "copy", entries: readonly Entry[]) => void;
  readonly onPurge: (entries: readonly Entry[]) => void;
}

/** @returns the deeds that these entries allow, in the order of a menu; all of one place */
export function useCommands(place: Place, chosen: readonly Entry[], mayAdd: boolean, asking: Asking): readonly Command[] {
  const t = useWords();
  const workspace = useWorkspace();
  const navigate = useNavigate();
  const held = useHeld();
  const isGuest = useCache((cache) => cache.companies.get(place.company)?.role) === "guest";
  const [one] = chosen;
  const single = chosen.length === 1 ? one : undefined;
  const file = single && !isFolder(single) ? single : undefined;
  const all = (may: "move" | "remove") => chosen.length > 0 && chosen.every((entry) => entry.may[may]);
  const made = (id: string, icon: LucideIcon, text: string, keys: string, run: () => void, inBar = false, danger = false): Command => {
    return { id, icon, text, keys, run, inBar, danger };
  };
  if (place.folder === "trash")
    return chosen.length === 0 || !all("remove")
      ? []
      : [
          made("restore", Undo2, t("drive.deeds.restore"), "", () => void bringBack(workspace, place, chosen), true),
          made("purge", Trash2, t("drive.deeds.purge"), "Delete", () => asking.onPurge(chosen), true, true),
        ];
  const discuss = async (entry: Entry) => {
    try {
      const { channel } = entry;
      const { thread } = await workspace.call("discussFile", { params: { company: place.company, channel, file: entry.id }, body: {} });
      await navigate({ to: "/c/$company/channels/$channel", params: { company: place.company, channel }, search: { panel: `thread:${thread}` } });
    } catch (error) {
      toast(errorText(error));
    }
  };
  return [
    ...(single ? [made("open", FolderOpen, t("drive.deeds.open"), "enter", () => asking.onOpen(single))] : []),
    ...(single ? [made("details", Info, t("drive.deeds.details"), "", () => asking.onDetails(single), true)] : []),
    ...(one ? [made("download", Download, t("drive.deeds.download"), "", () => download(place.company, chosen), true)] : []),
    ...(file && !isGuest ? [made("share", Link2, t("drive.deeds.share"), "", () => openShareDialog(place.company, file.channel, file), true)] : []),
    ...(file ? [made("discuss", MessageSquareText, t("drive.deeds.discuss"), "", () => void discuss(file))] : []),
    ...(single?.may.change ? [made("rename", Pencil, t("drive.deeds.rename"), "F2", () => asking.onRename(single))] : []),
    ...(all("move") ? [made("move", FolderInput, t("drive.deeds.move"), "", () => asking.onPlace("move", chosen), true)] : []),
    ...(one ? [made("copy", Files, t("drive.deeds.copy"), "", () => asking.onPlace("copy", chosen))] : []),
    ...(all("move") ? [made("hold", Scissors, t("drive.deeds.cut"), "mod+x", () => hold({ mode: "move", entries: chosen, from: place }))] : []),
    ...(one ? [made("hold-copy", Copy, t("drive.deeds.hold"), "mod+c", () => hold({ mode: "copy", entries: chosen, from: place }))] : []),
    ...(held && mayAdd
      ? [
          made("paste", ClipboardPaste, t("drive.deeds.paste", { count: held.entries.length }), "mod+v", () => {
            if (held.mode === "move") hold(undefined);
            void carry(workspace, held, place);
          }),
        ]
      : []),
    ...(chosen.some((entry) => entry.may.remove)
      ? [made("trash", Trash2, t("drive.deeds.trash"), "Delete", () => void throwAway(workspace, place, chosen), true, true)]
      : []),
  ];
}

/** The command that a key stands for. */
export function commandOf(commands: readonly Command[], event: KeyboardEvent): Command | undefined {
  if (event.altKey || event.shiftKey) return undefined;
  const mod = event.ctrlKey || event.metaKey;
  const keys = event.key === "Backspace" && event.metaKey ? "Delete" : mod ? `mod+${event.key.toLowerCase()}` : event.key;
  return keys === "Enter" ? undefined : commands.find((command) => command.keys === keys);
}
