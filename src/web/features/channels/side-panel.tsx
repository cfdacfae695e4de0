import { X } from "lucide-react";
import { type ComponentType, lazy, type ReactNode, Suspense } from "react";
import type { Panel, panels } from "../../app/urls.ts";
import { useMedia } from "../../app/use-media.ts";
import type { ChannelRow, CompanyView } from "../../cache/index.ts";
import { withWords } from "../../i18n/index.ts";
import { useWords } from "../../i18n/use-words.ts";
import { IconButton } from "../../ui/button.tsx";
import { SkeletonLines } from "../../ui/skeleton.tsx";
import { panePlace } from "./pane-place.ts";

export interface PanelProps {
  readonly company: CompanyView;
  readonly channel: ChannelRow;
  /** What follows the colon: a post or a message's ref. */
  readonly subject: string;
  /** The message to mark. */
  readonly at: string | undefined;
  readonly onClose: () => void;
}

/** Each loads when it is first opened. */
const parts: Record<(typeof panels)[number], ComponentType<PanelProps>> = {
  thread: lazy(() => import("../messages/thread-panel.tsx")),
  stored: lazy(() => withWords(["inspector"], import("../inspector/stored-panel.tsx"))),
  person: lazy(() => withWords(["profiles"], import("../people/profile-panel.tsx"))),
  details: lazy(() => withWords(["channelSettings", "sidebar"], import("./details-panel.tsx"))),
  members: lazy(() => import("./members-panel.tsx")),
  pins: lazy(() => withWords(["channelSettings"], import("./pins-panel.tsx"))),
};

/** The pane at the right: beside the messages where there is room, else in their place. */
export default function SidePanel({
  company,
  channel,
  panel,
  at,
  onClose,
}: {
  company: CompanyView;
  channel: ChannelRow;
  panel: Panel;
  at: string | undefined;
  onClose: () => void;
}) {
  const t = useWords();
  const [kind = "details", subject = ""] = panel.split(":");
  const Part = parts[kind as keyof typeof parts];
  return (
    <aside aria-label={t(`channels.panels.${kind as keyof typeof parts}`)} className={panePlace}>
      <Suspense
        fallback={
          <div className="p-5">
            <SkeletonLines count={5} label={t("ui.loading")} />
          </div>
        }
      >
        <Part company={company} channel={channel} subject={subject} at={at} onClose={onClose} />
      </Suspense>
    </aside>
  );
}

/** The head that all panes share. */
export function PanelHeader({ title, onClose, children }: { title: string; onClose: () => void; children?: ReactNode }) {
  const t = useWords();
  const Heading = useMedia("wide") ? "h2" : "h1"; // where the pane takes the place of the channel, it is the screen
  return (
    <header className="flex h-13 shrink-0 items-center gap-2 border-b border-line pr-2 pl-5">
      <Heading className="truncate text-lg font-semibold">{title}</Heading>
      <div className="flex min-w-0 flex-1 items-center gap-1 text-sm text-ink-3">{children}</div>
      <IconButton icon={X} label={t("ui.close")} shortcut="Esc" onClick={onClose} />
    </header>
  );
}
