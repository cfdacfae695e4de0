import { Paperclip } from "lucide-react";
import { type RefObject, useEffect, useRef, useState } from "react";
import { createPortal } from "react-dom";
import { limits } from "../../../contract/limits.ts";
import { useWorkspace } from "../../app/workspace.ts";
import type { PendingFile } from "../../cache/index.ts";
import { useWords } from "../../i18n/use-words.ts";
import { IconButton } from "../../ui/button.tsx";
import { toast } from "../../ui/toast.tsx";
import { placeOf } from "../messages/give-back.ts";
import type { Line } from "../messages/refs.ts";
import { Chip } from "./chip.tsx";
import { attach, mostAtOnce, take, takeUp, useAttached } from "./uploads.ts";

/** What a composer has to know of its files. */
export interface Attachments {
  /** One of them failed: it goes first. */
  readonly isHeld: boolean;
  /** Hands them over to the messages that are sent, as many to each as it takes. */
  readonly take: () => readonly (readonly PendingFile[])[];
}

interface AttachingProps {
  readonly line: Line;
  readonly composer: RefObject<HTMLElement | null>;
  /** Where the chips stand, above the words. */
  readonly tray: RefObject<HTMLElement | null>;
  readonly onAttached: (attachments: Attachments | undefined) => void;
}

const each = limits.filesPerMessage;
const portions = (files: readonly PendingFile[]) => Array.from({ length: Math.ceil(files.length / each) }, (_, i) => files.slice(i * each, (i + 1) * each));

const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;

/** Brings files into a composer: by button, by dropping them on the conversation, by pasting. */
export function Attaching({ line, composer, tray, onAttached }: AttachingProps) {
  const t = useWords();
  const workspace = useWorkspace();
  const place = placeOf(line.channel, line.thread);
  const files = useAttached(place);
  const input = useRef<HTMLInputElement>(null);
  const isHeld = files.some(({ stage }) => stage === "failed" || stage === "interrupted");
  const isThere = files.length > 0;
  const field = () => composer.current?.querySelector("textarea");
  const add = (list: Iterable<File>) => {
    const left = attach(workspace, line.company, place, [...list]);
    if (left > 0) toast(t("attachments.tooMany", { count: left, most: mostAtOnce }));
    field()?.focus();
  };
  const latest = useRef(add);
  latest.current = add;

  useEffect(() => takeUp(workspace.account.id), [workspace]);
  useEffect(() => {
    onAttached(isThere ? { isHeld, take: () => portions(take(place)) } : undefined);
    return () => onAttached(undefined);
  }, [isThere, isHeld, place, onAttached]);

  useEffect(() => {
    const node = composer.current;
    if (!node) return;
    const onPaste = (event: ClipboardEvent) => {
      const pasted = event.clipboardData?.files;
      if (!pasted?.length || event.clipboardData?.getData("text/plain")) return; // a table that was copied comes as words and as a picture
      event.preventDefault();
      event.stopPropagation();
      latest.current(pasted);
    };
    node.addEventListener("paste", onPaste, true);
    return () => node.removeEventListener("paste", onPaste, true);
  }, [composer]);
  const isOver = useDrop(composer, latest);

  return (
    <>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        onChange={(event) => {
          add(event.target.files ?? []);
          event.target.value = "";
        }}
      />
      <IconButton icon={Paperclip} size="small" label={t("attachments.attach")} onClick={() => input.current?.click()} className="my-0.5" />
      {tray.current &&
        createPortal(
          <>
            {isOver && <p className="px-3.5 pt-2 text-sm font-medium text-accent">{t("attachments.drop")}</p>}
            {isThere && (
              <ul aria-label={t("attachments.list")} className="flex max-h-[30dvh] flex-wrap gap-2 overflow-y-auto p-2">
                {files.map((file) => (
                  <Chip key={file.key} file={file} onChoose={() => input.current?.click()} onGone={() => requestAnimationFrame(() => field()?.focus())} />
                ))}
              </ul>
            )}
            {files.length > each && (
              <p role="status" className="px-3 pt-1.5 pb-1 text-xs text-ink-2">
                {t("attachments.several", { count: files.length, messages: Math.ceil(files.length / each), most: each })}
              </p>
            )}
            {isHeld && <p className="px-3 pb-1 text-xs text-ink-3">{t("attachments.held")}</p>}
          </>,
          tray.current,
        )}
    </>
  );
}

/** Files dropped anywhere on the conversation are its composer's. */
function useDrop(composer: RefObject<HTMLElement | null>, add: RefObject<(files: Iterable<File>) => void>): boolean {
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const node = composer.current;
    const region = node?.closest<HTMLElement>("aside, section") ?? node;
    if (!region) return;
    const onOver = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const onLeave = (event: DragEvent) => {
      if (!(event.relatedTarget instanceof Node && region.contains(event.relatedTarget))) setOver(false);
    };
    const onDrop = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setOver(false);
      add.current(event.dataTransfer?.files ?? []);
    };
    // Beside the conversation a dropped file would take the place of the app.
    const onElsewhere = (event: DragEvent) => hasFiles(event) && event.preventDefault();
    region.addEventListener("dragover", onOver);
    region.addEventListener("dragleave", onLeave);
    region.addEventListener("drop", onDrop);
    addEventListener("dragover", onElsewhere);
    addEventListener("drop", onElsewhere);
    return () => {
      region.removeEventListener("dragover", onOver);
      region.removeEventListener("dragleave", onLeave);
      region.removeEventListener("drop", onDrop);
      removeEventListener("dragover", onElsewhere);
      removeEventListener("drop", onElsewhere);
    };
  }, [composer, add]);
  return isOver;
}
