import { lazy, Suspense, useEffect, useState } from "react";
import { ApiError } from "../../../client/index.ts";
import { useWorkspace } from "../../app/workspace.ts";
import { useCache } from "../../cache/index.ts";
import { withWords } from "../../i18n/index.ts";
import { useWords } from "../../i18n/use-words.ts";
import { useChannelName } from "../channels/channel-name.ts";
import { PanelHeader, type PanelProps } from "../channels/side-panel.tsx";
import { useThread } from "../threads/use-thread.ts";
import { Composer } from "./composer.tsx";
import { bringRange } from "./pages.ts";
import { Timeline } from "./timeline.tsx";
import { useEditLast } from "./use-edit-last.ts";

const MissingThread = lazy(() => withWords(["lists"], import("../threads/missing-thread.tsx")));
const FollowButton = lazy(() => withWords(["lists"], import("../threads/follow-button.tsx")));

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
  const isMember = company.channels.has(channel.id);
  const state = useThread(line, isMember);
  const canWrite = isMember && !channel.archived;
  const hasRoot = root !== undefined;
  const [newLine, setNewLine] = useState<{ readonly after: number | null; readonly turn: number }>();
  const { opened } = state;
  if (hasRoot && opened && newLine?.turn !== opened.turn)
    setNewLine({ after: state.following && opened.marker < replies ? opened.marker : null, turn: opened.turn });
  const [isMissing, setMissing] = useState(false);
  useEffect(() => {
    if (hasRoot) return;
    const params = { company: company.id, channel: channel.id, message: String(thread) };
    void bringRange(workspace, { company: company.id, channel: channel.id, thread }, 0, 1)
      .then(async (done) => void (done || (await workspace.call("getMessage", { params }))))
      .catch((why: unknown) => setMissing(why instanceof ApiError && why.status === 404));
  }, [workspace, company.id, channel.id, thread, hasRoot]);

  return (
    <>
      <PanelHeader title={t("messages.thread.title")} onClose={onClose}>
        <bdi className="min-w-0 flex-1 truncate" title={name}>
          {name}
        </bdi>
        {isMember && (
          <Suspense fallback={<span className="size-9" />}>
            <FollowButton line={line} state={state} />
          </Suspense>
        )}
      </PanelHeader>
      {isMissing && !hasRoot ? (
        <Suspense>
          <MissingThread />
        </Suspense>
      ) : (
        <Timeline
          line={line}
          label={t("messages.thread.title")}
          first={0}
          last={replies}
          newAfter={newLine?.after ?? null}
          onSight={state.onSight}
          at={at?.startsWith(`${subject}.`) ? at : undefined}
          canWrite={canWrite}
          command={editLast.command}
          onCommandDone={editLast.done}
        />
      )}
      {canWrite && root?.deletedAt === null && (
        <div className="[anchor-name:--reply]">
          <Composer key={subject} line={line} label={t("messages.thread.write")} takesFocus onUp={editLast.start} />
        </div>
      )}
    </>
  );
}
