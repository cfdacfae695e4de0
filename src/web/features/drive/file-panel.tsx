import { Link, useNavigate } from "@tanstack/react-router";
import { Database, Download, FileX, History, Link2, MessageSquareText, RotateCcw } from "lucide-react";
import { lazy, Suspense, useEffect } from "react";
import { limits } from "../../../contract/limits.ts";
import { useAnswer } from "../../app/use-answer.ts";
import { useWorkspace } from "../../app/workspace.ts";
import { type CompanyView, useCache } from "../../cache/index.ts";
import { errorText } from "../../i18n/error-text.ts";
import { dayAndTime } from "../../i18n/times.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { Empty } from "../../ui/empty.tsx";
import { SkeletonLines } from "../../ui/skeleton.tsx";
import { toast } from "../../ui/toast.tsx";
import { contentOf, lookOf } from "../attachments/content.ts";
import { useStanding } from "../attachments/file-news.ts";
import { InTrash } from "../attachments/in-trash.tsx";
import { kindOf, useSizes } from "../attachments/sizes.ts";
import { panePlace } from "../channels/pane-place.ts";
import { PanelHeader } from "../channels/side-panel.tsx";
import { PersonName } from "../people/person-mark.tsx";
import { openShareDialog } from "../shares/open-share.ts";
import { type Entry, isFolder, type Place } from "./entry.ts";
import { Sign } from "./file-row.tsx";

const TextPreview = lazy(() => import("../attachments/text-preview.tsx"));

interface FilePanelProps {
  readonly company: CompanyView;
  readonly place: Place;
  readonly id: string;
  /** As the list has it. */
  readonly known: Entry | undefined;
  /** Of several the panel says how many, and shows no one of them. */
  readonly chosen: readonly Entry[];
  readonly root: string;
  readonly onClose: () => void;
}

/** One file or folder: what it looks like, its versions, where it is shared, what is said about it. */
export default function FilePanel({ company, place, id, known, chosen, root, onClose }: FilePanelProps) {
  const t = useWords();
  const { file, failure, again } = useStanding(company.id, place.channel, id);
  const entry = known ?? file;
  return (
    <aside aria-label={t("drive.panel.label")} className={panePlace}>
      <PanelHeader title={t("drive.panel.label")} onClose={onClose} />
      <div className="min-h-0 flex-1 overflow-y-auto p-5">
        {chosen.length > 1 ? (
          <Several entries={chosen} />
        ) : entry ? (
          <Whole company={company} entry={entry} root={root} />
        ) : failure !== undefined ? (
          <Empty icon={FileX} title={t("ui.notLoaded")} action={<Button onClick={again}>{t("ui.retry")}</Button>}>
            {errorText(failure)}
          </Empty>
        ) : (
          <SkeletonLines count={6} label={t("ui.loading")} />
        )}
      </div>
    </aside>
  );
}

function Several({ entries }: { entries: readonly Entry[] }) {
  const t = useWords();
  const { size } = useSizes();
  const bytes = entries.reduce((sum, entry) => sum + entry.size, 0);
  return (
    <div aria-live="polite" className="flex flex-col gap-2">
      <h3 className="font-semibold">{t("drive.chosen.count", { count: entries.length })}</h3>
      <p className="tabular text-sm text-ink-2">{size(bytes)}</p>
      {entries.some(isFolder) && <p className="text-sm text-ink-3">{t("drive.panel.foldersApart")}</p>}
    </div>
  );
}

function Whole({ company, entry, root }: { company: CompanyView; entry: Entry; root: string }) {
  const t = useWords();
  const { size } = useSizes();
  const fact = (name: string, value: React.ReactNode) => (
    <>
      <dt className="text-ink-3">{name}</dt>
      <dd className="min-w-0 wrap-anywhere">{value}</dd>
    </>
  );
  return (
    <div className="flex flex-col gap-5">
      {entry.state === "trashed" && <InTrash company={company.id} file={entry} />}
      {!isFolder(entry) && entry.state === "live" && <Preview company={company.id} entry={entry} />}
      <h3 dir="auto" className="font-semibold wrap-anywhere">
        {entry.name}
      </h3>
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1.5 text-sm">
        {fact(t("drive.panel.kind"), isFolder(entry) ? t("drive.panel.folder") : kindOf(entry.name, entry.type) || t("attachments.file"))}
        {!isFolder(entry) && fact(t("drive.columns.size"), size(entry.size))}
        {fact(t("drive.panel.brought"), <Deed company={company.id} person={entry.createdBy} at={entry.createdAt} />)}
        {entry.changedAt !== entry.createdAt && fact(t("drive.panel.changed"), <Deed company={company.id} person={entry.changedBy} at={entry.changedAt} />)}
      </dl>
      {!isFolder(entry) && <Actions company={company} entry={entry} />}
      <Shared company={company} entry={entry} root={root} />
      {!isFolder(entry) && <Versions company={company.id} entry={entry} />}
      <Link
        to="/c/$company/channels/$channel"
        params={{ company: company.id, channel: entry.channel }}
        search={{ panel: `stored:file.${entry.id}` }}
        className="-ml-2 flex min-h-8 w-fit items-center gap-2 rounded-chip px-2 text-sm text-ink-2 hover:bg-hover coarse:min-h-11"
      >
        <Database aria-hidden size={15} className="text-ink-3" />
        {t("channels.panels.stored")}
      </Link>
    </div>
  );
}

function Deed({ company, person, at }: { company: string; person: string; at: number }) {
  return (
    <>
      <PersonName company={company} person={person} /> <span className="block text-ink-3">{dayAndTime(at)}</span>
    </>
  );
}

function Preview({ company, entry }: { company: string; entry: Entry }) {
  const address = contentOf(company, entry.channel, entry);
  const look = lookOf(entry);
  // biome-ignore lint/a11y/useMediaCaption: what people bring has no captions
  if (look === "sound") return <audio src={address} controls preload="none" aria-label={entry.name} className="block w-full" />;
  if (look === "film")
    // biome-ignore lint/a11y/useMediaCaption: what people bring has no captions
    return <video src={address} controls preload="metadata" aria-label={entry.name} className="block aspect-video w-full rounded-box bg-hover" />;
  if (look === "text")
    return (
      <Suspense fallback={<div className="h-40 rounded-box bg-hover" />}>
        <TextPreview address={address} file={entry} />
      </Suspense>
    );
  return (
    <div className="flex min-h-28 items-center justify-center overflow-hidden rounded-box bg-hover">
      <Sign company={company} entry={entry} large />
    </div>
  );
}

function Actions({ company, entry }: { company: CompanyView; entry: Entry }) {
  const t = useWords();
  const workspace = useWorkspace();
  const navigate = useNavigate();
  const discuss = async () => {
    const { channel, id: file } = entry;
    try {
      const { thread } = await workspace.call("discussFile", { params: { company: company.id, channel, file }, body: {} });
      await navigate({ to: "/c/$company/channels/$channel", params: { company: company.id, channel }, search: { panel: `thread:${thread}` } });
    } catch (failure) {
      toast(errorText(failure));
    }
  };
  if (entry.state !== "live") return null;
  return (
    <div className="flex flex-wrap gap-2">
      <a
        href={contentOf(company.id, entry.channel, entry)}
        download={entry.name}
        className="inline-flex h-7 items-center gap-1.5 rounded-box bg-raised px-2.5 text-sm font-medium ring-1 ring-edge ring-inset hover:bg-hover coarse:h-10"
      >
        <Download aria-hidden size={14} />
        {t("drive.deeds.download")}
      </a>
      <Button size="small" icon={MessageSquareText} onClick={() => void discuss()} className="coarse:h-10">
        {entry.thread === null ? t("drive.deeds.discuss") : t("drive.panel.thread")}
      </Button>
    </div>
  );
}

/** Who reads it: all of its channel, and whoever has a link. */
function Shared({ company, entry, root }: { company: CompanyView; entry: Entry; root: string }) {
  const t = useWords();
  const people = useAnswer("getChannel", { params: { company: company.id, channel: entry.channel } }).answer?.members;
  const isGuest = useCache((cache) => cache.companies.get(company.id)?.role) === "guest";
  return (
    <section aria-labelledby="file-shared">
      <h3 id="file-shared" className="mb-1.5 text-sm font-semibold">
        {t("drive.panel.shared")}
      </h3>
      <p className="text-sm">
        <Link to="/c/$company/channels/$channel" params={{ company: company.id, channel: entry.channel }} className="font-medium text-accent hover:underline">
          <bdi>{root}</bdi>
        </Link>
        {people !== undefined && <span className="text-ink-3"> · {t("channels.people", { count: people })}</span>}
      </p>
      {!isFolder(entry) && !isGuest && entry.state === "live" && <Links company={company.id} entry={entry} />}
    </section>
  );
}

function Links({ company, entry }: { company: string; entry: Entry }) {
  const t = useWords();
  const { answer } = useAnswer("listShares", { params: { company, channel: entry.channel, file: entry.id } });
  const open = answer?.shares.filter(({ state }) => state === "open").length ?? 0;
  return (
    <p className="mt-1.5 flex items-center justify-between gap-2 text-sm text-ink-2">
      {answer ? t("drive.panel.links", { count: open }) : ""}
      <Button size="small" icon={Link2} onClick={() => openShareDialog(company, entry.channel, entry)} className="coarse:h-10">
        {t("drive.deeds.share")}
      </Button>
    </p>
  );
}

function Versions({ company, entry }: { company: string; entry: Entry }) {
  const t = useWords();
  const workspace = useWorkspace();
  const { size } = useSizes();
  const params = { company, channel: entry.channel, file: entry.id };
  const { answer, error, again } = useAnswer("listVersions", { params });
  const newest = entry.version;
  useEffect(() => {
    if (newest > 0) again();
  }, [newest, again]);
  const restore = async (number: number) => {
    try {
      await workspace.call("restoreVersion", { params: { ...params, number } });
      toast(t("drive.versions.restored", { number }));
      again();
    } catch (failure) {
      toast(errorText(failure));
    }
  };
  return (
    <section aria-labelledby="file-versions">
      <h3 id="file-versions" className="mb-1.5 flex items-center gap-1.5 text-sm font-semibold">
        <History aria-hidden size={14} className="text-ink-3" />
        {t("drive.versions.title")}
      </h3>
      {!answer && !error && <SkeletonLines count={2} label={t("ui.loading")} />}
      {error && !answer && <p className="text-sm text-danger">{error}</p>}
      <ul className="divide-y divide-line">
        {answer?.versions.map(({ number, by, at, size: bytes }) => (
          <li key={number} className="flex min-h-11 items-center gap-1 py-1 text-sm">
            <span className="min-w-0 flex-1">
              <span className="block truncate">
                <span className="tabular font-medium">{t("drive.versions.number", { number })}</span>
                {number === newest && <span className="ml-1.5 rounded-chip bg-hover px-1.5 text-xs text-ink-3">{t("drive.versions.newest")}</span>}
              </span>
              <span className="block text-xs text-ink-3">
                <PersonName company={company} person={by} /> · {dayAndTime(at)} · {size(bytes)}
              </span>
            </span>
            {number !== newest && entry.may.change && (
              <IconButton
                icon={RotateCcw}
                size="small"
                label={t("drive.versions.restore", { number })}
                onClick={() => void restore(number)}
                className="coarse:size-9"
              />
            )}
            <a
              href={contentOf(company, entry.channel, { id: entry.id, version: number })}
              download={entry.name}
              aria-label={t("drive.versions.download", { number })}
              title={t("drive.versions.download", { number })}
              className="inline-flex size-7 items-center justify-center rounded-box text-ink-2 hover:bg-hover hover:text-ink coarse:size-9"
            >
              <Download aria-hidden size={15} strokeWidth={1.85} />
            </a>
          </li>
        ))}
      </ul>
      {answer && answer.versions.length >= limits.versionsPerFile && (
        <p className="mt-1.5 text-xs text-ink-3">{t("drive.versions.full", { most: limits.versionsPerFile })}</p>
      )}
    </section>
  );
}
