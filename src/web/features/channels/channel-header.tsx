import { Link, useNavigate } from "@tanstack/react-router";
import { ArrowLeft, Ellipsis, KeyRound, Pin, Users } from "lucide-react";
import { lazy } from "react";
import type { ChannelRow, CompanyView } from "../../cache/index.ts";
import { withWords } from "../../i18n/index.ts";
import { useWords } from "../../i18n/use-words.ts";
import { IconButton } from "../../ui/button.tsx";
import { Menu, Popover } from "../../ui/late.tsx";
import { sectionNamed } from "./section-naming.ts";

const ChannelMenu = lazy(() => withWords(["sidebar"], import("./channel-menu.tsx")));

export function ChannelHeader({ company, channel, name }: { company: CompanyView; channel: ChannelRow; name: string }) {
  const t = useWords();
  const navigate = useNavigate();
  const open = (panel: "members" | "pins") => void navigate({ to: ".", search: (search) => ({ ...search, panel }) });
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
      <h1 className="min-w-0 shrink truncate text-lg font-semibold" title={name}>
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
      <Menu align="end" finalFocus={() => sectionNamed() === undefined} trigger={<IconButton icon={Ellipsis} label={t("channels.menu")} />}>
        <ChannelMenu company={company} channel={channel} />
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
