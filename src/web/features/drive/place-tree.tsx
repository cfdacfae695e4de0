// biome-ignore-all lint/a11y/useKeyWithClickEvents: keys are those of the tree
import { ChevronRight, Folder, FolderHeart, Hash, Users } from "lucide-react";
import { type KeyboardEvent, useRef, useState } from "react";
import { errorText } from "../../i18n/error-text.ts";
import { useWords } from "../../i18n/use-words.ts";
import { cx } from "../../ui/cx.ts";
import { isFolder, keyOf, type Place } from "./entry.ts";
import { useFolder } from "./folders.ts";

export interface Root {
  readonly channel: string;
  readonly kind: "mine" | "shared" | "channel";
  readonly name: string;
}
const signs = { mine: FolderHeart, shared: Users, channel: Hash, folder: Folder } as const;

interface PlaceTreeProps {
  readonly company: string;
  readonly roots: readonly Root[];
  readonly chosen: Place;
  /** Folders that can't come into themselves. */
  readonly without: ReadonlySet<string>;
  readonly onChoose: (place: Place) => void;
}

/** Folders inside of folders, opened as one goes: up and down walk, right opens, left closes. */
export function PlaceTree({ company, roots, chosen, without, onChoose }: PlaceTreeProps) {
  const t = useWords();
  const tree = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set([`${chosen.channel}/top`]));
  const turn = (key: string, to = !open.has(key)) => {
    const next = new Set(open);
    if (to) next.add(key);
    else next.delete(key);
    setOpen(next);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const items = [...(tree.current?.querySelectorAll<HTMLElement>("[role=treeitem]") ?? [])];
    const item = (event.target as Element).closest<HTMLElement>("[role=treeitem]");
    const key = item?.dataset["place"];
    if (!item || key === undefined) return;
    const at = items.indexOf(item);
    const go = (to: HTMLElement | null | undefined) => to?.focus();
    if (event.key === "ArrowDown") go(items[at + 1]);
    else if (event.key === "ArrowUp") go(items[at - 1]);
    else if (event.key === "Home") go(items[0]);
    else if (event.key === "End") go(items.at(-1));
    else if (event.key === "ArrowRight") {
      if (open.has(key)) go(items[at + 1]);
      else turn(key, true);
    } else if (event.key === "ArrowLeft") {
      if (open.has(key)) turn(key, false);
      else go(items.slice(0, at).findLast((one) => Number(one.ariaLevel) < Number(item.ariaLevel)));
    } else if (event.key === "Enter" || event.key === " ") {
      const [channel = "", folder = ""] = key.split("/");
      onChoose({ company, channel, folder });
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const shared = { open, turn, chosen, without, onChoose };
  return (
    <div
      ref={tree}
      role="tree"
      aria-label={t("drive.place.tree")}
      onKeyDown={onKeyDown}
      className="h-72 overflow-y-auto rounded-box bg-paper p-1 ring-1 ring-line ring-inset"
    >
      {roots.map(({ channel, kind, name }) => (
        <Branch key={channel} {...shared} place={{ company, channel, folder: "top" }} kind={kind} name={name} level={1} />
      ))}
    </div>
  );
}

interface BranchProps extends Pick<PlaceTreeProps, "chosen" | "without" | "onChoose"> {
  readonly open: ReadonlySet<string>;
  readonly turn: (key: string, to?: boolean) => void;
  readonly place: Place;
  readonly kind: keyof typeof signs;
  readonly name: string;
  readonly level: number;
}

function Branch({ place, kind, name, level, ...shared }: BranchProps) {
  const { open, turn, chosen, onChoose } = shared;
  const key = keyOf(place);
  const isOpen = open.has(key);
  const isChosen = keyOf(chosen) === key;
  const Icon = signs[kind];
  return (
    <>
      <div
        role="treeitem"
        data-place={key}
        aria-level={level}
        aria-expanded={isOpen}
        aria-selected={isChosen}
        tabIndex={isChosen ? 0 : -1}
        onClick={() => onChoose(place)}
        onDoubleClick={() => turn(key)}
        style={{ paddingInlineStart: `${(level - 1) * 18}px` }}
        className={cx(
          "flex min-h-8 items-center gap-1.5 rounded-chip pr-2 focus-visible:-outline-offset-2 coarse:min-h-11",
          isChosen ? "bg-accent-soft" : "hover:bg-hover",
        )}
      >
        <span
          aria-hidden
          onClick={(event) => {
            event.stopPropagation();
            turn(key);
          }}
          className="flex size-7 shrink-0 items-center justify-center text-ink-3 coarse:size-11"
        >
          <ChevronRight size={14} className={isOpen ? "rotate-90" : ""} />
        </span>
        <Icon aria-hidden size={16} className="shrink-0 text-ink-3" />
        <bdi title={name} className="min-w-0 truncate">
          {name}
        </bdi>
      </div>
      {isOpen && <Below {...shared} place={place} level={level + 1} />}
    </>
  );
}

function Below({ place, level, ...shared }: Omit<BranchProps, "kind" | "name">) {
  const t = useWords();
  const { listing, failure } = useFolder(place);
  const folders = listing?.files.filter((entry) => isFolder(entry) && !shared.without.has(entry.id)) ?? [];
  if (folders.length === 0)
    return (
      <span className="block py-1 pl-12 text-sm text-ink-3">
        {listing ? t("drive.place.none") : failure === undefined ? t("ui.loading") : errorText(failure)}
      </span>
    );
  return folders.map((folder) => <Branch key={folder.id} {...shared} place={{ ...place, folder: folder.id }} kind="folder" name={folder.name} level={level} />);
}
