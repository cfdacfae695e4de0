import { useNavigate, useParams } from "@tanstack/react-router";
import i18next from "i18next";
import { useEffect } from "react";
import { useAction } from "../../app/actions.ts";
import { signOut } from "../../app/session.ts";
import { useTheme } from "../../app/theme.ts";
import { useWorkspace } from "../../app/workspace.ts";
import { type CompanyView, type MyChannelRow, useCache } from "../../cache/index.ts";
import { speak } from "../../i18n/index.ts";
import { toast } from "../../ui/toast.tsx";
import { archiveChannel, leaveChannel, muteChannel, setNotices, starChannel } from "../channels/channel-changes.ts";
import { changeSideBar, makeSection, moveToNextSection } from "../channels/section-changes.ts";
import { Find } from "../find/find.tsx";
import { watchCopies } from "../messages/long-copy.ts";
import { beginSearch } from "../search/kept.ts";

/** Actions without a button in sight: for the switcher, and for keys that the reader gives them. */
export function MoreActions({ company }: { company: CompanyView }) {
  const navigate = useNavigate();
  const workspace = useWorkspace();
  const { channel } = useParams({ strict: false });
  const [theme, setTheme] = useTheme();
  const isAdministrator = company.role === "administrator";
  const isOwner = workspace.account.installationOwner;
  const row = channel === undefined ? undefined : company.channels.get(channel);
  const go = (href: string) => void navigate({ href });
  const inCompany = (path: string) => go(`/c/${company.id}/${path}`);

  useAction("inbox", () => inCompany("inbox"));
  useAction("signOut", () => void signOut());
  useAction("search", () => {
    const field = document.querySelector<HTMLInputElement>("#search-field");
    if (field) return field.select();
    beginSearch(workspace, company.id);
    inCompany("search");
  });
  useAction("threads", () => inCompany("threads"));
  useAction("saved", () => inCompany("saved"));
  useAction("drafts", () => inCompany("drafts"));
  useAction("people", () => inCompany("people"));
  useAction("drive", () => inCompany("drive"));
  useAction("notices", () => inCompany("you/notices"));
  useAction("keys", () => inCompany("you/keys"));
  useAction("administration", () => inCompany("administration"), isAdministrator);
  useAction("companyPeople", () => inCompany("administration/people"), isAdministrator);
  useAction("invitations", () => inCompany("administration/invitations"), isAdministrator);
  useAction("teams", () => inCompany("administration/teams"), isAdministrator);
  useAction("reports", () => inCompany("administration/reports"), isAdministrator);
  useAction("companySettings", () => inCompany("administration/settings"), isAdministrator);
  useAction("importing", () => inCompany("import"), isAdministrator);
  useAction("account", () => go("/settings"));
  useAction("security", () => go("/settings/security"));
  useAction("kit", () => go("/settings/kit"), isOwner);
  useAction("trust", () => go("/trust"));
  useAction("columns", () => go("/trust/columns"));
  useAction("unreadOnly", () => changeSideBar(workspace, company.id, ({ unreadOnly }) => ({ unreadOnly: !unreadOnly })));
  useAction("sortChannels", () => changeSideBar(workspace, company.id, ({ sort }) => ({ sort: sort === "name" ? "recent" : "name" })));
  useAction("makeSection", () => makeSection(workspace, company.id));
  useAction("theme", () => setTheme(theme === "dark" || (theme === "system" && matchMedia("(prefers-color-scheme: dark)").matches) ? "light" : "dark"));
  useAction("language", () => void speak(i18next.language === "fr" ? "en" : "fr"));
  useEffect(() => (channel === undefined ? undefined : watchCopies(workspace, { company: company.id, channel, thread: 0 })), [workspace, company.id, channel]);
  const looked = useCache((cache) => cache.looked.get(channel ?? ""));
  useAction("jumpToDate", () => void navigate({ to: ".", search: (search) => ({ ...search, dialog: "date" }) }), (row ?? looked) !== undefined);
  return (
    <>
      {row && <ChannelActions company={company.id} row={row} />}
      {channel !== undefined && (row ?? looked) && <Find key={channel} company={company.id} channel={channel} first={Math.max(1, row?.fromPost ?? 1)} />}
    </>
  );
}

function ChannelActions({ company, row }: { company: string; row: MyChannelRow }) {
  const navigate = useNavigate();
  const workspace = useWorkspace();
  const open = (panel: "members" | "pins" | "stored:channel") =>
    void navigate({ to: "/c/$company/channels/$channel", params: { company, channel: row.id }, search: { panel } });
  useAction("members", () => open("members"));
  useAction("pins", () => open("pins"));
  useAction("channelFiles", () => void navigate({ href: `/c/${company}/drive/${row.id}` }));
  const isNamed = row.kind === "public" || row.kind === "private";
  const copyLink = () =>
    navigator.clipboard.writeText(`${location.origin}/c/${company}/channels/${row.id}`).then(() => toast(i18next.t("messages.copied.link")));
  const leave = () => {
    void leaveChannel(workspace, company, row);
    void navigate({ to: "/c/$company", params: { company } });
  };
  useAction("copyChannel", () => void copyLink());
  useAction("storedChannel", () => open("stored:channel"));
  useAction("archive", () => void archiveChannel(workspace, company, row, !row.archived), isNamed && row.may.archive);
  useAction("leave", leave, isNamed);
  useAction("star", () => void starChannel(workspace, company, row, !row.starred));
  useAction("mute", () => void muteChannel(workspace, company, row, !row.muted));
  useAction("noticesUsual", () => void setNotices(workspace, company, row, "usual"), row.notices !== "usual");
  useAction("noticesAll", () => void setNotices(workspace, company, row, "all"), row.notices !== "all");
  useAction("noticesMentions", () => void setNotices(workspace, company, row, "mentions"), row.notices !== "mentions");
  useAction("noticesNone", () => void setNotices(workspace, company, row, "none"), row.notices !== "none");
  useAction("nextSection", () => moveToNextSection(workspace, company, row.id));
  return null;
}
