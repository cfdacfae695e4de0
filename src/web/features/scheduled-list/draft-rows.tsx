import { Link } from "@tanstack/react-router";
import { Trash2 } from "lucide-react";
import type { Endpoints, ReplyOf } from "../../../contract/index.ts";
import { useWorkspace } from "../../app/workspace.ts";
import { useWords } from "../../i18n/use-words.ts";
import { IconButton } from "../../ui/index.ts";
import { useChangeOwn } from "../lists/own-lists.ts";
import { Rows, rowLink } from "../lists/rows.tsx";
import { Place, PlainText, Title } from "./parts.tsx";

type Draft = ReplyOf<Endpoints["listDrafts"]>["drafts"][number];
const idOf = ({ channel, thread }: Draft) => `${channel}.${thread}`;

export function DraftRows({ company, drafts }: { company: string; drafts: readonly Draft[] }) {
  const t = useWords();
  const workspace = useWorkspace();
  const change = useChangeOwn(company, "drafts");
  const keep = ({ channel, thread, version }: Draft, text: string) =>
    workspace.call("saveDraft", { params: { company, channel }, body: { thread, text, version } });
  const discard = (draft: Draft) => {
    let version = draft.version;
    void change(
      (list) => ({ drafts: list.drafts.filter((other) => idOf(other) !== idOf(draft)) }),
      async () => {
        version = (await keep(draft, "")).version;
      },
      {
        text: t("lists.drafts.discarded"),
        undo: () =>
          void change(
            (list) => ({ drafts: [draft, ...list.drafts] }),
            () => keep({ ...draft, version }, draft.text),
          ),
      },
    );
  };
  return (
    <>
      {drafts.length > 0 && <Title>{t("lists.drafts.drafts")}</Title>}
      <Rows label={t("lists.drafts.drafts")} items={drafts} idOf={idOf} onDone={discard}>
        {(draft, tab) => (
          <>
            <Link
              to="/c/$company/channels/$channel"
              params={{ company, channel: draft.channel }}
              search={draft.thread > 0 ? { panel: `thread:${draft.thread}` } : {}}
              data-row={idOf(draft)}
              tabIndex={tab}
              className={rowLink}
            >
              <Place company={company} channel={draft.channel} thread={draft.thread} at={draft.at} />
              <PlainText company={company} text={draft.text} />
            </Link>
            <IconButton
              icon={Trash2}
              label={t("lists.drafts.discard")}
              shortcut="E"
              tabIndex={tab}
              onClick={() => discard(draft)}
              className="mt-2 mr-3 coarse:size-11"
            />
          </>
        )}
      </Rows>
    </>
  );
}
