import { Link, useParams } from "@tanstack/react-router";
import { ArrowLeft, DoorClosed, Plug } from "lucide-react";
import { useEffect, useState } from "react";
import { nowQuiet } from "../../app/quiet.ts";
import { useAnswer } from "../../app/use-answer.ts";
import { useWorkspace } from "../../app/workspace.ts";
import { useCache } from "../../cache/index.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Button, Empty, SkeletonLines } from "../../ui/index.ts";
import { ImportChooser } from "./import-chooser.tsx";
import { ImportEnd } from "./import-end.tsx";
import { ImportProgress, UploadProgress } from "./import-progress.tsx";
import { isUnderWay } from "./stages.ts";
import { type ImportJob, startUpload, useUpload } from "./upload.ts";

/** `/c/…/import`: brings a Slack export in. The server does the work; this page may be left and opened again at any time. */
export function ImportScreen() {
  useEffect(nowQuiet, []);
  const t = useWords();
  const { company } = useParams({ from: "/gated/c/$company/import" });
  const role = useCache((cache) => cache.companies.get(company)?.role);
  return (
    <section className="flex min-w-0 flex-1 flex-col" aria-label={t("imports.title")}>
      <header className="flex h-13 shrink-0 items-center gap-1 border-b border-line px-3 md:px-5">
        <Link
          to="/c/$company"
          params={{ company }}
          aria-label={t("ui.back")}
          className="-ml-1 flex size-10 items-center justify-center rounded-box text-ink-2 md:hidden"
        >
          <ArrowLeft aria-hidden size={20} />
        </Link>
        <h1 className="text-lg font-semibold">{t("imports.title")}</h1>
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto max-w-[44rem] px-5 pt-8 pb-16">
          {role === "administrator" ? (
            <Imports key={company} company={company} />
          ) : (
            <Empty icon={DoorClosed} title={t("imports.noRights.title")}>
              {t("imports.noRights.text")}
            </Empty>
          )}
        </div>
      </div>
    </section>
  );
}

function Imports({ company }: { company: string }) {
  const t = useWords();
  const workspace = useWorkspace();
  const { answer, error, again } = useAnswer("listImports", { params: { company } });
  const upload = useUpload(company);
  const [fresh, setFresh] = useState(false);
  const jobs = answer?.imports ?? [];
  const [newest] = jobs;
  const running = jobs.find(isUnderWay);
  const isRunning = running !== undefined;

  useEffect(() => workspace.onFrame((frame) => frame.type === "job" && frame.company === company && again()), [workspace, company, again]);
  useEffect(() => {
    if (!isRunning) return;
    const timer = setInterval(again, 1500); // heals frames that got lost with a connection
    return () => clearInterval(timer);
  }, [isRunning, again]);

  const start = (file: File) => {
    setFresh(false);
    startUpload(company, file, again);
  };
  const cancel = (job: ImportJob) => void workspace.call("cancelImport", { params: { company, job: job.id } }).then(again, again);

  if (upload) return <UploadProgress company={company} upload={upload} onAgain={start} />;
  if (!answer)
    return error ? (
      <Empty icon={Plug} title={t("imports.unknown")} action={<Button onClick={again}>{t("ui.retry")}</Button>}>
        {error}
      </Empty>
    ) : (
      <SkeletonLines count={6} label={t("ui.loading")} />
    );
  if (running) return <ImportProgress job={running} onCancel={() => cancel(running)} />;
  if (newest && !fresh) return <ImportEnd company={company} job={newest} earlier={jobs.slice(1)} onAnother={() => setFresh(true)} />;
  return <ImportChooser onChoose={start} onBack={newest ? () => setFresh(false) : undefined} />;
}
