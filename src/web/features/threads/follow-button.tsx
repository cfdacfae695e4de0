import { Bell, BellRing } from "lucide-react";
import { useAction } from "../../app/actions.ts";
import { useWorkspace } from "../../app/workspace.ts";
import { errorText } from "../../i18n/error-text.ts";
import { useWords } from "../../i18n/use-words.ts";
import { IconButton, toast } from "../../ui/index.ts";
import type { Line } from "../messages/refs.ts";
import type { ThreadState } from "./use-thread.ts";

/** Follows the thread, or stops; the way back stands in the toast. */
export default function FollowButton({ line, state }: { line: Line; state: ThreadState }) {
  const t = useWords();
  const workspace = useWorkspace();
  const { following, setFollowing } = state;
  const follow = (on: boolean) => {
    setFollowing(on);
    const params = { company: line.company, channel: line.channel, message: String(line.thread) };
    workspace.call("followThread", { params, body: { following: on } }).then(
      () => toast(t(on ? "lists.threads.followed" : "lists.threads.unfollowed"), { text: t("ui.undo"), run: () => follow(!on) }),
      (refused: unknown) => {
        setFollowing(!on);
        toast(errorText(refused));
      },
    );
  };
  useAction("followThread", () => follow(!following), following !== undefined);
  if (following === undefined) return <span className="size-9" />;
  return (
    <IconButton
      icon={following ? BellRing : Bell}
      pressed={following}
      label={t(following ? "lists.threads.unfollow" : "lists.threads.follow")}
      onClick={() => follow(!following)}
    />
  );
}
