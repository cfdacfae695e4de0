import { ChevronDown, ChevronRight, Ellipsis, ListFilter, Plus } from "lucide-react";
import { type HTMLAttributes, lazy, type ReactNode, Suspense } from "react";
import { runAction } from "../../app/actions.ts";
import type { CompanyView } from "../../cache/index.ts";
import { withWords } from "../../i18n/index.ts";
import { useWords } from "../../i18n/use-words.ts";
import { IconButton } from "../../ui/button.tsx";
import { cx } from "../../ui/cx.ts";
import { Menu } from "../../ui/late.tsx";
import { usePreferences } from "../preferences/use-preferences.ts";
import { isDirect, type Section } from "./arrange.ts";
import { sectionNamed, useSectionNamed } from "./section-naming.ts";

const ArrangeMenu = lazy(() => withWords(["sidebar"], import("./arrange-menu.tsx")));
const SectionMenu = lazy(() => withWords(["sidebar"], import("./section-menu.tsx")));
const SectionName = lazy(() => withWords(["sidebar"], import("./section-name.tsx")));

/** Focus goes back to the opener, but not while a section's name is asked for. */
const finalFocus = () => sectionNamed() === undefined;

interface ListSectionProps {
  readonly company: CompanyView;
  readonly section: Section;
  /** What hears the keys and clicks of its entries. */
  readonly heard: Pick<HTMLAttributes<HTMLUListElement>, "onKeyDown" | "onContextMenu" | "onClick">;
  readonly children: ReactNode;
}

export function ListSection({ company, section, heard, children }: ListSectionProps) {
  const t = useWords();
  const { set } = usePreferences(company.id);
  const isNamed = useSectionNamed() === section.id;
  const { id, kind, name, collapsed, rows, total } = section;
  const Chevron = collapsed ? ChevronRight : ChevronDown;
  const isMember = company.role !== "guest";
  const add = kind === "direct" ? "direct" : kind === "channels" && isMember ? "browse" : undefined;
  /** Nothing of its kind stands elsewhere either. */
  const isBare = kind === "own" || ![...company.channels.values()].some((row) => !row.archived && isDirect(row) === (kind === "direct"));
  const fold = () =>
    set((preferences) => {
      const { folded, sections } = preferences.sideBar;
      const change =
        kind === "own"
          ? { sections: sections.map((own) => (own.id === id ? { ...own, collapsed: !collapsed } : own)) }
          : { folded: collapsed ? folded.filter((other) => other !== kind) : [...folded, kind] };
      return { ...preferences, sideBar: { ...preferences.sideBar, ...change } };
    });
  const heading = (
    <h2 className="min-w-0 flex-1 text-xs font-medium text-ink-3">
      <button
        type="button"
        aria-expanded={!collapsed}
        onClick={fold}
        title={name}
        className="flex h-6 max-w-full items-center gap-1 rounded-chip hover:text-ink coarse:h-10"
      >
        <bdi className="truncate">{kind === "own" ? name : t(`channels.sections.${kind}`)}</bdi>
        <Chevron aria-hidden size={13} className={cx("shrink-0", !collapsed && "opacity-0 group-focus-within:opacity-100 group-hover:opacity-100")} />
      </button>
    </h2>
  );
  return (
    <section className="mt-3">
      <header className="group flex h-7 items-center pl-2">
        {isNamed ? (
          <Suspense fallback={heading}>
            <SectionName company={company.id} section={section} />
          </Suspense>
        ) : (
          heading
        )}
        {kind === "own" && (
          <Menu
            align="end"
            finalFocus={finalFocus}
            trigger={
              <IconButton
                icon={Ellipsis}
                size="small"
                label={t("channels.menuOf", { name })}
                className="opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 coarse:opacity-100"
              />
            }
          >
            <SectionMenu company={company.id} section={section} />
          </Menu>
        )}
        {kind === "channels" && (
          <Menu align="end" finalFocus={finalFocus} trigger={<IconButton icon={ListFilter} size="small" label={t("channels.sections.arrange")} />}>
            <ArrangeMenu company={company.id} />
          </Menu>
        )}
        {add && (
          <IconButton
            icon={Plus}
            size="small"
            label={add === "direct" ? t("channels.direct.title") : t("channels.browse.title")}
            onClick={() => runAction(add)}
          />
        )}
      </header>
      <ul {...heard}>
        {children}
        {total === 0 && isBare && (
          <li className="px-2 py-1.5 text-sm text-ink-3">
            {kind === "own" ? t("channels.sections.noneHere") : kind === "direct" ? t("channels.sections.noDirects") : t("channels.sections.noChannels")}
          </li>
        )}
        {collapsed && rows.length < total && <li className="sr-only">{t("channels.sections.hidden", { count: total - rows.length })}</li>}
      </ul>
    </section>
  );
}
