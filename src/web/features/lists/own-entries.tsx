import { Link } from "@tanstack/react-router";
import { Bookmark, Folder, type LucideIcon, MessagesSquare, PencilLine } from "lucide-react";
import type { CompanyView } from "../../cache/index.ts";
import { useWords } from "../../i18n/use-words.ts";
import { cx } from "../../ui/cx.ts";
import { useOwnList } from "./own-lists.ts";

interface Entry {
  readonly to: "/c/$company/threads" | "/c/$company/saved" | "/c/$company/drafts" | "/c/$company/drive/{-$place}/{-$folder}";
  readonly icon: LucideIcon;
  readonly text: string;
  readonly count: number;
  /** The count in words. */
  readonly said: string;
  /** It waits for the reader; else it only lies there. */
  readonly isNews?: boolean;
}

/** The reader's own lists in the side bar, with how much is in them. */
export default function OwnEntries({ company, className }: { company: CompanyView; className: string }) {
  const t = useWords();
  const params = { company: company.id };
  const threads = useOwnList(company.id, "threads").answer?.unread ?? 0;
  const saved = useOwnList(company.id, "saved").answer?.items.length ?? 0;
  const drafts = useOwnList(company.id, "drafts").answer?.drafts.length ?? 0;
  const scheduled = useOwnList(company.id, "scheduled").answer?.scheduled.length ?? 0;
  const entries: readonly Entry[] = [
    {
      to: "/c/$company/threads",
      icon: MessagesSquare,
      text: t("lists.threads.title"),
      count: threads,
      said: t("lists.threads.count", { count: threads }),
      isNews: true,
    },
    { to: "/c/$company/saved", icon: Bookmark, text: t("lists.saved.title"), count: saved, said: t("lists.saved.count", { count: saved }) },
    {
      to: "/c/$company/drafts",
      icon: PencilLine,
      text: t("lists.drafts.short"),
      count: drafts + scheduled,
      said: t("lists.drafts.count", { count: drafts + scheduled }),
    },
    { to: "/c/$company/drive/{-$place}/{-$folder}", icon: Folder, text: t("lists.files"), count: 0, said: "" },
  ];
  return entries.map(({ to, icon: Icon, text, count, said, isNews = false }) => (
    <Link key={to} to={to} params={params} search={{}} className={cx(className, isNews && count > 0 && "font-semibold text-ink")}>
      <Icon aria-hidden size={15} className="text-ink-3" />
      <span className="flex-1">{text}</span>
      {count > 0 && (
        <span
          className={cx(
            "tabular min-w-5 rounded-full px-1.5 text-center text-xs leading-4.5 font-semibold",
            isNews ? "bg-accent text-on-accent" : "text-ink-3",
          )}
        >
          <span aria-hidden>{count > 99 ? "99+" : count}</span>
          <span className="sr-only">{said}</span>
        </span>
      )}
    </Link>
  ));
}
