import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { lazy, Suspense, useCallback, useEffect, useRef, useState } from "react";
import { useAction } from "../../app/actions.ts";
import { keepLastChannel } from "../../app/last-channel.ts";
import { matches } from "../../app/use-media.ts";
import { useWorkspace } from "../../app/workspace.ts";
import { type ChannelRow, type CompanyView, useCache } from "../../cache/index.ts";
import { withWords } from "../../i18n/index.ts";
import { useWords } from "../../i18n/use-words.ts";
import { SkeletonLines } from "../../ui/skeleton.tsx";
import { Composer } from "../messages/composer.tsx";
import { Timeline } from "../messages/timeline.tsx";
import { useEditLast } from "../messages/use-edit-last.ts";
import { ChannelHeader } from "./channel-header.tsx";
import { useChannelName } from "./channel-name.ts";
import { ChannelStart } from "./channel-start.tsx";
import { lookAtChannel } from "./looked.ts";
import { panePlace } from "./pane-place.ts";
import { useReading } from "./use-reading.ts";

const SidePanel = lazy(() => import("./side-panel.tsx"));
const ChannelRefused = lazy(() => withWords(["channelSettings"], import("./channel-refused.tsx")));
const ReadOnlyFoot = lazy(() => withWords(["channelSettings"], import("./read-only-foot.tsx")));

export function ChannelScreen() {
  const t = useWords();
  const { company: companyId, channel: id } = useParams({ from: "/gated/c/$company/channels/$channel" });
  const workspace = useWorkspace();
  const company = useCache((cache) => cache.companies.get(companyId));
  const mine = useCache((cache) => cache.companies.get(companyId)?.channels.get(id));
  const looked = useCache((cache) => cache.looked.get(id));
  const [refused, setRefused] = useState<unknown>();
  const joined = mine !== undefined;

  const look = useCallback(() => {
    setRefused(undefined);
    void lookAtChannel(workspace, companyId, id, true).then(setRefused);
  }, [workspace, companyId, id]);
  useEffect(() => {
    if (joined) keepLastChannel(companyId, id);
    else look();
  }, [companyId, id, joined, look]);

  const channel = mine ?? looked;
  if (!company) return null;
  if (channel) return <OpenChannel key={id} company={company} channel={channel} />;
  return (
    <div className="flex flex-1 flex-col justify-end p-6">
      {refused === undefined ? (
        <SkeletonLines count={6} label={t("ui.loading")} />
      ) : (
        <Suspense>
          <ChannelRefused company={companyId} why={refused} again={look} />
        </Suspense>
      )}
    </div>
  );
}

function OpenChannel({ company, channel }: { company: CompanyView; channel: ChannelRow }) {
  const t = useWords();
  const { panel, at } = useSearch({ from: "/gated/c/$company/channels/$channel" });
  const navigate = useNavigate();
  const mine = company.channels.get(channel.id);
  const name = useChannelName(company.id, channel.id);
  const reading = useReading(company.id, channel.id);
  const canWrite = mine !== undefined && !channel.archived;
  const line = { company: company.id, channel: channel.id, thread: 0 };
  const editLast = useEditLast(line, company.me);

  const closePanel = useCallback(() => {
    void navigate({ to: ".", search: (search) => ({ ...search, panel: undefined, at: undefined }) });
  }, [navigate]);
  const shown = useRef(panel);
  useEffect(() => {
    if (shown.current && !panel) focusOpener(shown.current.split(":")[1]);
    shown.current = panel;
  }, [panel]);
  useAction("closePanel", closePanel, panel !== undefined);
  useAction("markRead", () => reading.markAll(channel.post), mine !== undefined);
  useAction("details", () => void navigate({ to: ".", search: (search) => ({ ...search, panel: "details" }) }));

  return (
    <>
      <section aria-label={name} className={panel ? "hidden min-w-0 flex-1 flex-col lg:flex" : "flex min-w-0 flex-1 flex-col"}>
        <ChannelHeader company={company} channel={channel} name={name} />
        <Timeline
          line={line}
          label={t("messages.list", { name })}
          first={Math.max(1, mine?.fromPost ?? 1)}
          last={channel.post}
          newAfter={reading.newAfter}
          at={at !== undefined && !at.includes(".") ? at : undefined}
          canWrite={canWrite}
          command={editLast.command}
          onCommandDone={editLast.done}
          start={<ChannelStart company={company} channel={channel} name={name} />}
          onSight={reading.onSight}
        />
        {canWrite && mine.may.post ? (
          <Composer key={channel.id} line={line} label={t("messages.writeTo", { name })} takesFocus={!panel && !matches("touch")} onUp={editLast.start} />
        ) : (
          <Suspense fallback={<div className="mx-4 mb-4 h-12" />}>
            <ReadOnlyFoot company={company.id} channel={channel} joined={mine !== undefined} />
          </Suspense>
        )}
      </section>
      {panel && (
        <Suspense fallback={<aside className={panePlace} />}>
          <SidePanel key={panel} company={company} channel={channel} panel={panel} at={at} onClose={closePanel} />
        </Suspense>
      )}
    </>
  );
}

/** Back to the message that the pane was about, else to where one writes. */
function focusOpener(ref: string | undefined): void {
  const row = ref === undefined ? null : document.querySelector<HTMLElement>(`#screen [data-number="${ref.split(".")[0]}"]`);
  const opener = row?.querySelector<HTMLElement>("[data-opens-thread]") ?? row;
  (opener ?? document.querySelector<HTMLElement>("#composer textarea"))?.focus({ preventScroll: true });
}
