import { useParams } from "@tanstack/react-router";
import { type KeyboardEvent, lazy, Suspense, type SyntheticEvent, useRef, useState } from "react";
import type { CompanyView } from "../../cache/index.ts";
import { withWords } from "../../i18n/index.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Button } from "../../ui/button.tsx";
import { SkeletonLines } from "../../ui/skeleton.tsx";
import { usePreferences } from "../preferences/use-preferences.ts";
import { ChannelEntry } from "./channel-entry.tsx";
import { useNamer } from "./channel-name.ts";
import { ListSection } from "./list-section.tsx";
import { useSections } from "./sections.ts";

const ChannelMenuAt = lazy(() => withWords(["sidebar"], import("./channel-menu-at.tsx")));

/** The reader's channels in their sections. One tab stop: arrows go through it, `.` or a right click opens an entry's menu. */
export function ChannelList({ company }: { company: CompanyView }) {
  const t = useWords();
  const { sections, ordered } = useSections(company);
  const { preferences, known, set } = usePreferences(company.id);
  const { channel: current } = useParams({ strict: false });
  const nameOf = useNamer(company.id);
  const list = useRef<HTMLDivElement>(null);
  const [menu, setMenu] = useState<{ readonly channel: string; readonly anchor: HTMLElement }>();
  const row = menu && company.channels.get(menu.channel);
  const stop = ordered.some(({ id }) => id === current) ? current : ordered[0]?.id;
  const { unreadOnly } = preferences.sideBar;

  const openMenu = (event: SyntheticEvent) => {
    const anchor = (event.target as Element).closest("li")?.querySelector<HTMLElement>("a[data-channel]");
    const channel = anchor?.dataset["channel"];
    if (!channel) return;
    event.preventDefault();
    setMenu({ channel, anchor });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const link = (event.target as Element).closest<HTMLElement>("a[data-channel]");
    if (!link) return;
    if (event.key === ".") return openMenu(event);
    const links = [...(list.current?.querySelectorAll<HTMLElement>("a[data-channel]") ?? [])];
    const to: Record<string, number> = { ArrowDown: links.indexOf(link) + 1, ArrowUp: links.indexOf(link) - 1, Home: 0, End: links.length - 1 };
    const next = to[event.key];
    if (next === undefined) return;
    event.preventDefault();
    links[next]?.focus();
  };
  const heard = {
    onKeyDown,
    onContextMenu: openMenu,
    onClick: (event: SyntheticEvent) => (event.target as Element).closest("[data-menu]") && openMenu(event),
  };

  if (!known)
    return (
      <div className="px-5 pt-4">
        <SkeletonLines count={6} label={t("ui.loading")} />
      </div>
    );
  return (
    <div ref={list} className="min-h-0 flex-1 overflow-y-auto px-3 pb-4">
      {unreadOnly && (
        <p className="mt-3 flex items-center justify-between pl-2 text-sm text-ink-3">
          {ordered.length === 0 ? t("channels.sections.nothingUnread") : t("channels.sections.unreadOnly")}
          <Button size="small" look="quiet" onClick={() => set((preferences) => ({ ...preferences, sideBar: { ...preferences.sideBar, unreadOnly: false } }))}>
            {t("channels.sections.showAll")}
          </Button>
        </p>
      )}
      {sections.map((section) => (
        <ListSection key={section.id} company={company} section={section} heard={heard}>
          {section.rows.map((row) => (
            <ChannelEntry key={row.id} company={company.id} row={row} name={nameOf(row)} isCurrent={row.id === current} isTabStop={row.id === stop} />
          ))}
        </ListSection>
      ))}
      {menu && row && (
        <Suspense>
          <ChannelMenuAt key={row.id} company={company} channel={row} anchor={menu.anchor} onClose={() => setMenu(undefined)} />
        </Suspense>
      )}
    </div>
  );
}
