import { Link, useNavigate } from "@tanstack/react-router";
import { Archive, ArchiveRestore, ArrowLeft, Bell, BellOff, Ellipsis, Info, KeyRound, Link2, LogOut, Pin, Users } from "lucide-react";
import { useWorkspace } from "../../app/workspace.ts";
import type { ChannelRow, CompanyView } from "../../cache/index.ts";
import { useWords } from "../../i18n/use-words.ts";
import { IconButton } from "../../ui/button.tsx";
import { Menu, MenuItem, MenuLine, Popover } from "../../ui/late.tsx";
import { toast } from "../../ui/toast.tsx";
import { archiveChannel, leaveChannel, muteChannel } from "./channel-changes.ts";

export function ChannelHeader({ company, channel, name }: { company: CompanyView; channel: ChannelRow; name: string }) {
  const t = useWords();
  const workspace = useWorkspace();
  const navigate = useNavigate();
  const mine = company.channels.get(channel.id);
  const isNamed = channel.kind === "public" || channel.kind === "private";
  const open = (panel: "details" | "members" | "pins") => void navigate({ to: ".", search: (search) => ({ ...search, panel }) });
  const leave = () => {
    void leaveChannel(workspace, company.id, channel);
    void navigate({ to: "/c/$company", params: { company: company.id } });
  };
  return (
    <header className="flex h-13 shrink-0 items-center gap-1 border-b border-line px-3 md:px-5">
      <Link
        to="/c/$company"
        params={{ company: company.id }}
        aria-label={t("ui.back")}
        className="-ml-1 flex size-10 items-center justify-center rounded-box text-ink-2 md:hidden"
      >
        <ArrowLeft aria-hidden size={20} />
      </Link>
      <h1 className="min-w-0 shrink truncate text-lg font-semibold">
        <bdi>{name}</bdi>
      </h1>
      {channel.archived && <span className="ml-2 rounded-chip bg-hover px-1.5 text-xs text-ink-3">{t("channels.archived")}</span>}
      <SealSign protection={channel.protection} />
      <p className="hidden min-w-0 flex-1 truncate pl-1 text-sm text-ink-3 sm:block" title={channel.topic}>
        {channel.topic}
      </p>
      <span className="flex-1 sm:hidden" />
      <IconButton icon={Pin} label={t("channels.pins")} onClick={() => open("pins")} className="hidden sm:inline-flex" />
      <IconButton icon={Users} label={t("channels.members.title")} onClick={() => open("members")} className="hidden sm:inline-flex" />
      <Menu align="end" trigger={<IconButton icon={Ellipsis} label={t("channels.menu")} />}>
        <MenuItem icon={Info} onClick={() => open("details")}>
          {t("channels.details")}
        </MenuItem>
        <MenuItem icon={Users} onClick={() => open("members")}>
          {t("channels.members.title")}
        </MenuItem>
        <MenuItem icon={Pin} onClick={() => open("pins")}>
          {t("channels.pins")}
        </MenuItem>
        <MenuItem
          icon={Link2}
          onClick={() =>
            void navigator.clipboard.writeText(`${location.origin}/c/${company.id}/channels/${channel.id}`).then(() => toast(t("messages.copied.link")))
          }
        >
          {t("channels.copyLink")}
        </MenuItem>
        {mine && (
          <>
            <MenuLine />
            <MenuItem icon={mine.muted ? Bell : BellOff} onClick={() => void muteChannel(workspace, company.id, mine, !mine.muted)}>
              {mine.muted ? t("channels.mute.off") : t("channels.mute.on")}
            </MenuItem>
            {isNamed && company.role !== "guest" && (
              <MenuItem icon={channel.archived ? ArchiveRestore : Archive} onClick={() => void archiveChannel(workspace, company.id, mine, !channel.archived)}>
                {channel.archived ? t("channels.archive.off") : t("channels.archive.on")}
              </MenuItem>
            )}
            {channel.kind !== "direct" && (
              <MenuItem icon={LogOut} onClick={leave}>
                {t("channels.leave.button")}
              </MenuItem>
            )}
          </>
        )}
      </Menu>
    </header>
  );
}

/** Who could read this, as a calm fact behind a small key. */
function SealSign({ protection }: { protection: ChannelRow["protection"] }) {
  const t = useWords();
  const label = protection === "server" ? t("channels.seal.server.title") : t("channels.seal.device.title");
  return (
    <Popover title={label} align="start" trigger={<IconButton icon={KeyRound} size="small" label={label} className="ml-1 text-ink-3" />}>
      <p className="font-medium">{label}</p>
      <p className="mt-1 max-w-72 text-ink-2">{protection === "server" ? t("channels.seal.server.text") : t("channels.seal.device.text")}</p>
    </Popover>
  );
}
