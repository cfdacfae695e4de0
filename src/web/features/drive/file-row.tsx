// biome-ignore-all lint/a11y/useSemanticElements: a list of which a part is mounted is no table
// biome-ignore-all lint/a11y/useFocusableInteractive: rows have the focus, as grids want it
import { Ellipsis, Folder } from "lucide-react";
import { type DragEvent, memo, useState } from "react";
import { fullTime, serverNow, shortTime } from "../../i18n/times.ts";
import { useWords } from "../../i18n/use-words.ts";
import { IconButton } from "../../ui/button.tsx";
import { cx } from "../../ui/cx.ts";
import { FileIcon } from "../attachments/file-icon.tsx";
import { useSizes } from "../attachments/sizes.ts";
import { usePerson } from "../people/people-by-ids.ts";
import { type Entry, isFolder, previewOf } from "./entry.ts";
import { RenameField } from "./rename-field.tsx";
import type { Point } from "./use-row-menu.ts";

/** The columns, by the room that the list has and not by the window's. */
export const columns =
  "grid grid-cols-[2rem_2rem_minmax(0,1fr)_2.25rem] items-center gap-x-2 px-3 @xl:grid-cols-[2rem_2rem_minmax(0,1fr)_8rem_5.5rem_2.25rem] @3xl:grid-cols-[2rem_2rem_minmax(0,1fr)_10rem_8rem_5.5rem_2.25rem]";
export const fromMiddle = "hidden @xl:block";
export const fromWide = "hidden @3xl:block";

/** What a list does with its rows. */
export interface RowDeeds {
  /** At its button, or where the pointer is. */
  readonly onMenu: (id: string, button: HTMLElement, point?: Point) => void;
  readonly onCheck: (id: string, reach: boolean) => void;
  readonly onRename: (entry: Entry, name: string | undefined) => void;
  /** Whether another beside it is called so; left out where names may be the same. */
  readonly isTaken?: (entry: Entry, name: string) => boolean;
  readonly onDragStart?: (event: DragEvent, id: string) => void;
  /** Whether what is dragged may come into this folder. */
  readonly onDragOver?: (event: DragEvent, entry: Entry) => boolean;
  readonly onDrop?: (event: DragEvent, entry: Entry) => void;
}

interface FileRowProps {
  readonly company: string;
  readonly entry: Entry;
  readonly index: number;
  readonly chosen: boolean;
  readonly isTabStop: boolean;
  readonly isRenamed: boolean;
  /** It is to be moved, and waits for where to. */
  readonly isCut: boolean;
  /** Stands below the name, for lists over many places; the day when it goes, in the trash. */
  readonly note: string | undefined;
  readonly deeds: RowDeeds;
}

export const FileRow = memo(function FileRow({ company, entry, index, chosen, isTabStop, isRenamed, isCut, note, deeds }: FileRowProps) {
  const t = useWords();
  const { size } = useSizes();
  const who = usePerson(company, entry.changedBy)?.name ?? "";
  const [over, setOver] = useState(false);
  const when = shortTime(entry.changedAt, serverNow());
  const small = note ?? (isFolder(entry) ? when : `${when} · ${size(entry.size)}`);
  const mayDrag = deeds.onDragStart !== undefined && !isRenamed;
  return (
    <div
      role="row"
      data-entry={entry.id}
      aria-rowindex={index + 2}
      aria-selected={chosen}
      tabIndex={isTabStop ? 0 : -1}
      draggable={mayDrag}
      onDragStart={(event) => deeds.onDragStart?.(event, entry.id)}
      onDragOver={(event) => {
        if (!deeds.onDragOver?.(event, entry)) return;
        event.preventDefault();
        event.stopPropagation();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        setOver(false);
        deeds.onDrop?.(event, entry);
      }}
      className={cx(
        columns,
        "group h-13 border-b border-line select-none focus-visible:-outline-offset-2 @xl:h-11",
        chosen ? "bg-accent-soft" : "hover:bg-side",
        over && "outline-2 -outline-offset-2 outline-accent",
        isCut && "opacity-60",
      )}
    >
      <span role="gridcell" className="flex justify-center">
        <input
          type="checkbox"
          tabIndex={-1}
          checked={chosen}
          aria-label={t("drive.choose", { name: entry.name })}
          onClick={(event) => {
            event.stopPropagation();
            deeds.onCheck(entry.id, event.shiftKey);
          }}
          onChange={() => undefined}
          className={cx("size-6 scale-75 accent-(--accent)", !chosen && "opacity-0 group-hover:opacity-100 group-focus-visible:opacity-100 coarse:opacity-100")}
        />
      </span>
      <span role="gridcell" className="flex size-8 items-center justify-center overflow-hidden rounded-chip">
        <Sign company={company} entry={entry} />
      </span>
      <span role="gridcell" className="min-w-0">
        {isRenamed ? (
          <RenameField entry={entry} isTaken={(name) => deeds.isTaken?.(entry, name) ?? false} onDone={(name) => deeds.onRename(entry, name)} />
        ) : (
          <bdi title={entry.name} className="block truncate font-medium">
            {entry.name}
          </bdi>
        )}
        <span title={small} className={cx("block truncate text-xs text-ink-3", isRenamed ? "hidden" : note === undefined && "@xl:hidden")}>
          {small}
          {note !== undefined && entry.state === "live" && <span className="@xl:hidden"> · {when}</span>}
        </span>
      </span>
      <span role="gridcell" title={who} className={cx(fromWide, "truncate text-sm text-ink-2")}>
        <bdi>{who}</bdi>
      </span>
      <span role="gridcell" title={fullTime(entry.changedAt)} className={cx(fromMiddle, "tabular truncate text-sm text-ink-2")}>
        {when}
      </span>
      <span role="gridcell" className={cx(fromMiddle, "tabular truncate text-right text-sm text-ink-2")}>
        {isFolder(entry) ? "" : size(entry.size)}
      </span>
      <span role="gridcell" className="flex justify-end">
        <IconButton
          icon={Ellipsis}
          size="small"
          tabIndex={-1}
          label={t("drive.menuOf", { name: entry.name })}
          aria-haspopup="menu"
          onClick={(event) => {
            event.stopPropagation();
            deeds.onMenu(entry.id, event.currentTarget);
          }}
          className="coarse:size-9"
        />
      </span>
    </div>
  );
});

/** A small picture of what it is. */
export function Sign({ company, entry, large = false }: { company: string; entry: Entry; large?: boolean }) {
  const [broken, setBroken] = useState(false);
  if (isFolder(entry)) return <Folder aria-hidden size={20} strokeWidth={1.6} className="text-accent" />;
  if (!entry.type.startsWith("image/") || broken) return <FileIcon type={entry.type} />;
  return (
    <img
      src={previewOf(company, entry, large ? 640 : 80)}
      alt=""
      loading="lazy"
      decoding="async"
      draggable={false}
      onError={() => setBroken(true)}
      className={large ? "max-h-72 max-w-full object-contain" : "size-8 object-cover"}
    />
  );
}
