import i18next from "i18next";
import type { Preferences } from "../../../contract/preferences.ts";
import type { Workspace } from "../../app/workspace.ts";
import { toast } from "../../ui/toast.tsx";
import { changePreferences } from "../preferences/use-preferences.ts";
import { nameSection } from "./section-naming.ts";

type SideBar = Preferences["sideBar"];
type OwnSection = SideBar["sections"][number];

export function changeSideBar(workspace: Workspace, company: string, change: (sideBar: SideBar) => Partial<SideBar>): void {
  changePreferences(workspace, company, (preferences) => ({ ...preferences, sideBar: { ...preferences.sideBar, ...change(preferences.sideBar) } }));
}

const changeSections = (workspace: Workspace, company: string, change: (sections: OwnSection[]) => OwnSection[]) =>
  changeSideBar(workspace, company, ({ sections }) => ({ sections: change(sections) }));

/** As a new folder: it is there at once, and its name is asked for in its place. */
export function makeSection(workspace: Workspace, company: string, channel?: string): void {
  const made = { id: crypto.randomUUID(), name: i18next.t("sidebar.section.unnamed"), channels: channel ? [channel] : [], collapsed: false };
  changeSections(workspace, company, (sections) => [...without(sections, channel).filter(({ id }) => id !== made.id), made]);
  nameSection(made.id);
}

export function renameSection(workspace: Workspace, company: string, id: string, name: string): void {
  changeSections(workspace, company, (sections) => sections.map((section) => (section.id === id ? { ...section, name } : section)));
}

/** Into an own section, or with `null` back to where channels of its kind are. */
export function moveToSection(workspace: Workspace, company: string, channel: string, id: string | null): void {
  changeSections(workspace, company, (sections) =>
    without(sections, channel).map((section) => (section.id === id ? { ...section, channels: [...section.channels, channel] } : section)),
  );
}

/** Through the own sections in their order, and from the last one back to where channels of its kind are; makes the first one where there is none. */
export function moveToNextSection(workspace: Workspace, company: string, channel: string): void {
  const sections = workspace.store.get().preferences.get(company)?.sideBar.sections ?? [];
  if (sections.length === 0) return makeSection(workspace, company, channel);
  const at = sections.findIndex(({ channels }) => channels.includes(channel));
  const [from, to] = [sections[at], sections[at + 1]];
  moveToSection(workspace, company, channel, to?.id ?? null);
  toast(to ? i18next.t("sidebar.section.moved", { name: to.name }) : i18next.t("sidebar.section.movedBack"), {
    text: i18next.t("ui.undo"),
    run: () => moveToSection(workspace, company, channel, from?.id ?? null),
  });
}

/** One place up or down. */
export function shiftSection(workspace: Workspace, company: string, id: string, by: 1 | -1): void {
  const target = (sections: readonly OwnSection[]) => sections.findIndex((section) => section.id === id) + by;
  const to = target(workspace.store.get().preferences.get(company)?.sideBar.sections ?? []);
  changeSections(workspace, company, (sections) => {
    const moved = sections.find((section) => section.id === id);
    return moved ? sections.filter((section) => section !== moved).toSpliced(to, 0, moved) : sections;
  });
}

/** Its channels go back to the others; undone, it stands where it was. */
export function deleteSection(workspace: Workspace, company: string, id: string): void {
  const sections = workspace.store.get().preferences.get(company)?.sideBar.sections ?? [];
  const place = sections.findIndex((section) => section.id === id);
  const gone = sections[place];
  if (!gone) return;
  changeSections(workspace, company, (sections) => sections.filter((section) => section.id !== id));
  const back = (sections: OwnSection[]) => {
    const taken = new Set(sections.flatMap(({ channels }) => channels));
    return sections.filter((section) => section.id !== id).toSpliced(place, 0, { ...gone, channels: gone.channels.filter((channel) => !taken.has(channel)) });
  };
  toast(i18next.t("sidebar.section.deleted"), { text: i18next.t("ui.undo"), run: () => changeSections(workspace, company, back) });
}

const without = (sections: readonly OwnSection[], channel: string | undefined): OwnSection[] =>
  sections.map((section) =>
    channel !== undefined && section.channels.includes(channel) ? { ...section, channels: section.channels.filter((id) => id !== channel) } : section,
  );
