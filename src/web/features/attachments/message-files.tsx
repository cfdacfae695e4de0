import { ChevronDown, ChevronUp, Download, FileX, Link2 } from "lucide-react";
import { lazy, Suspense, useRef, useState } from "react";
import { type MessageRow, useCache } from "../../cache/index.ts";
import { useWords } from "../../i18n/use-words.ts";
import { IconButton } from "../../ui/button.tsx";
import { openShareDialog } from "../shares/open-share.ts";
import { contentOf, lookOf, previewOf } from "./content.ts";
import { FileIcon } from "./file-icon.tsx";
import { NewerVersion, newestOf } from "./newer-version.tsx";
import { kindOf, useSizes } from "./sizes.ts";
import { openViewer } from "./viewer/open-viewer.ts";

const TextPreview = lazy(() => import("./text-preview.tsx"));

export type ShownFile = MessageRow["files"][number];

interface MessageFilesProps {
  readonly company: string;
  readonly channel: string;
  readonly files: readonly ShownFile[];
}

const isPicture = (file: ShownFile) => file.here && lookOf(file) === "picture";

/** What came with a message: pictures first, then what is heard and watched, then all else. */
export function MessageFiles({ company, channel, files }: MessageFilesProps) {
  const t = useWords();
  const [broken, setBroken] = useState<ReadonlySet<string>>(new Set());
  const pictures = files.filter((file) => isPicture(file) && !broken.has(file.id));
  const others = files.filter((file) => !pictures.includes(file));
  const shown = [...pictures, ...others].filter(({ here }) => here).map((file) => ({ ...file, channel }));
  const open = (id: string) =>
    openViewer(
      shown,
      shown.findIndex((file) => file.id === id),
    );
  const openNewest = (file: ShownFile) => openViewer([newestOf({ ...file, channel })], 0);
  return (
    <section aria-label={t("attachments.list")} className="mt-1.5 flex flex-col gap-2 pb-1">
      {pictures.length > 0 && (
        <div className="flex flex-wrap gap-2">
          {pictures.map((file) => (
            <button
              key={file.id}
              type="button"
              aria-label={t("attachments.enlarge", { name: file.name })}
              onClick={() => open(file.id)}
              className="h-52 max-w-full min-w-24 overflow-hidden rounded-box bg-hover ring-1 ring-line"
            >
              <Thumbnail company={company} channel={channel} file={file} onBroken={() => setBroken(new Set([...broken, file.id]))} />
            </button>
          ))}
        </div>
      )}
      {pictures.map((file) => {
        const { id, name, newer } = file;
        return newer && <NewerVersion key={id} company={company} newer={newer} name={name} onOpen={() => openNewest(file)} />;
      })}
      {others.map((file) => (
        <div key={file.id} className="flex w-full max-w-120 flex-col items-start gap-0.5">
          <Tile company={company} channel={channel} file={file} isBroken={broken.has(file.id)} onOpen={() => open(file.id)} />
          {file.newer && <NewerVersion company={company} newer={file.newer} onOpen={() => openNewest(file)} />}
        </div>
      ))}
    </section>
  );
}

/** Small, as the server made it; until it has, or where it can't, the picture itself. */
function Thumbnail({ company, channel, file, onBroken }: { company: string; channel: string; file: ShownFile; onBroken: () => void }) {
  const [isWhole, setWhole] = useState(file.type === "image/gif"); // which may move
  return (
    <img
      src={isWhole ? contentOf(company, channel, file) : previewOf(company, channel, file)}
      alt={file.name}
      loading="lazy"
      decoding="async"
      onError={() => (isWhole ? onBroken() : setWhole(true))}
      className="h-52 max-w-full object-cover"
    />
  );
}

interface TileProps {
  readonly company: string;
  readonly channel: string;
  readonly file: ShownFile;
  readonly isBroken: boolean;
  readonly onOpen: () => void;
}

function Tile({ company, channel, file, isBroken, onOpen }: TileProps) {
  const t = useWords();
  const { size } = useSizes();
  const [reads, setReads] = useState(false);
  const media = useRef<HTMLVideoElement & HTMLAudioElement>(null);
  const { name, here } = file;
  const mayShare = useCache((cache) => cache.companies.get(company)?.role) !== "guest";
  const address = contentOf(company, channel, file);
  const kind = kindOf(name, file.type) || t("attachments.file");
  return (
    <div className="w-full">
      <div className="flex w-full items-center gap-3 rounded-box py-1.5 pr-1.5 pl-3 ring-1 ring-line ring-inset">
        {here ? <FileIcon type={file.type} /> : <FileX aria-hidden size={20} strokeWidth={1.6} className="text-ink-3" />}
        <span className="min-w-0 flex-1">
          {here ? (
            <button
              type="button"
              aria-label={t("attachments.open", { name })}
              title={name}
              onClick={onOpen}
              className="block max-w-full truncate rounded-box text-left text-sm font-medium hover:underline"
            >
              <bdi>{name}</bdi>
            </button>
          ) : (
            <bdi title={name} className="block truncate text-sm text-ink-3 line-through">
              {name}
            </bdi>
          )}
          <span className="block text-xs text-ink-3">
            {here
              ? [kind, size(file.size), ...(isBroken ? [t("attachments.notShown")] : [])].join(" · ")
              : t(file.newer ? "attachments.versionGone" : "attachments.thrown")}
          </span>
        </span>
        {here && lookOf(file) === "text" && (
          <IconButton
            icon={reads ? ChevronUp : ChevronDown}
            label={reads ? t("attachments.hide") : t("attachments.preview", { name })}
            aria-expanded={reads}
            onClick={() => setReads(!reads)}
          />
        )}
        {here && mayShare && <IconButton icon={Link2} label={t("attachments.share", { name })} onClick={() => openShareDialog(company, channel, file)} />}
        {here && (
          <a
            href={address}
            download={name}
            aria-label={t("attachments.download", { name })}
            title={t("attachments.download", { name })}
            className="inline-flex size-9 shrink-0 items-center justify-center rounded-box text-ink-2 hover:bg-hover hover:text-ink"
          >
            <Download aria-hidden size={17} strokeWidth={1.85} />
          </a>
        )}
      </div>
      {here && lookOf(file) === "sound" && (
        // biome-ignore lint/a11y/useMediaCaption: what people send has no captions
        <audio ref={media} src={address} controls preload="none" aria-label={name} className="mt-1.5 block w-full" />
      )}
      {here && lookOf(file) === "film" && (
        // biome-ignore lint/a11y/useMediaCaption: what people send has no captions
        <video ref={media} src={address} controls preload="metadata" aria-label={name} className="mt-1.5 block aspect-video w-full rounded-box bg-hover" />
      )}
      {reads && (
        <Suspense fallback={<div className="mt-1.5 h-40 rounded-box bg-hover" />}>
          <TextPreview address={address} file={file} />
        </Suspense>
      )}
    </div>
  );
}
