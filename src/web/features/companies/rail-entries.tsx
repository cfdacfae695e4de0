import { Link } from "@tanstack/react-router";
import { type CompanyView, useCache } from "../../cache/index.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Avatar } from "../../ui/avatar.tsx";

/** Each company with what is new in it. */
export default function RailEntries({ current }: { current: string }) {
  const companies = useCache((cache) => cache.companies);
  return [...companies.values()].map((company) => (
    <Link
      key={company.id}
      to="/c/$company"
      params={{ company: company.id }}
      title={company.name}
      aria-current={company.id === current ? "page" : undefined}
      className="relative rounded-box p-1 aria-[current=page]:ring-2 aria-[current=page]:ring-accent"
    >
      <Avatar id={company.id} name={company.name} />
      <span className="sr-only">{company.name}</span>
      <News company={company} />
    </Link>
  ));
}

function News({ company }: { company: CompanyView }) {
  const t = useWords();
  const rows = [...company.channels.values()];
  const count = rows.reduce((sum, row) => sum + row.count, 0);
  if (count > 0)
    return (
      <span className="tabular absolute -top-0.5 -right-1 min-w-4 rounded-full bg-accent px-1 text-center text-[10px] leading-4 font-semibold text-on-accent">
        {count > 99 ? "99+" : count}
      </span>
    );
  if (!rows.some(({ unread, muted }) => unread && !muted)) return null;
  return (
    <span className="absolute -top-0.5 -right-0.5 size-2.5 rounded-full bg-accent">
      <span className="sr-only">{t("channels.unread")}</span>
    </span>
  );
}
