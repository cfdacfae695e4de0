import { Link, useNavigate } from "@tanstack/react-router";
import { FolderPlus, Settings2, Users } from "lucide-react";
import { useEffect, useState } from "react";
import { nowQuiet } from "../../app/quiet.ts";
import { useWorkspace } from "../../app/workspace.ts";
import type { CompanyView } from "../../cache/index.ts";
import { errorText } from "../../i18n/error-text.ts";
import { serverNow, shortTime } from "../../i18n/times.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Button } from "../../ui/button.tsx";
import { Empty } from "../../ui/empty.tsx";
import { toast } from "../../ui/toast.tsx";
import { putChannel } from "../channels/channel-changes.ts";
import NameDialog from "./name-dialog.tsx";
import { drivePath, isShared } from "./paths.ts";

/** As a channel is called. */
const asName = (typed: string) =>
  typed
    .normalize("NFKC")
    .toLowerCase()
    .replace(/\s+/gu, "-")
    .replace(/[^\p{L}\p{M}\p{N}._-]/gu, "");

/** Folders that some share: private channels that show files first. */
export function Shared({ company }: { company: CompanyView }) {
  const t = useWords();
  const workspace = useWorkspace();
  const navigate = useNavigate();
  const [asks, setAsks] = useState(false);
  useEffect(nowQuiet, []);
  const folders = [...company.channels.values()].filter((row) => isShared(row) && !row.archived).toSorted((a, b) => a.name.localeCompare(b.name));
  const mayMake = company.role !== "guest";
  const make = async (name: string) => {
    try {
      const row = await workspace.call("createChannel", { params: { company: company.id }, body: { name: asName(name), kind: "private", shows: "files" } });
      putChannel(workspace, company.id, row);
      await navigate({ to: drivePath, params: { company: company.id, place: row.id } });
      return true;
    } catch (error) {
      toast(errorText(error));
      return false;
    }
  };
  const button = mayMake && (
    <Button look={folders.length === 0 ? "primary" : "usual"} icon={FolderPlus} onClick={() => setAsks(true)}>
      {t("drive.shared.make")}
    </Button>
  );
  return (
    <section aria-label={t("drive.shared.title")} className="flex min-w-0 flex-1 flex-col overflow-y-auto">
      {folders.length === 0 ? (
        <Empty icon={Users} title={t("drive.empty.shared.title")} action={button}>
          {t("drive.empty.shared.text")}
        </Empty>
      ) : (
        <div className="mx-auto w-full max-w-[52rem] p-3 md:p-5">
          <div className="mb-3 flex justify-end">{button}</div>
          <ul className="divide-y divide-line rounded-box ring-1 ring-line">
            {folders.map((row) => (
              <li key={row.id} className="flex items-center hover:bg-side">
                <Link to={drivePath} params={{ company: company.id, place: row.id }} className="flex min-h-13 min-w-0 flex-1 items-center gap-3 px-4">
                  <Users aria-hidden size={18} strokeWidth={1.6} className="shrink-0 text-accent" />
                  <span className="min-w-0 flex-1">
                    <bdi title={row.name} className="block truncate font-medium">
                      {row.name}
                    </bdi>
                    <span className="block text-xs text-ink-3">{shortTime(row.lastAt ?? row.createdAt, serverNow())}</span>
                  </span>
                </Link>
                <Link
                  to="/c/$company/channels/$channel"
                  params={{ company: company.id, channel: row.id }}
                  search={{ panel: "members" }}
                  aria-label={t("drive.shared.people", { name: row.name })}
                  title={t("drive.shared.people", { name: row.name })}
                  className="mr-2 inline-flex size-10 items-center justify-center rounded-box text-ink-2 hover:bg-hover hover:text-ink"
                >
                  <Settings2 aria-hidden size={17} strokeWidth={1.85} />
                </Link>
              </li>
            ))}
          </ul>
        </div>
      )}
      {asks && (
        <NameDialog
          title={t("drive.shared.make")}
          label={t("drive.newFolder.name")}
          button={t("drive.newFolder.make")}
          onClose={() => setAsks(false)}
          onName={make}
        />
      )}
    </section>
  );
}
