import { ChevronDown } from "lucide-react";
import { lazy } from "react";
import type { CompanyView } from "../../cache/index.ts";
import { Menu } from "../../ui/late.tsx";

const CompanyMenuItems = lazy(() => import("./company-menu-items.tsx"));

export function CompanyMenu({ company }: { company: CompanyView }) {
  const trigger = (
    <button type="button" className="flex min-w-0 flex-1 items-center gap-1 rounded-box px-2 py-1.5 font-semibold hover:bg-hover">
      <bdi className="truncate">{company.name}</bdi>
      <ChevronDown aria-hidden size={15} className="shrink-0 text-ink-3" />
    </button>
  );
  return (
    <Menu trigger={trigger}>
      <CompanyMenuItems company={company} />
    </Menu>
  );
}
