import { Dialog as Base } from "@base-ui/react/dialog";
import { useNavigate } from "@tanstack/react-router";
import { ChevronLeft, ChevronRight, Download, FileX, Link2, MessageSquareText, Undo2, X } from "lucide-react";
import { type ComponentType, lazy, Suspense, useRef, useState } from "react";
import { ApiError } from "../../../../client/index.ts";
import { useWorkspace } from "../../../app/workspace.ts";
import { useCache } from "../../../cache/index.ts";
import { errorText } from "../../../i18n/error-text.ts";
import { withWords } from "../../../i18n/index.ts";
import { useWords } from "../../../i18n/use-words.ts";
import { Button, IconButton } from "../../../ui/button.tsx";
import { Empty } from "../../../ui/empty.tsx";
import { toast } from "../../../ui/toast.tsx";
import { contentOf, type Look, lookOf } from "../content.ts";
import { useStanding } from "../file-news.ts";
import { InTrash } from "../in-trash.tsx";
import { NewerVersion, newestOf } from "../newer-version.tsx";
import { kindOf, useSizes } from "../sizes.ts";
import { refOf, type ShownProps, type ViewedFile } from "./open-viewer.ts";
import { Film, PlainFile, Sound } from "./plain-file.tsx";

const ShareDialog = lazy(() => withWords(["shares", "administration", "accounts"], import("../../shares/share-dialog.tsx")));

const shown: Record<Look, ComponentType<ShownProps>> = {
  picture: lazy(() => import("./picture.tsx")),
  pages: lazy(() => import("./pdf-pages.tsx")),
  text: lazy(() => import("./text-file.tsx")),
  sound: Sound,
  film: Film,
  none: PlainFile,
};

interface ViewerProps {
  readonly company: string;
  readonly files: readonly ViewedFile[];
  readonly at: number;
  readonly onGo: (file: ViewedFile) => void;
  readonly onClose: () => void;
}

const link = "inline-flex size-9 shrink-0 items-center justify-center rounded-box text-ink-2 hover:bg-hover hover:text-ink";

/** One file as large as the window; arrows go to the others, Esc closes, the focus goes back. */
export default function Viewer({ company, files, at, onGo, onClose }: ViewerProps) {
  const t = useWords();
  const workspace = useWorkspace();
  const navigate = useNavigate();
  const { size } = useSizes();
  const [shares, setShares] = useState(false);
  const popup = useRef<HTMLDivElement>(null);
  const mayShare = useCache((cache) => cache.companies.get(company)?.role) !== "guest";
  const [newest, setNewest] = useState<string>();
  const given = files[at];
  const { file: now, failure } = useStanding(company, given?.channel ?? "", given?.id ?? "");
  if (!given) return null;
  const file = newest === refOf(given) ? newestOf(given) : given;
  const isGone = now === undefined && failure instanceof ApiError && failure.status === 404;
  const isHere = now?.state !== "trashed" && !isGone;
  const { channel, name, thread } = file;
  const address = contentOf(company, channel, file);
  const step = (by: 1 | -1) => {
    const next = files[(at + by + files.length) % files.length];
    if (next && files.length > 1) onGo(next);
  };
  const talk = async () => {
    try {
      const under = thread ?? (await workspace.call("discussFile", { params: { company, channel, file: file.id }, body: {} })).thread;
      await navigate({ to: "/c/$company/channels/$channel", params: { company, channel }, search: { at: `${under}`, panel: `thread:${under}` } });
    } catch (refused) {
      toast(errorText(refused));
    }
  };
  const Shown = shown[lookOf(file)];
  return (
    <Base.Root open onOpenChange={(open) => open || onClose()}>
      <Base.Portal>
        <Base.Popup
          ref={popup}
          initialFocus={popup}
          className="fixed inset-0 z-50 flex flex-col bg-paper outline-none"
          onKeyDown={({ key, target, altKey, ctrlKey, metaKey }) => {
            if (target instanceof HTMLMediaElement || target instanceof HTMLInputElement || altKey || ctrlKey || metaKey || shares) return;
            if (key === "ArrowRight") step(1);
            if (key === "ArrowLeft") step(-1);
          }}
        >
          <header className="flex items-center gap-1 border-b border-line py-1 pr-2 pl-4">
            <div className="min-w-0 flex-1">
              <Base.Title className="truncate text-base font-medium">
                <bdi title={name}>{name}</bdi>
              </Base.Title>
              <p className="truncate text-xs text-ink-3">{[kindOf(name, file.type), size(file.size)].filter(Boolean).join(" · ")}</p>
            </div>
            {files.length > 1 && (
              <>
                <span aria-live="polite" className="tabular hidden px-2 text-sm whitespace-nowrap text-ink-3 sm:inline">
                  {t("attachments.place", { at: at + 1, count: files.length })}
                </span>
                <IconButton icon={ChevronLeft} label={t("attachments.previous")} shortcut="←" onClick={() => step(-1)} />
                <IconButton icon={ChevronRight} label={t("attachments.next")} shortcut="→" onClick={() => step(1)} />
              </>
            )}
            {isHere && thread !== undefined && (
              <IconButton icon={MessageSquareText} label={t(thread === null ? "attachments.talkOf" : "attachments.talk")} onClick={() => void talk()} />
            )}
            {isHere && mayShare && <IconButton icon={Link2} label={t("attachments.share", { name })} onClick={() => setShares(true)} />}
            {isHere && (
              <a href={address} download={name} aria-label={t("attachments.download", { name })} title={t("attachments.download", { name })} className={link}>
                <Download aria-hidden size={17} strokeWidth={1.85} />
              </a>
            )}
            <Base.Close render={<IconButton icon={X} label={t("ui.close")} shortcut="Esc" />} />
          </header>
          {isHere && given.newer && (
            <div className="border-b border-line px-4 py-1">
              {file === given ? (
                <NewerVersion company={company} newer={given.newer} onOpen={() => setNewest(refOf(given))} />
              ) : (
                <Button size="small" look="quiet" icon={Undo2} onClick={() => setNewest(undefined)} className="-ml-2.5">
                  {t("attachments.asSent")}
                </Button>
              )}
            </div>
          )}
          {now?.state === "trashed" ? (
            <InTrash company={company} file={now} large />
          ) : isGone ? (
            <Empty icon={FileX} title={t("attachments.notThere")}>
              {errorText(failure)}
            </Empty>
          ) : (
            <Suspense fallback={<div className="flex-1" />}>
              <Shown key={address} company={company} file={file} address={address} onStep={step} />
            </Suspense>
          )}
          {shares && (
            <Suspense>
              <ShareDialog company={company} channel={channel} file={file} onClose={() => setShares(false)} />
            </Suspense>
          )}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
