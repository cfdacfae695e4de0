import { useNavigate } from "@tanstack/react-router";
import { ChevronDown, Compass, Keyboard, LogOut, Plus, ShieldCheck, SlidersHorizontal, Upload, UserPlus, UserRound } from "lucide-react";
import { runAction } from "../../app/actions.ts";
import { signOut } from "../../app/session.ts";
import type { CompanyView } from "../../cache/index.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Menu, MenuItem, MenuLine } from "../../ui/late.tsx";

/** What one does with the company as a whole; entries that the role doesn't allow aren't there. */
export function CompanyMenu({ company }: { company: CompanyView }) {
  const t = useWords();
  const navigate = useNavigate();
  const isAdministrator = company.role === "administrator";
  const trigger = (
    <button type="button" className="flex min-w-0 flex-1 items-center gap-1 rounded-box px-2 py-1.5 font-semibold hover:bg-hover">
      <bdi className="truncate">{company.name}</bdi>
      <ChevronDown aria-hidden size={15} className="shrink-0 text-ink-3" />
    </button>
  );
  return (
    <Menu trigger={trigger}>
      {isAdministrator && (
        <MenuItem icon={UserPlus} onClick={() => runAction("invite")}>
          {t("companies.menu.invite")}
        </MenuItem>
      )}
      {company.role !== "guest" && (
        <>
          <MenuItem icon={Plus} onClick={() => runAction("createChannel")}>
            {t("channels.create.title")}
          </MenuItem>
          <MenuItem icon={Compass} onClick={() => runAction("browse")}>
            {t("channels.browse.title")}
          </MenuItem>
        </>
      )}
      <MenuLine />
      {isAdministrator && (
        <MenuItem icon={SlidersHorizontal} onClick={() => void navigate({ href: `/c/${company.id}/administration` })}>
          {t("companies.menu.administration")}
        </MenuItem>
      )}
      {isAdministrator && (
        <MenuItem icon={Upload} onClick={() => void navigate({ href: `/c/${company.id}/import` })}>
          {t("companies.menu.import")}
        </MenuItem>
      )}
      <MenuItem icon={ShieldCheck} onClick={() => void navigate({ href: "/trust" })}>
        {t("companies.menu.trust")}
      </MenuItem>
      <MenuLine />
      <MenuItem icon={UserRound} onClick={() => runAction("you")}>
        {t("people.you.title")}
      </MenuItem>
      <MenuItem icon={Keyboard} shortcut="?" onClick={() => runAction("sheet")}>
        {t("app.keys.title")}
      </MenuItem>
      <MenuItem icon={LogOut} onClick={() => void signOut()}>
        {t("app.signOut")}
      </MenuItem>
    </Menu>
  );
}
