import { FileX } from "lucide-react";
import type { Endpoints, ReplyOf } from "../../../../contract/index.ts";
import { useAnswer } from "../../../app/use-answer.ts";
import { useWords } from "../../../i18n/use-words.ts";
import { Button } from "../../../ui/button.tsx";
import { Dialog } from "../../../ui/dialog.tsx";
import { Empty } from "../../../ui/empty.tsx";
import Viewer from "./viewer.tsx";

interface FetchedViewerProps {
  readonly company: string;
  readonly channel: string;
  readonly file: string;
  /** An earlier one; else the newest. */
  readonly version: number | undefined;
  readonly onClose: () => void;
}

/** A file that a link led to: nothing is known of it but its address. */
export default function FetchedViewer({ company, channel, file, version, onClose }: FetchedViewerProps) {
  const t = useWords();
  const params = { company, channel, file };
  const { answer, error, again } = useAnswer("getFile", { params });
  const isThere = answer?.kind === "file" && answer.id === file;
  if (isThere && version !== undefined && version < answer.version) return <Earlier params={params} newest={answer} version={version} onClose={onClose} />;
  if (isThere) return <Viewer company={company} files={[answer]} at={0} onGo={() => undefined} onClose={onClose} />;
  if (answer === undefined && error === undefined) return null;
  return (
    <Dialog title={t("attachments.file")} onClose={onClose}>
      <Empty
        icon={FileX}
        title={t(answer ? "attachments.notThere" : "attachments.notOpened")}
        action={!answer && <Button onClick={again}>{t("ui.retry")}</Button>}
      >
        {error ?? t("attachments.thrown")}
      </Empty>
    </Dialog>
  );
}

interface EarlierProps {
  readonly params: { readonly company: string; readonly channel: string; readonly file: string };
  readonly newest: ReplyOf<Endpoints["getFile"]>;
  readonly version: number;
  readonly onClose: () => void;
}

/** Where that one is no longer kept, the newest. */
function Earlier({ params, newest, version, onClose }: EarlierProps) {
  const { answer, error } = useAnswer("listVersions", { params });
  if (answer === undefined && error === undefined) return null;
  const [last] = answer?.versions ?? [];
  const found = answer?.versions.find(({ number }) => number === version);
  const newer = last && found && last.sha256 !== found.sha256 ? { version: last.number, by: last.by, at: last.at, type: last.type, size: last.size } : null;
  const shown = found ? { ...newest, version, type: found.type, size: found.size, newer } : newest;
  return <Viewer company={params.company} files={[shown]} at={0} onGo={() => undefined} onClose={onClose} />;
}
