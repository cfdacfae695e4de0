import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { type CompanyView, useCache } from "../../cache/index.ts";
import { useWords } from "../../i18n/use-words.ts";
import { LogView } from "./log-view.tsx";

/** `/c/:company/administration/log`: the workspace's own log; the filters stand in the address. */
export function CompanyLog({ company }: { company: CompanyView }) {
  const t = useWords();
  const filter = useSearch({ from: "/gated/c/$company/administration/{-$part}" });
  const navigate = useNavigate({ from: "/c/$company/administration/{-$part}" });
  const isOwner = useCache((cache) => cache.account?.installationOwner ?? false);
  return (
    <>
      {isOwner && (
        <p className="pt-4">
          <Link to="/settings/log" className="text-accent hover:underline">
            {t("audit.toInstallation")}
          </Link>
        </p>
      )}
      <LogView scope={company.id} filter={filter} onFilter={(search) => void navigate({ search, replace: true })} />
    </>
  );
}
