import { Link } from "@tanstack/react-router";
import { Inbox, MessageSquarePlus, Search } from "lucide-react";
import { lazy, Suspense } from "react";
import { runAction } from "../../app/actions.ts";
import { whenQuiet } from "../../app/quiet.ts";
import type { CompanyView } from "../../cache/index.ts";
import { withWords } from "../../i18n/index.ts";
import { useWords } from "../../i18n/use-words.ts";
import { IconButton } from "../../ui/button.tsx";
import { cx } from "../../ui/cx.ts";
import { Keys, keysAsText } from "../../ui/keys.tsx";
import { CompanyMenu } from "../companies/company-menu.tsx";
import { Count, entryLook as entry } from "./channel-entry.tsx";
import { ChannelList } from "./channel-list.tsx";
import { SideBarFrame } from "./side-bar-frame.tsx";

const OwnEntries = lazy(() => whenQuiet(() => withWords(["lists"], import("../lists/own-entries.tsx"))));

export function SideBar({ company }: { company: CompanyView }) {
  const t = useWords();
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
          <span className="coarse:hidden">
            <Keys keys="mod+k" />
          </span>
        </button>
        <Link to="/c/$company/inbox" params={{ company: company.id }} className={cx(entry, company.inbox > 0 && "font-semibold text-ink")}>
          <Inbox aria-hidden size={15} className="text-ink-3" />
          <span className="flex-1">{t("messages.inbox.title")}</span>
          <Count count={company.inbox} />
        </Link>
        <Suspense fallback={[1, 2, 3, 4].map((line) => <i key={line} className={entry} />)}>
          <OwnEntries company={company} className={entry} />
        </Suspense>
      </div>
      <ChannelList company={company} />
    </SideBarFrame>
  );
}
