import { Link, useParams } from "@tanstack/react-router";
import { ArrowLeft, CloudOff } from "lucide-react";
import { type ReactNode, useEffect, useState } from "react";
import { useWorkspace } from "../../app/workspace.ts";
import { type CompanyView, useCache } from "../../cache/index.ts";
import { errorText } from "../../i18n/error-text.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Button } from "../../ui/button.tsx";
import { Empty } from "../../ui/empty.tsx";
import { SkeletonLines } from "../../ui/skeleton.tsx";
import { putChannel } from "../channels/channel-changes.ts";
import { lookAtChannel } from "../channels/looked.ts";
import { BringList } from "./bring-list.tsx";
import { FolderView } from "./folder-view.tsx";
import { drivePath, ownChannel } from "./paths.ts";
import { Recent } from "./recent.tsx";
import { Shared } from "./shared.tsx";
import { useRootName } from "./use-root-name.ts";

const tabs = [undefined, "mine", "shared"] as const;

/** The drive: what is new, one's own files, shared folders, and the files of any channel. */
export function DriveScreen() {
  const t = useWords();
  const { company: id, place, folder } = useParams({ from: `/gated${drivePath}` });
  const company = useCache((cache) => cache.companies.get(id));
  if (!company) return null;
  const nameOf = { recent: t("drive.recent.title"), mine: t("drive.mine.title"), shared: t("drive.shared.title") };
  return (
    <div className="flex min-w-0 flex-1 flex-col">
      <header className="flex min-h-13 shrink-0 flex-wrap items-center gap-x-3 border-b border-line px-3 py-1.5 md:px-5">
        <Link
          to="/c/$company"
          params={{ company: id }}
          aria-label={t("ui.back")}
          className="-ml-1 flex size-10 items-center justify-center rounded-box text-ink-2 md:hidden"
        >
          <ArrowLeft aria-hidden size={20} />
        </Link>
        <h1 className="text-lg font-semibold">{t("drive.title")}</h1>
        <nav aria-label={t("drive.tabs")} className="flex flex-wrap gap-0.5">
          {tabs.map((tab) => (
            <Link
              key={tab ?? "recent"}
              to={drivePath}
              params={{ company: id, place: tab, folder: undefined }}
              search={{}}
              activeOptions={{ exact: true, includeSearch: false }}
              aria-current={place === tab ? "page" : undefined}
              className="inline-flex h-8 items-center rounded-box px-2.5 text-sm font-medium text-ink-2 hover:bg-hover hover:text-ink aria-[current=page]:bg-accent-soft aria-[current=page]:text-ink coarse:h-10"
            >
              {nameOf[tab ?? "recent"]}
            </Link>
          ))}
        </nav>
      </header>
      <div className="flex min-h-0 flex-1">
        {place === undefined ? (
          <Recent company={company} />
        ) : place === "shared" ? (
          <Shared company={company} />
        ) : place === "mine" ? (
          <Mine company={company} folder={folder} />
        ) : (
          <OfChannel company={company} channel={place} folder={folder} />
        )}
      </div>
      <BringList />
    </div>
  );
}

/** One's own drive is the conversation with oneself: opened when it is first needed. */
function Mine({ company, folder }: { company: CompanyView; folder: string | undefined }) {
  const t = useWords();
  const workspace = useWorkspace();
  const own = ownChannel(company);
  const [failure, setFailure] = useState<unknown>();
  const [turn, setTurn] = useState(0);
  const isMissing = own === undefined;
  useEffect(() => {
    if (!isMissing || turn < 0) return;
    workspace
      .call("openDirect", { params: { company: company.id }, body: { people: [company.me] } })
      .then((row) => putChannel(workspace, company.id, row), setFailure);
  }, [workspace, company.id, company.me, isMissing, turn]);
  if (own) return <Of company={company} channel={own.id} folder={folder} />;
  return (
    <Waiting
      failure={failure}
      again={() => {
        setFailure(undefined);
        setTurn((turn) => turn + 1);
      }}
    >
      {t("ui.loading")}
    </Waiting>
  );
}

/** Also of a public channel that the reader isn't in. */
function OfChannel({ company, channel, folder }: { company: CompanyView; channel: string; folder: string | undefined }) {
  const workspace = useWorkspace();
  const isMine = company.channels.has(channel);
  useEffect(() => {
    if (!isMine) void lookAtChannel(workspace, company.id, channel);
  }, [workspace, company.id, channel, isMine]);
  return <Of company={company} channel={channel} folder={folder} />;
}

function Of({ company, channel, folder = "top" }: { company: CompanyView; channel: string; folder: string | undefined }) {
  const nameOf = useRootName(company);
  return <FolderView key={`${channel}/${folder}`} company={company} place={{ company: company.id, channel, folder }} root={nameOf(channel)} />;
}

function Waiting({ failure, again, children }: { failure: unknown; again: () => void; children: string }) {
  const t = useWords();
  let body: ReactNode = <SkeletonLines count={8} label={children} />;
  if (failure !== undefined)
    body = (
      <Empty icon={CloudOff} title={t("ui.notLoaded")} action={<Button onClick={again}>{t("ui.retry")}</Button>}>
        {errorText(failure)}
      </Empty>
    );
  return <div className="flex-1 p-5">{body}</div>;
}
