import { useNavigate, useSearch } from "@tanstack/react-router";
import { FolderOpen, FolderX, Trash2, Upload } from "lucide-react";
import {
  type ClipboardEvent,
  type KeyboardEvent,
  lazy,
  type ReactNode,
  Suspense,
  useCallback,
  useEffect,
  useEffectEvent,
  useMemo,
  useRef,
  useState,
} from "react";
import { useAction } from "../../app/actions.ts";
import { nowQuiet } from "../../app/quiet.ts";
import { useWorkspace } from "../../app/workspace.ts";
import type { CompanyView } from "../../cache/index.ts";
import { errorText } from "../../i18n/error-text.ts";
import { date } from "../../i18n/times.ts";
import { useWords } from "../../i18n/use-words.ts";
import { cx } from "../../ui/cx.ts";
import { Empty } from "../../ui/empty.tsx";
import { NotLoaded } from "../../ui/not-loaded.tsx";
import { SkeletonLines } from "../../ui/skeleton.tsx";
import { openViewer } from "../attachments/viewer/open-viewer.ts";
import { panePlace } from "../channels/pane-place.ts";
import { bring, leaveClash } from "./bring.ts";
import { useHeld } from "./carry.ts";
import { CommandBar, RowMenu } from "./command-parts.tsx";
import { commandOf, useCommands } from "./commands.ts";
import { isGone, rename, throwAway } from "./deeds.ts";
import { takeDropped } from "./dropped.ts";
import { type Entry, isFolder, type Place } from "./entry.ts";
import { FileTable } from "./file-table.tsx";
import { useFolder } from "./folders.ts";
import { drivePath, paramsOf } from "./paths.ts";
import { type Choice, noChoice } from "./selecting.ts";
import { inOrder, readOrder, writeOrder } from "./sorting.ts";
import { Tools } from "./tools.tsx";
import { useDetails } from "./use-details.ts";
import { useDropping } from "./use-dropping.ts";
import { useRowMenu } from "./use-row-menu.ts";

const FilePanel = lazy(() => import("./file-panel.tsx"));
const PlaceDialog = lazy(() => import("./place-dialog.tsx"));
const PurgeDialog = lazy(() => import("./purge-dialog.tsx"));

interface FolderViewProps {
  readonly company: CompanyView;
  readonly place: Place;
  /** How its channel is called. */
  readonly root: string;
}

/** One folder of a channel: what lies in it, what can be done with it, and beside it one file in detail. */
export function FolderView({ company, place, root }: FolderViewProps) {
  const t = useWords();
  const workspace = useWorkspace();
  const navigate = useNavigate();
  const { details: file, sort } = useSearch({ from: `/gated${drivePath}` });
  const { listing, failure, again, more } = useFolder(place);
  const [choice, setChoice] = useState<Choice>(noChoice);
  const [renamed, setRenamed] = useState<string>();
  const [asked, setAsked] = useState<{ deed: "move" | "copy" | "purge"; entries: readonly Entry[] }>();
  const view = useRef<HTMLElement>(null);
  const held = useHeld();
  const isByTime = place.folder === "messages" || place.folder === "trash";
  const order = isByTime ? undefined : readOrder(sort);
  const entries = useMemo(() => (listing ? (isByTime ? listing.files : inOrder(listing.files, readOrder(sort))) : []), [listing, isByTime, sort]);
  const chosen = entries.filter(({ id }) => choice.ids.has(id));
  const menu = useRowMenu(entries, choice, setChoice);
  const mayAdd = (listing?.may.add ?? false) && place.folder !== "trash"; // one throws away; nothing is brought there
  const isThere = listing !== undefined || failure !== undefined;
  useEffect(() => {
    if (isThere) nowQuiet();
  }, [isThere]);

  const showFile = useDetails(file, chosen);
  const focusRow = useCallback((id: string) => {
    requestAnimationFrame(() => view.current?.querySelector<HTMLElement>(`[data-entry="${id}"]`)?.focus());
  }, []);
  const closePanel = () => {
    showFile(undefined);
    if (file) focusRow(file);
  };
  useAction("closePanel", closePanel, file !== undefined);
  const files = entries.filter((entry) => !isFolder(entry));
  const open = (entry: Entry) => {
    if (place.folder === "trash") return;
    if (isFolder(entry))
      void navigate({ to: drivePath, params: paramsOf(company, { channel: entry.channel, folder: entry.id }), search: sort ? { sort } : {} });
    else openViewer(files, files.indexOf(entry));
  };
  const startRename = (entry: Entry) => setRenamed(entry.id);
  const asking = {
    onOpen: open,
    onDetails: (entry: Entry) => {
      if (!choice.ids.has(entry.id)) setChoice({ ...choice, ids: new Set() });
      showFile(entry.id);
    },
    onRename: startRename,
    onPlace: (deed: "move" | "copy", entries: readonly Entry[]) => setAsked({ deed, entries }),
    onPurge: (entries: readonly Entry[]) => setAsked({ deed: "purge", entries }),
  };
  const commands = useCommands(place, chosen, mayAdd, asking);
  const menuCommands = useCommands(place, menu.about, mayAdd, asking);
  const dropping = useDropping(place, mayAdd, (id) => (choice.ids.has(id) ? chosen : entries.filter((entry) => entry.id === id)));

  const onRename = (entry: Entry, name: string | undefined) => {
    setRenamed(undefined);
    focusRow(entry.id);
    if (name !== undefined) void rename(workspace, place, entry, name);
  };
  const isTaken = ({ id }: Entry, name: string) => entries.some((other) => other.id !== id && other.name === name);
  const onKey = (event: KeyboardEvent): boolean => {
    const target = event.target as Element;
    if (!target.closest("[data-entry]") || target.closest("button")) return true;
    const command = commandOf(commands, event);
    const areOthers = chosen.length > 0 && chosen.every(({ createdBy, may }) => createdBy !== company.me && !may.remove);
    if (event.key === "Delete" && areOthers) void throwAway(workspace, place, chosen); // says so
    if (!command) return false;
    event.preventDefault();
    event.stopPropagation();
    command.run();
    return true;
  };
  const pasteHeld = useEffectEvent((event: globalThis.KeyboardEvent) => {
    const isElsewhere = event.target instanceof Element && event.target.closest("input, textarea, [role=dialog], [role=menu]") !== null;
    if (event.defaultPrevented || isElsewhere || event.key.toLowerCase() !== "v" || !(event.ctrlKey || event.metaKey)) return;
    const paste = commands.find(({ id }) => id === "paste");
    if (!paste) return;
    event.preventDefault();
    paste.run();
  });
  useEffect(() => {
    // An empty folder has no row that could have the focus.
    const listener = (event: globalThis.KeyboardEvent) => pasteHeld(event);
    addEventListener("keydown", listener);
    return () => removeEventListener("keydown", listener);
  }, []);
  useEffect(() => leaveClash, []);
  const onPaste = (event: ClipboardEvent) => {
    if (!mayAdd || event.clipboardData.files.length === 0 || (event.target as Element).closest("input")) return;
    event.preventDefault();
    void bring(workspace, place, takeDropped(event.clipboardData));
  };
  const onCheck = (id: string, reach: boolean) =>
    setChoice((now) => {
      const ids = new Set(now.ids);
      if (!ids.delete(id)) ids.add(id);
      return reach && now.from !== undefined ? { ...now, ids: new Set([...now.ids, id]), at: id } : { ids, at: id, from: id };
    });
  const shownFile = file === undefined ? undefined : entries.find(({ id }) => id === file);
  const cut = useMemo(() => new Set(held?.mode === "move" ? held.entries.map(({ id }) => id) : []), [held]);
  const noteOf = place.folder === "trash" ? (entry: Entry) => t("drive.trash.goes", { day: date(entry.goesAt ?? 0) }) : undefined;

  let body: ReactNode;
  if (failure !== undefined && !listing)
    body = isGone(failure) ? (
      <Empty icon={FolderX} title={t("drive.gone.title")}>
        {t("drive.gone.text")}
      </Empty>
    ) : (
      <NotLoaded why={errorText(failure)} again={again} />
    );
  else if (!listing)
    body = (
      <div className="p-5">
        <SkeletonLines count={8} label={t("ui.loading")} />
      </div>
    );
  else if (entries.length === 0) body = <Nothing folder={place.folder} mayAdd={mayAdd} />;
  else
    body = (
      <FileTable
        company={company.id}
        label={t("drive.list", { name: listing.path.at(-1)?.name ?? root })}
        entries={entries}
        order={order}
        onOrder={(next) => void navigate({ to: ".", search: (search) => ({ ...search, sort: writeOrder(next) }), replace: true })}
        choice={choice}
        onChoice={setChoice}
        onOpen={open}
        onKey={onKey}
        renamed={renamed}
        cut={cut}
        noteOf={noteOf}
        isCovered={chosen.length > 0}
        isTrash={place.folder === "trash"}
        deeds={{ onMenu: menu.open, onCheck, onRename, ...(isByTime ? {} : { ...dropping.rows, isTaken }) }}
        onEnd={listing.next === null ? undefined : more}
      />
    );

  return (
    <>
      <section
        ref={view}
        aria-label={root}
        onPaste={onPaste}
        {...dropping.area}
        className={cx("relative min-w-0 flex-1 flex-col", file ? "hidden lg:flex" : "flex")}
      >
        <Tools company={company} place={place} root={root} path={listing?.path ?? []} mayAdd={mayAdd} dropOn={dropping.above} order={order} />
        <div className="relative flex min-h-0 flex-1 flex-col">
          {chosen.length > 0 && <CommandBar count={chosen.length} commands={commands} onNone={() => setChoice({ ...choice, ids: new Set() })} />}
          {body}
        </div>
        {dropping.isOver && (
          <p className="pointer-events-none absolute inset-2 flex items-center justify-center rounded-box bg-accent-soft/90 font-medium text-accent outline-2 outline-accent outline-dashed">
            {t("drive.drop", { name: listing?.path.at(-1)?.name ?? root })}
          </p>
        )}
      </section>
      {file !== undefined && (
        <Suspense fallback={<aside className={panePlace} />}>
          <FilePanel key={file} company={company} place={place} id={file} known={shownFile} chosen={chosen} root={root} onClose={closePanel} />
        </Suspense>
      )}
      {menu.opened && <RowMenu at={menu.opened} commands={menuCommands} onClose={menu.close} />}
      <Suspense>
        {asked?.deed === "purge" && <PurgeDialog place={place} entries={asked.entries} onClose={() => setAsked(undefined)} />}
        {asked && asked.deed !== "purge" && (
          <PlaceDialog company={company} from={place} mode={asked.deed} entries={asked.entries} onClose={() => setAsked(undefined)} />
        )}
      </Suspense>
    </>
  );
}

function Nothing({ folder, mayAdd }: { folder: string; mayAdd: boolean }) {
  const t = useWords();
  const [icon, name] =
    folder === "trash" ? ([Trash2, "trash"] as const) : folder === "messages" ? ([FolderOpen, "messages"] as const) : ([Upload, "folder"] as const);
  const text = name === "folder" && !mayAdd ? t("drive.empty.closed") : t(`drive.empty.${name}.text`);
  return (
    <Empty icon={icon} title={t(`drive.empty.${name}.title`)}>
      {text}
    </Empty>
  );
}
