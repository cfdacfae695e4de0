import { FolderPlus } from "lucide-react";
import { useWorkspace } from "../../app/workspace.ts";
import { useWords } from "../../i18n/use-words.ts";
import { MenuChoice, MenuItem, MenuLine, MenuSwitch } from "../../ui/menu-parts.tsx";
import { usePreferences } from "../preferences/use-preferences.ts";
import { changeSideBar, makeSection } from "./section-changes.ts";

/** How the side bar shows its channels. */
export default function ArrangeMenu({ company }: { company: string }) {
  const t = useWords();
  const workspace = useWorkspace();
  const { sort, unreadOnly } = usePreferences(company).preferences.sideBar;
  return (
    <>
      <MenuChoice
        label={t("sidebar.sort.label")}
        value={sort}
        onChange={(sort) => changeSideBar(workspace, company, () => ({ sort }))}
        options={[
          { value: "name", text: t("sidebar.sort.name") },
          { value: "recent", text: t("sidebar.sort.recent") },
        ]}
      />
      <MenuLine />
      <MenuSwitch checked={unreadOnly} onChange={(unreadOnly) => changeSideBar(workspace, company, () => ({ unreadOnly }))}>
        {t("sidebar.unreadOnly")}
      </MenuSwitch>
      <MenuLine />
      <MenuItem icon={FolderPlus} onClick={() => makeSection(workspace, company)}>
        {t("sidebar.section.make")}
      </MenuItem>
    </>
  );
}
