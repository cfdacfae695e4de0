import { ArrowDown, ArrowUp, FolderPlus, Pencil, Trash2 } from "lucide-react";
import { useWorkspace } from "../../app/workspace.ts";
import { useWords } from "../../i18n/use-words.ts";
import { MenuItem, MenuLine } from "../../ui/menu-parts.tsx";
import { usePreferences } from "../preferences/use-preferences.ts";
import type { Section } from "./arrange.ts";
import { deleteSection, makeSection, shiftSection } from "./section-changes.ts";
import { nameSection } from "./section-naming.ts";

export default function SectionMenu({ company, section: { id } }: { company: string; section: Section }) {
  const t = useWords();
  const workspace = useWorkspace();
  const { sections } = usePreferences(company).preferences.sideBar;
  const place = sections.findIndex((section) => section.id === id);
  return (
    <>
      <MenuItem icon={Pencil} onClick={() => nameSection(id)}>
        {t("sidebar.section.rename")}
      </MenuItem>
      <MenuItem icon={ArrowUp} disabled={place <= 0} onClick={() => shiftSection(workspace, company, id, -1)}>
        {t("sidebar.section.up")}
      </MenuItem>
      <MenuItem icon={ArrowDown} disabled={place === sections.length - 1} onClick={() => shiftSection(workspace, company, id, 1)}>
        {t("sidebar.section.down")}
      </MenuItem>
      <MenuLine />
      <MenuItem icon={FolderPlus} onClick={() => makeSection(workspace, company)}>
        {t("sidebar.section.make")}
      </MenuItem>
      <MenuItem icon={Trash2} onClick={() => deleteSection(workspace, company, id)}>
        {t("sidebar.section.delete")}
      </MenuItem>
    </>
  );
}
