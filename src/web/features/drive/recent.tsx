import { useSearch } from "@tanstack/react-router";
import { Clock } from "lucide-react";
import { type KeyboardEvent, lazy, Suspense, useEffect, useRef, useState } from "react";
import { useAction } from "../../app/actions.ts";
import { nowQuiet } from "../../app/quiet.ts";
import { useAnswer } from "../../app/use-answer.ts";
import { useWorkspace } from "../../app/workspace.ts";
import type { CompanyView } from "../../cache/index.ts";
import { useWords } from "../../i18n/use-words.ts";
import { cx } from "../../ui/cx.ts";
import { Empty } from "../../ui/empty.tsx";
import { NotLoaded } from "../../ui/not-loaded.tsx";
import { SkeletonLines } from "../../ui/skeleton.tsx";
import { onFileNews } from "../attachments/file-news.ts";
import { openViewer } from "../attachments/viewer/open-viewer.ts";
import { panePlace } from "../channels/pane-place.ts";
import { CommandBar, RowMenu } from "./command-parts.tsx";
import { type Command, commandOf, useCommands } from "./commands.ts";
import type { Entry, Place } from "./entry.ts";
import { FileTable } from "./file-table.tsx";
import { drivePath } from "./paths.ts";
import { type Choice, noChoice } from "./selecting.ts";
import { useDetails } from "./use-details.ts";
import { useRootName } from "./use-root-name.ts";
import { useRowMenu } from "./use-row-menu.ts";

const FilePanel = lazy(() => import("./file-panel.tsx"));
const limit = 100;
const nothingCut = new Set<string>();
const isForAnyPlace = ({ id }: Command) => ["open", "details", "download", "share", "discuss", "hold-copy"].includes(id);

/** What was brought or changed last, wherever the reader is a member. */
export function Recent({ company }: { company: CompanyView }) {
  const t = useWords();
  const workspace = useWorkspace();
  const { details: file } = useSearch({ from: `/gated${drivePath}` });
  const { answer, error, again } = useAnswer("listRecentFiles", { params: { company: company.id }, query: { limit } });
  const nameOf = useRootName(company);
  const [choice, setChoice] = useState<Choice>(noChoice);
  const view = useRef<HTMLElement>(null);
  const isThere = answer !== undefined || error !== undefined;
  useEffect(() => {
    if (isThere) nowQuiet();
  }, [isThere]);
  useEffect(() => onFileNews(workspace, undefined, again), [workspace, again]);
  const entries = answer?.files ?? [];
  const chosen = entries.filter(({ id }) => choice.ids.has(id));
  const [first] = chosen;
  const menu = useRowMenu(entries, choice, setChoice);
  const placeOf = (entry: Entry | undefined): Place => ({ company: company.id, channel: entry?.channel ?? "", folder: entry?.folder ?? "top" });
  const showFile = useDetails(file, chosen);
  const open = (entry: Entry) => openViewer(entries, entries.indexOf(entry));
  const closePanel = () => {
    showFile(undefined);
    requestAnimationFrame(() => view.current?.querySelector<HTMLElement>(`[data-entry="${file}"]`)?.focus());
  };
  useAction("closePanel", closePanel, file !== undefined);
  // What lies in several channels has no deed in common but to be looked at.
  const isOnePlace = chosen.every(({ channel }) => channel === first?.channel);
  const asking = {
    onOpen: open,
    onDetails: ({ id }: Entry) => {
      if (!choice.ids.has(id)) setChoice({ ...choice, ids: new Set() });
      showFile(id);
    },
    onRename: () => undefined,
    onPlace: () => undefined,
    onPurge: () => undefined,
  };
  const commands = useCommands(placeOf(first), isOnePlace ? chosen : [], false, asking).filter(isForAnyPlace);
  const isMenuOfOnePlace = menu.about.every(({ channel }) => channel === menu.about[0]?.channel);
  const menuCommands = useCommands(placeOf(menu.about[0]), isMenuOfOnePlace ? menu.about : [], false, asking).filter(isForAnyPlace);
  const shown = entries.find(({ id }) => id === file);
  // What is thrown away while it is looked at leaves the list, not the details.
  const [looked, setLooked] = useState(shown);
  if (shown && shown !== looked) setLooked(shown);
  const paned = shown ?? (looked?.id === file ? looked : undefined);
  const onKey = (event: KeyboardEvent): boolean => {
    const target = event.target as Element;
    if (!target.closest("[data-entry]") || target.closest("button")) return true;
    const command = commandOf(commands, event);
    if (!command) return false;
    event.preventDefault();
    command.run();
    return true;
  };
  const onCheck = (id: string) =>
    setChoice((now) => {
      const ids = new Set(now.ids);
      if (!ids.delete(id)) ids.add(id);
      return { ids, at: id, from: id };
    });
  return (
    <>
      <section ref={view} aria-label={t("drive.recent.title")} className={cx("min-w-0 flex-1 flex-col", file ? "hidden lg:flex" : "flex")}>
        {!answer && !error && (
          <div className="p-5">
            <SkeletonLines count={8} label={t("ui.loading")} />
          </div>
        )}
        {error && !answer && <NotLoaded why={error} again={again} />}
        {answer && entries.length === 0 && (
          <Empty icon={Clock} title={t("drive.empty.recent.title")}>
            {t("drive.empty.recent.text")}
          </Empty>
        )}
        {entries.length > 0 && (
          <div className="relative flex min-h-0 flex-1 flex-col">
            {chosen.length > 0 && <CommandBar count={chosen.length} commands={commands} onNone={() => setChoice({ ...choice, ids: new Set() })} />}
            <FileTable
              company={company.id}
              label={t("drive.recent.title")}
              entries={entries}
              order={undefined}
              onOrder={() => undefined}
              choice={choice}
              onChoice={setChoice}
              onOpen={open}
              onKey={onKey}
              renamed={undefined}
              cut={nothingCut}
              noteOf={({ channel }) => nameOf(channel)}
              isCovered={chosen.length > 0}
              deeds={{
                onMenu: menu.open,
                onCheck,
                onRename: () => undefined,
              }}
            />
          </div>
        )}
        {answer && answer.covered.scopes < answer.covered.of && (
          <p className="shrink-0 border-t border-line px-5 py-2 text-sm text-ink-3">
            {t("drive.recent.covered", { scopes: answer.covered.scopes, of: answer.covered.of })}
          </p>
        )}
      </section>
      {paned && (
        <Suspense fallback={<aside className={panePlace} />}>
          <FilePanel
            key={paned.id}
            company={company}
            place={placeOf(paned)}
            id={paned.id}
            known={shown}
            chosen={chosen}
            root={nameOf(paned.channel)}
            onClose={closePanel}
          />
        </Suspense>
      )}
      {menu.opened && <RowMenu at={menu.opened} commands={menuCommands} onClose={menu.close} />}
    </>
  );
}
