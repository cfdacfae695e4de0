import { useEffect } from "react";
import { useWorkspace } from "../../app/workspace.ts";
import { useCache } from "../../cache/index.ts";
import { useWords } from "../../i18n/use-words.ts";
import { useChannelName } from "../channels/channel-name.ts";
import { PanelHeader, type PanelProps } from "../channels/side-panel.tsx";
import { Composer } from "./composer.tsx";
import { bringRange } from "./pages.ts";
import { Timeline } from "./timeline.tsx";
import { useEditLast } from "./use-edit-last.ts";

/** A message and its replies, beside the channel. Opening it focuses its composer. */
export default function ThreadPanel({ company, channel, subject, at, onClose }: PanelProps) {
  const t = useWords();
  const workspace = useWorkspace();
  const thread = Number(subject);
  const line = { company: company.id, channel: channel.id, thread };
  const name = useChannelName(company.id, channel.id);
  const root = useCache((cache) => cache.contents.get(channel.id)?.rows.get(subject)?.message);
  const replies = useCache((cache) => cache.contents.get(channel.id)?.replyHeads.get(thread)) ?? root?.thread?.replies ?? 0;
  const editLast = useEditLast(line, company.me);
  const canWrite = company.channels.has(channel.id) && !channel.archived;
  const hasRoot = root !== undefined;
  useEffect(() => {
    if (!hasRoot) void bringRange(workspace, { company: company.id, channel: channel.id, thread }, 0, 1);
  }, [workspace, company.id, channel.id, thread, hasRoot]);

  return (
    <>
      <PanelHeader title={t("messages.thread.title")} onClose={onClose}>
        <bdi className="truncate">{name}</bdi>
      </PanelHeader>
      <Timeline
        line={line}
        label={t("messages.thread.title")}
        first={0}
        last={replies}
        at={at?.startsWith(`${subject}.`) ? at : undefined}
        canWrite={canWrite}
        command={editLast.command}
        onCommandDone={editLast.done}
      />
      {canWrite && root?.deletedAt === null && <Composer key={subject} line={line} label={t("messages.thread.write")} takesFocus onUp={editLast.start} />}
    </>
  );
}
