import { useParams } from "@tanstack/react-router";
import { PencilLine } from "lucide-react";
import { useWords } from "../../i18n/use-words.ts";
import { Empty } from "../../ui/index.ts";
import { ListScreen } from "../lists/list-screen.tsx";
import { useOwnList } from "../lists/own-lists.ts";
import { DraftRows } from "./draft-rows.tsx";
import { ScheduledRows } from "./scheduled-rows.tsx";

/** What the reader wrote and nobody has read yet: begun, or waiting for its time. */
export function DraftsScreen() {
  const t = useWords();
  const { company } = useParams({ from: "/gated/c/$company/drafts" });
  const drafts = useOwnList(company, "drafts");
  const scheduled = useOwnList(company, "scheduled");
  const again = () => {
    drafts.again();
    scheduled.again();
  };
  const hasAll = drafts.answer && scheduled.answer;
  const isEmpty = drafts.answer?.drafts.length === 0 && scheduled.answer?.scheduled.length === 0;
  return (
    <ListScreen
      company={company}
      title={t("lists.drafts.title")}
      loading={!hasAll}
      error={hasAll ? undefined : (drafts.error ?? scheduled.error)}
      onRetry={again}
    >
      <DraftRows company={company} drafts={drafts.answer?.drafts ?? []} />
      <ScheduledRows company={company} scheduled={scheduled.answer?.scheduled ?? []} />
      {isEmpty && (
        <Empty icon={PencilLine} title={t("lists.drafts.empty.title")}>
          {t("lists.drafts.empty.text")}
        </Empty>
      )}
    </ListScreen>
  );
}
