import { Link } from "@tanstack/react-router";
import { Ellipsis } from "lucide-react";
import { lazy, memo, Suspense } from "react";
import { whenQuiet } from "../../app/quiet.ts";
import type { MyChannelRow } from "../../cache/index.ts";
import { withWords } from "../../i18n/index.ts";
import { useWords } from "../../i18n/use-words.ts";
import { cx } from "../../ui/cx.ts";
import { isNews } from "./arrange.ts";
import { ChannelSign } from "./channel-sign.tsx";

const EntrySigns = lazy(() => whenQuiet(() => withWords(["writing"], import("./entry-signs.tsx"))));

/** How every line of the side bar looks. */
export const entryLook =
  "flex min-h-7.5 items-center gap-2 rounded-box px-2 text-ink-2 hover:bg-hover hover:text-ink aria-[current=page]:bg-accent-soft aria-[current=page]:text-ink coarse:min-h-11";

interface ChannelEntryProps {
  readonly company: string;
  readonly row: MyChannelRow;
  readonly name: string;
  readonly isCurrent: boolean;
  /** One of the list is reached by Tab, the others by arrows. */
  readonly isTabStop: boolean;
}

/** A channel in the side bar. Its menu is opened by the list. */
export const ChannelEntry = memo(function ChannelEntry({ company, row, name, isCurrent, isTabStop }: ChannelEntryProps) {
  const t = useWords();
  const fresh = isNews(row);
  return (
    <li className="group relative [content-visibility:auto] [contain-intrinsic-size:auto_30px]">
      <Link
        to="/c/$company/channels/$channel"
        params={{ company, channel: row.id }}
        data-channel={row.id}
        tabIndex={isTabStop ? 0 : -1}
        title={name}
        aria-current={isCurrent ? "page" : undefined}
        className={cx(entryLook, "focus-visible:-outline-offset-2", fresh && !isCurrent && "font-semibold text-ink", row.muted && !isCurrent && "text-ink-3!")}
      >
        <ChannelSign row={row} company={company} />
        <bdi className="min-w-0 flex-1 truncate">{name}</bdi>
        <Suspense>
          <EntrySigns company={company} row={row} isCurrent={isCurrent} />
        </Suspense>
        {row.count > 0 ? (
          <Count count={row.count} />
        ) : (
          fresh && (
            <span className="size-2 rounded-full bg-accent">
              <span className="sr-only">{t("channels.unread")}</span>
            </span>
          )
        )}
        {row.muted && <span className="sr-only">{t("channels.muted")}</span>}
      </Link>
      <button
        type="button"
        data-menu
        tabIndex={-1}
        aria-label={t("channels.menuOf", { name })}
        aria-haspopup="menu"
        className="absolute inset-y-0 right-0.5 my-auto flex size-6.5 items-center justify-center rounded-box bg-side opacity-0 group-hover:opacity-100 hover:bg-line coarse:hidden"
      >
        <Ellipsis aria-hidden size={15} />
      </button>
    </li>
  );
});

export function Count({ count }: { count: number }) {
  const t = useWords();
  if (count === 0) return null;
  return (
    <span className="tabular min-w-5 rounded-full bg-accent px-1.5 text-center text-xs leading-4.5 font-semibold text-on-accent">
      {count > 99 ? "99+" : count}
      <span className="sr-only">{t("channels.addressed", { count })}</span>
    </span>
  );
}
