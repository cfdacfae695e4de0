import { useNavigate, useParams } from "@tanstack/react-router";
import {
  Archive,
  ArchiveRestore,
  Bell,
  BellOff,
  BellRing,
  CalendarSearch,
  Folder,
  FolderInput,
  FolderPlus,
  Info,
  Link2,
  LogOut,
  Pin,
  Search,
  Star,
  StarOff,
  Users,
} from "lucide-react";
import { keysFor, runAction } from "../../app/actions.ts";
import { matches } from "../../app/use-media.ts";
import { useWorkspace } from "../../app/workspace.ts";
import type { ChannelRow, CompanyView } from "../../cache/index.ts";
import { useWords } from "../../i18n/use-words.ts";
import { MenuChoice, MenuItem, MenuLine, MenuSub } from "../../ui/menu-parts.tsx";
import { toast } from "../../ui/toast.tsx";
import { usePreferences } from "../preferences/use-preferences.ts";
import { archiveChannel, leaveChannel, muteChannel, setNotices, starChannel } from "./channel-changes.ts";
import { noticeLevels } from "./notice-levels.ts";
import { makeSection, moveToSection } from "./section-changes.ts";

/** What one does with a channel, from its head or from its line in the side bar. */
export default function ChannelMenu({ company, channel }: { company: CompanyView; channel: ChannelRow }) {
  const t = useWords();
  const workspace = useWorkspace();
  const navigate = useNavigate();
  const { channel: current } = useParams({ strict: false });
  const mine = company.channels.get(channel.id);
  const isNamed = channel.kind === "public" || channel.kind === "private";
  const params = { company: company.id, channel: channel.id };
  const open = (panel: "details" | "members" | "pins") => void navigate({ to: "/c/$company/channels/$channel", params, search: { panel } });
  const copyLink = async () => {
    await navigator.clipboard.writeText(`${location.origin}/c/${company.id}/channels/${channel.id}`);
    toast(t("messages.copied.link"));
  };
  const leave = () => {
    void leaveChannel(workspace, company.id, channel);
    if (current === channel.id) void navigate({ to: "/c/$company", params });
  };
  return (
    <>
      {mine && (
        <>
          <MenuItem icon={mine.starred ? StarOff : Star} onClick={() => void starChannel(workspace, company.id, mine, !mine.starred)}>
            {mine.starred ? t("sidebar.star.off") : t("sidebar.star.on")}
          </MenuItem>
          <MenuItem icon={mine.muted ? Bell : BellOff} onClick={() => void muteChannel(workspace, company.id, mine, !mine.muted)}>
            {mine.muted ? t("sidebar.mute.off") : t("sidebar.mute.on")}
          </MenuItem>
          <MenuSub icon={BellRing} text={t("sidebar.notices.label")}>
            <MenuChoice
              value={mine.notices}
              onChange={(notices) => void setNotices(workspace, company.id, mine, notices)}
              options={noticeLevels.map((value) => ({ value, text: t(`sidebar.notices.${value}`) }))}
            />
          </MenuSub>
          <SectionChoice company={company.id} channel={channel} />
          <MenuLine />
        </>
      )}
      {current === channel.id && (
        <>
          <MenuItem icon={Search} shortcut={keysFor("find")} onClick={() => setTimeout(() => runAction("find"))}>
            {t("sidebar.find")}
          </MenuItem>
          <MenuItem icon={CalendarSearch} shortcut={keysFor("jumpToDate")} onClick={() => setTimeout(() => runAction("jumpToDate"))}>
            {t("sidebar.date")}
          </MenuItem>
        </>
      )}
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
        icon={Folder}
        onClick={() => void navigate({ to: "/c/$company/drive/{-$place}/{-$folder}", params: { company: company.id, place: channel.id } })}
      >
        {t("sidebar.files")}
      </MenuItem>
      <MenuItem icon={Link2} onClick={() => void copyLink()}>
        {t("channels.copyLink")}
      </MenuItem>
      {mine && isNamed && <MenuLine />}
      {mine && isNamed && mine.may.archive && (
        <MenuItem icon={channel.archived ? ArchiveRestore : Archive} onClick={() => void archiveChannel(workspace, company.id, mine, !channel.archived)}>
          {channel.archived ? t("sidebar.archive.off") : t("sidebar.archive.on")}
        </MenuItem>
      )}
      {mine && isNamed && (
        <MenuItem icon={LogOut} onClick={leave}>
          {t("sidebar.leave.button")}
        </MenuItem>
      )}
    </>
  );
}

/** Where the channel stands in the side bar. */
function SectionChoice({ company, channel }: { company: string; channel: ChannelRow }) {
  const t = useWords();
  const workspace = useWorkspace();
  const navigate = useNavigate();
  const { sections } = usePreferences(company).preferences.sideBar;
  /** Its name is asked for in the side bar, which is a screen of its own on phones. */
  const make = async () => {
    if (!matches("desk")) await navigate({ to: "/c/$company", params: { company } });
    makeSection(workspace, company, channel.id);
  };
  const own = sections.find(({ channels }) => channels.includes(channel.id))?.id ?? "";
  const usual = channel.kind === "direct" || channel.kind === "group" ? t("channels.sections.direct") : t("channels.sections.channels");
  return (
    <MenuSub icon={FolderInput} text={t("sidebar.section.move")}>
      <MenuChoice
        value={own}
        onChange={(id) => moveToSection(workspace, company, channel.id, id === "" ? null : id)}
        options={[{ value: "", text: usual }, ...sections.map(({ id, name }) => ({ value: id, text: name }))]}
      />
      <MenuLine />
      <MenuItem icon={FolderPlus} onClick={() => void make()}>
        {t("sidebar.section.make")}
      </MenuItem>
    </MenuSub>
  );
}
