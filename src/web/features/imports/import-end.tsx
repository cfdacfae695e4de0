import { Link } from "@tanstack/react-router";
import i18next from "i18next";
import { CircleCheck, CircleSlash, CircleX } from "lucide-react";
import { knownText } from "../../i18n/known-text.ts";
import { dayAndTime } from "../../i18n/times.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Button } from "../../ui/index.ts";
import { ImportReport } from "./import-report.tsx";
import type { ImportJob } from "./upload.ts";

const signs = {
  done: { icon: CircleCheck, className: "text-positive" },
  failed: { icon: CircleX, className: "text-danger" },
  cancelled: { icon: CircleSlash, className: "text-ink-3" },
} as const;
type End = keyof typeof signs;

interface ImportEndProps {
  readonly company: string;
  readonly job: ImportJob;
  readonly earlier: readonly ImportJob[];
  readonly onAnother: () => void;
}

/** Nothing of the file was left out. */
const isWhole = ({ report }: ImportJob) =>
  report !== null && [report.channels, report.people, report.messages, report.reactions].every(({ found, imported }) => found === imported);

/** How an import ended: its books, or where the file broke. */
export function ImportEnd({ company, job, earlier, onAnother }: ImportEndProps) {
  const t = useWords();
  const end = job.state as End;
  const { icon: Icon, className } = signs[end];
  return (
    <>
      <h2 className="flex items-start gap-2.5 text-xl font-semibold tracking-tight">
        <Icon aria-hidden size={22} className={`mt-[5px] shrink-0 ${className}`} />
        {t(isWhole(job) ? "imports.ends.done.whole" : `imports.ends.${end}.title`)}
      </h2>
      <p className="mt-2 max-w-[60ch] text-ink-2">{t(`imports.ends.${end}.lead`)}</p>
      {job.failure && <Failure failure={job.failure} />}
      {job.report && <ImportReport report={job.report} />}
      <div className="mt-7 flex flex-wrap gap-2">
        {end === "done" && (
          <Link
            to="/c/$company"
            params={{ company }}
            search={{ dialog: "browse" }}
            className="inline-flex h-9 items-center rounded-box bg-accent px-3.5 font-medium text-on-accent hover:brightness-110"
          >
            {t("imports.ends.done.open")}
          </Link>
        )}
        <Button look={end === "done" ? "usual" : "primary"} onClick={onAnother}>
          {t("imports.another")}
        </Button>
      </div>
      {earlier.length > 0 && (
        <section className="mt-12">
          <h3 className="text-lg font-semibold">{t("imports.earlier")}</h3>
          <ul className="mt-3 divide-y divide-line border-y border-line">
            {earlier.map((other) => (
              <EarlierLine key={other.id} job={other} />
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

function EarlierLine({ job }: { job: ImportJob }) {
  const t = useWords();
  const { icon: Icon, className } = signs[job.state as End];
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2.5">
      <Icon aria-hidden size={16} className={className} />
      <span className="font-medium">{t(`imports.ends.${job.state as End}.word`)}</span>
      <span className="tabular flex-1 whitespace-nowrap text-ink-2">
        {t("imports.messagesIn", { count: job.done, n: job.done.toLocaleString(i18next.language) })}
      </span>
      <span className="text-sm text-ink-3">{dayAndTime(job.startedAt)}</span>
    </li>
  );
}

function Failure({ failure }: { failure: NonNullable<ImportJob["failure"]> }) {
  const t = useWords();
  return (
    <dl className="mt-5 grid grid-cols-1 gap-x-6 gap-y-1.5 rounded-box bg-danger-soft px-4 py-3.5 sm:grid-cols-[auto_1fr]">
      <dt className="text-sm font-medium text-danger">{t("imports.failure.what")}</dt>
      <dd>{knownText(`imports.failures.${failure.code}`) ?? failure.message}</dd>
      {failure.file !== "" && (
        <>
          <dt className="text-sm font-medium text-danger">{t("imports.failure.file")}</dt>
          <dd className="font-mono text-sm">{failure.file}</dd>
        </>
      )}
      {failure.place !== "" && (
        <>
          <dt className="text-sm font-medium text-danger">{t("imports.failure.place")}</dt>
          <dd className="font-mono text-sm">{failure.place}</dd>
        </>
      )}
      {failure.message !== "" && (
        <>
          <dt className="text-sm font-medium text-danger">{t("imports.failure.detail")}</dt>
          <dd lang="en" className="text-sm text-ink-2">
            {failure.message}
          </dd>
        </>
      )}
    </dl>
  );
}
