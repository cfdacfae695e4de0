import { FileX } from "lucide-react";
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
  readonly onClose: () => void;
}

/** A file that a link led to: nothing is known of it but its address. */
export default function FetchedViewer({ company, onClose, ...at }: FetchedViewerProps) {
  const t = useWords();
  const { answer, error, again } = useAnswer("getFile", { params: { company, ...at } });
  const isThere = answer?.state === "live" && answer.kind === "file";
  if (isThere && answer.id === at.file) return <Viewer company={company} files={[answer]} at={0} onGo={() => undefined} onClose={onClose} />;
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
