import { Link, useParams } from "@tanstack/react-router";
import { Hash, Inbox, Lock, MessageSquarePlus, Plus, Search } from "lucide-react";
import { memo, type ReactNode } from "react";
import { runAction } from "../../app/actions.ts";
import { type CompanyView, type MyChannelRow, useCache } from "../../cache/index.ts";
import { useWords } from "../../i18n/use-words.ts";
import { IconButton } from "../../ui/button.tsx";
import { cx } from "../../ui/cx.ts";
import { Keys, keysAsText } from "../../ui/keys.tsx";
import { CompanyMenu } from "../companies/company-menu.tsx";
import { PersonMark } from "../people/person-mark.tsx";
import { useNamer } from "./channel-name.ts";
import { useSections } from "./sections.ts";
import { SideBarFrame } from "./side-bar-frame.tsx";

const entry =
  "group flex min-h-7.5 items-center gap-2 rounded-box px-2 text-ink-2 hover:bg-hover hover:text-ink aria-[current=page]:bg-accent-soft aria-[current=page]:text-ink coarse:min-h-11";

export function SideBar({ company }: { company: CompanyView }) {
  const t = useWords();
  const { channels, directs } = useSections(company);
  const { channel: current } = useParams({ strict: false });
  const nameOf = useNamer(company.id);
  const isMember = company.role !== "guest";
  return (
    <SideBarFrame>
      <header className="flex items-center gap-1 px-3 pt-3 pb-2">
        <CompanyMenu company={company} />
        <IconButton icon={MessageSquarePlus} label={t("channels.newMessage")} onClick={() => runAction("direct")} />
      </header>
      <div className="flex flex-col gap-px px-3 pb-2">
        <button type="button" className={entry} onClick={() => runAction("switch")} title={keysAsText("mod+k")}>
          <Search aria-hidden size={15} className="text-ink-3" />
          <span className="flex-1 text-left">{t("channels.goTo")}</span>
          <Keys keys="mod+k" />
        </button>
        <Link to="/c/$company/inbox" params={{ company: company.id }} className={cx(entry, company.inbox > 0 && "font-semibold text-ink")}>
          <Inbox aria-hidden size={15} className="text-ink-3" />
          <span className="flex-1">{t("messages.inbox.title")}</span>
          <Count count={company.inbox} />
        </Link>
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto px-3 pb-4">
        <Section title={t("channels.sections.channels")} add={isMember ? { label: t("channels.browse.title"), run: () => runAction("browse") } : undefined}>
          {channels.map((row) => (
            <Entry key={row.id} company={company.id} row={row} name={nameOf(row)} isCurrent={row.id === current} />
          ))}
          {channels.length === 0 && <li className="px-2 py-1.5 text-sm text-ink-3">{t("channels.sections.noChannels")}</li>}
        </Section>
        <Section title={t("channels.sections.direct")} add={{ label: t("channels.direct.title"), run: () => runAction("direct") }}>
          {directs.map((row) => (
            <Entry key={row.id} company={company.id} row={row} name={nameOf(row)} isCurrent={row.id === current} />
          ))}
          {directs.length === 0 && <li className="px-2 py-1.5 text-sm text-ink-3">{t("channels.sections.noDirects")}</li>}
        </Section>
      </div>
    </SideBarFrame>
  );
}

function Section({ title, add, children }: { title: string; add: { label: string; run: () => void } | undefined; children: ReactNode }) {
  return (
    <section className="mt-3">
      <header className="flex h-7 items-center pl-2">
        <h2 className="flex-1 text-xs font-medium text-ink-3">{title}</h2>
        {add && <IconButton icon={Plus} size="small" label={add.label} onClick={add.run} />}
      </header>
      <ul>{children}</ul>
    </section>
  );
}

const Entry = memo(function Entry({ company, row, name, isCurrent }: { company: string; row: MyChannelRow; name: string; isCurrent: boolean }) {
  const t = useWords();
  const isNews = row.unread && !row.muted;
  return (
    <li className="[content-visibility:auto] [contain-intrinsic-size:auto_30px]">
      <Link
        to="/c/$company/channels/$channel"
        params={{ company, channel: row.id }}
        aria-current={isCurrent ? "page" : undefined}
        className={cx(entry, isNews && !isCurrent && "font-semibold text-ink", row.muted && "opacity-60")}
      >
        <ChannelSign row={row} company={company} />
        <bdi className="min-w-0 flex-1 truncate">{name}</bdi>
        {row.count > 0 ? (
          <Count count={row.count} />
        ) : (
          isNews && (
            <span className="size-2 rounded-full bg-accent">
              <span className="sr-only">{t("channels.unread")}</span>
            </span>
          )
        )}
      </Link>
    </li>
  );
});

/** What stands before a channel's name: its kind, or the person it is with. */
export function ChannelSign({ row, company }: { row: Pick<MyChannelRow, "kind" | "people">; company: string }) {
  const present = useCache((cache) => cache.present.get(company));
  const other = row.people[0];
  if (row.kind === "public") return <Hash aria-hidden size={15} className="shrink-0 text-ink-3" />;
  if (row.kind === "private") return <Lock aria-hidden size={14} className="shrink-0 text-ink-3" />;
  if (row.kind === "direct" && other) return <PersonMark company={company} person={other} here={present?.has(other) ?? false} />;
  return (
    <span className="tabular flex size-4.5 shrink-0 items-center justify-center rounded-chip bg-line text-[10px] font-semibold text-ink-2">
      {row.people.length + 1}
    </span>
  );
}

function Count({ count }: { count: number }) {
  const t = useWords();
  if (count === 0) return null;
  return (
    <span className="tabular min-w-5 rounded-full bg-accent px-1.5 text-center text-xs leading-4.5 font-semibold text-on-accent">
      {count > 99 ? "99+" : count}
      <span className="sr-only">{t("channels.addressed", { count })}</span>
    </span>
  );
}
