import { Check, CircleDot } from "lucide-react";
import { useRef } from "react";
import { useWords } from "../../i18n/use-words.ts";
import { Button, cx } from "../../ui/index.ts";
import { formProblem } from "../accounts/field-problems.ts";
import { FormError } from "../accounts/form-error.tsx";
import { ProgressBar } from "./progress-bar.tsx";
import { type Stage, stages } from "./stages.ts";
import { cancelUpload, type ImportJob, type Upload } from "./upload.ts";
import { useAmounts } from "./use-amounts.ts";

/** The file on its way to the server: the one stage that needs this page to stay open. */
export function UploadProgress({ company, upload, onAgain }: { company: string; upload: Upload; onAgain: (file: File) => void }) {
  const t = useWords();
  const { megabytes, timeLeft } = useAmounts();
  const chooser = useRef<HTMLInputElement>(null);
  const left = upload.rate > 0 ? (upload.size - upload.sent) / upload.rate : null;
  if (upload.error !== undefined)
    return (
      <>
        <h2 className="text-xl font-semibold tracking-tight">{t("imports.upload.failed")}</h2>
        <p className="mt-2 mb-5 text-ink-2">{t("imports.upload.failedLead")}</p>
        <FormError text={formProblem(upload.error, [])} />
        <div className="mt-5 flex flex-wrap gap-2">
          <Button look="primary" onClick={() => chooser.current?.click()}>
            {t("imports.upload.again")}
          </Button>
          <Button onClick={() => cancelUpload(company)}>{t("ui.cancel")}</Button>
        </div>
        <input
          ref={chooser}
          type="file"
          accept=".zip,application/zip"
          aria-label={t("imports.upload.again")}
          tabIndex={-1}
          className="sr-only"
          onChange={(event) => event.target.files?.[0] && onAgain(event.target.files[0])}
        />
      </>
    );
  return (
    <>
      <h2 className="text-xl font-semibold tracking-tight">{t("imports.upload.title")}</h2>
      <p className="mt-2 mb-6 text-ink-2">{t("imports.upload.lead")}</p>
      <StageList current="receiving" />
      <div className="mt-7">
        <ProgressBar label={t("imports.upload.title")} done={upload.sent} total={upload.size} />
        <p className="tabular mt-2 flex flex-wrap justify-between gap-x-6 text-sm text-ink-2">
          <span>{t("imports.upload.bytes", { sent: megabytes(upload.sent), size: megabytes(upload.size) })}</span>
          {upload.sent < upload.size && left !== null && <span>{timeLeft(left)}</span>}
        </p>
      </div>
      <Button className="mt-7" onClick={() => cancelUpload(company)}>
        {t("imports.cancel")}
      </Button>
    </>
  );
}

/** An import that the server works on: stage, counts, rate, time left. */
export function ImportProgress({ job, onCancel }: { job: ImportJob; onCancel: () => void }) {
  const t = useWords();
  const { number, timeLeft } = useAmounts();
  const stage = job.state as Stage;
  return (
    <>
      <h2 className="text-xl font-semibold tracking-tight">{t("imports.running.title")}</h2>
      <p className="mt-2 mb-6 text-ink-2">{t("imports.running.lead")}</p>
      <StageList current={stage} />
      <div className="mt-7">
        <ProgressBar label={t(`imports.stages.${stage}`)} done={job.done} total={job.total} />
        <p className="tabular mt-2 flex min-h-5 flex-wrap justify-between gap-x-6 text-sm text-ink-2">
          <span>{stage !== "receiving" && job.total > 0 && t(`imports.running.steps.${stage}`, { done: number(job.done), total: number(job.total) })}</span>
          {stage === "messages" && job.rate >= 1 && <span>{t("imports.running.rate", { rate: number(job.rate) })}</span>}
          {job.secondsLeft !== null && <span>{timeLeft(job.secondsLeft)}</span>}
        </p>
        <p className="mt-1 min-h-5 truncate text-sm text-ink-3" title={job.now && `#${job.now}`}>
          {job.now !== "" && <bdi>#{job.now}</bdi>}
        </p>
      </div>
      <div className="mt-6 flex flex-wrap items-center gap-x-4 gap-y-2">
        <Button onClick={onCancel}>{t("imports.cancel")}</Button>
        <p className="text-sm text-ink-3">{t("imports.running.cancelHelp")}</p>
      </div>
    </>
  );
}

function StageList({ current }: { current: Stage }) {
  const t = useWords();
  const at = stages.indexOf(current);
  return (
    <ol aria-label={t("imports.stages.label")} className="flex flex-col gap-2.5">
      {stages.map((stage, i) => (
        <li
          key={stage}
          aria-current={i === at ? "step" : undefined}
          className={cx("flex items-center gap-3", i === at ? "font-medium" : i < at ? "text-ink-2" : "text-ink-3")}
        >
          <span className={cx("flex size-5 items-center justify-center", i <= at && "text-accent")}>
            {i < at ? (
              <Check aria-hidden size={16} strokeWidth={2.4} />
            ) : i === at ? (
              <CircleDot aria-hidden size={16} />
            ) : (
              <span className="size-1.5 rounded-full bg-ink-4" />
            )}
          </span>
          {t(`imports.stages.${stage}`)}
          {i < at && <span className="sr-only"> ({t("imports.stages.done")})</span>}
        </li>
      ))}
    </ol>
  );
}
