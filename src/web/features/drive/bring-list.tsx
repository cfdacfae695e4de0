import { CircleCheck, CircleMinus, Clock, RotateCcw, X } from "lucide-react";
import { lazy, Suspense } from "react";
import { errorText } from "../../i18n/error-text.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { Progress } from "../attachments/chip.tsx";
import { FileIcon } from "../attachments/file-icon.tsx";
import { useSizes } from "../attachments/sizes.ts";
import { useUpload } from "../attachments/uploads.ts";
import { type Brought, clearEnded, retryOne, stopAll, stopOne, useBringing } from "./bring.ts";
import { stopCarrying, useCarrying } from "./carry.ts";

const ClashDialog = lazy(() => import("./clash-dialog.tsx"));

/** As many as one looks at; the others are counted. */
const shownMost = 50;

/** Below the list: what comes in, how far it is, and what did not work. */
export function BringList() {
  const t = useWords();
  const { files, preparing, problem, clash } = useBringing();
  const carrying = useCarrying();
  const count = (...stages: readonly Brought["stage"][]) => files.filter(({ stage }) => stages.includes(stage)).length;
  const under = count("waiting", "sending", "filing");
  const failed = count("failed");
  const done = count("done");
  const shown = files.toSorted((a, b) => rank[a.stage] - rank[b.stage]).slice(0, shownMost);
  const dialog = clash && (
    <Suspense>
      <ClashDialog key={clash.name} clash={clash} />
    </Suspense>
  );
  if (files.length === 0 && !preparing && problem === undefined && !carrying) return dialog ?? null;
  return (
    <section aria-label={t("drive.bring.list")} className="flex max-h-[40%] shrink-0 flex-col border-t border-line bg-side">
      {dialog}
      {carrying && (
        <div className="flex min-h-11 items-center gap-2 px-4 text-sm">
          <span role="status" className="min-w-0 flex-1 truncate">
            {t("drive.carry.going", { done: carrying.done, count: carrying.of, name: carrying.name })}
          </span>
          <IconButton icon={X} size="small" label={t("drive.carry.stop")} onClick={stopCarrying} />
        </div>
      )}
      {(files.length > 0 || preparing || problem !== undefined) && (
        <header className="flex min-h-11 items-center gap-2 px-4 text-sm font-medium">
          <span role="status" className="min-w-0 flex-1">
            {preparing
              ? t("drive.bring.preparing")
              : under > 0
                ? t("drive.bring.going", { done, count: files.length })
                : t("drive.bring.ended", { count: done })}
            {failed > 0 && <span className="text-danger"> · {t("drive.bring.failed", { count: failed })}</span>}
          </span>
          {under > 0 ? (
            <Button look="quiet" size="small" onClick={stopAll}>
              {t("drive.bring.stopAll")}
            </Button>
          ) : (
            <IconButton icon={X} size="small" label={t("drive.bring.clear")} onClick={clearEnded} />
          )}
        </header>
      )}
      {problem !== undefined && (
        <p role="alert" className="px-4 pb-3 text-sm text-danger">
          {errorText(problem)}
        </p>
      )}
      {files.length > 0 && (
        <ul className="min-h-0 overflow-y-auto px-2 pb-2">
          {shown.map((file) => (
            <Row key={file.key} file={file} />
          ))}
          {files.length > shown.length && <li className="px-2 py-1 text-xs text-ink-3">{t("drive.bring.others", { count: files.length - shown.length })}</li>}
        </ul>
      )}
    </section>
  );
}

/** What fails or moves stands on top. */
const rank: Record<Brought["stage"], number> = { failed: 0, sending: 1, filing: 1, waiting: 2, done: 3, skipped: 4 };

function Row({ file }: { file: Brought }) {
  const t = useWords();
  const { size } = useSizes();
  const { key, name, path, stage, reason } = file;
  return (
    <li className="flex min-h-11 items-center gap-2.5 rounded-box px-2">
      <FileIcon type="" />
      <span className="min-w-0 flex-1">
        <bdi title={[...path, name].join(" / ")} className="block truncate px-1 text-sm">
          {[...path, name].join(" / ")}
        </bdi>
        {stage === "sending" ? (
          <Sending upload={file.upload} />
        ) : stage === "failed" ? (
          <span role="alert" className="block px-1 text-xs text-danger">
            {reason === "too_large" ? t("attachments.tooLarge") : t(`errors.${reason || "internal"}`)}
          </span>
        ) : (
          <span className="flex items-center gap-1 px-1 text-xs text-ink-3">
            {stage === "done" ? (
              <CircleCheck aria-hidden size={12} className="text-positive" />
            ) : stage === "skipped" ? (
              <CircleMinus aria-hidden size={12} />
            ) : (
              <Clock aria-hidden size={12} />
            )}
            {t(`drive.bring.stages.${stage}`)} · {size(file.size)}
          </span>
        )}
      </span>
      {stage === "failed" && <IconButton icon={RotateCcw} size="small" label={t("attachments.retry", { name })} onClick={() => retryOne(key)} />}
      {stage !== "done" && stage !== "filing" && <IconButton icon={X} size="small" label={t("attachments.remove", { name })} onClick={() => stopOne(key)} />}
    </li>
  );
}

function Sending({ upload }: { upload: string | undefined }) {
  const file = useUpload(upload ?? "");
  return file ? <Progress file={file} /> : null;
}
