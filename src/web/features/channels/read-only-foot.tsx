import { useNavigate } from "@tanstack/react-router";
import { Archive, Hash, Megaphone } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useWorkspace } from "../../app/workspace.ts";
import type { ChannelRow } from "../../cache/index.ts";
import { errorText } from "../../i18n/error-text.ts";
import { withWords } from "../../i18n/index.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Button } from "../../ui/button.tsx";
import { toast } from "../../ui/toast.tsx";
import { putChannel } from "./channel-changes.ts";

const KeptWords = lazy(() => withWords(["writing"], import("../messages/writing/kept-words.tsx")));

interface ReadOnlyFootProps {
  readonly company: string;
  readonly channel: ChannelRow;
  readonly joined: boolean;
}

/** Instead of the composer where one doesn't write: how to join, that the channel is closed, or that one replies in threads only. */
export default function ReadOnlyFoot({ company, channel, joined }: ReadOnlyFootProps) {
  const t = useWords();
  const workspace = useWorkspace();
  const navigate = useNavigate();
  const [busy, setBusy] = useState(false);
  const isAnnouncing = joined && !channel.archived;
  const Sign = channel.archived ? Archive : isAnnouncing ? Megaphone : Hash;
  const join = async () => {
    setBusy(true);
    await workspace.call("joinChannel", { params: { company, channel: channel.id }, body: {} }).then(
      (row) => putChannel(workspace, company, row),
      (error: unknown) => toast(errorText(error)),
    );
    setBusy(false);
  };
  const reply = () => void navigate({ to: ".", search: (search) => ({ ...search, panel: `thread:${channel.post}` as const, at: undefined }) });
  return (
    <div className="mx-4 mb-4 flex min-h-12 flex-wrap items-center gap-x-3 gap-y-2 rounded-box bg-hover px-4 py-2 text-ink-2">
      <Sign aria-hidden size={16} className="shrink-0" />
      <p className="min-w-48 flex-1">
        {channel.archived ? t("channelSettings.archivedFoot") : isAnnouncing ? t("channelSettings.announcement.foot") : t("channelSettings.joinFoot")}
      </p>
      {isAnnouncing && channel.post > 0 && (
        <Button size="small" onClick={reply}>
          {t("channelSettings.announcement.reply")}
        </Button>
      )}
      {!joined && !channel.archived && (
        <Button look="primary" disabled={busy} onClick={() => void join()}>
          {t("channels.join")}
        </Button>
      )}
      <Suspense>
        <KeptWords channel={channel.id} withThreads={!joined || channel.archived} />
      </Suspense>
    </div>
  );
}
