import { useNavigate } from "@tanstack/react-router";
import { Compass, Keyboard, LogOut, Plus, ShieldCheck, SlidersHorizontal, Upload, UserPlus, UserRound } from "lucide-react";
import { runAction } from "../../app/actions.ts";
import { signOut } from "../../app/session.ts";
import type { CompanyView } from "../../cache/index.ts";
import { useWords } from "../../i18n/use-words.ts";
import { MenuItem, MenuLine } from "../../ui/menu-parts.tsx";

/** What one does with the company as a whole; entries that the role doesn't allow aren't there. */
export default function CompanyMenuItems({ company }: { company: CompanyView }) {
  const t = useWords();
  const navigate = useNavigate();
  const isAdministrator = company.role === "administrator";
  return (
    <>
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
    </>
  );
}
