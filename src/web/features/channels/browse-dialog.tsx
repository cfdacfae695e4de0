import { useNavigate } from "@tanstack/react-router";
import { Hash, Plus } from "lucide-react";
import { useEffect, useMemo, useState } from "react";
import type { Endpoints, ReplyOf } from "../../../contract/index.ts";
import { runAction } from "../../app/actions.ts";
import type { CompanyDialogProps } from "../../app/dialogs.tsx";
import { useWorkspace } from "../../app/workspace.ts";
import { errorText } from "../../i18n/error-text.ts";
import { fullTime, serverNow } from "../../i18n/times.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Button, Field, Input, SkeletonLines, toast } from "../../ui/index.ts";
import { NotLoaded } from "../../ui/not-loaded.tsx";
import { Switch } from "../../ui/switch.tsx";
import { ago } from "./ago.ts";
import { putChannel } from "./channel-changes.ts";

type Found = ReplyOf<Endpoints["browseChannels"]>;

/** Public channels of the company, by name: look into one, or join it. */
export default function BrowseDialog({ company, onClose }: CompanyDialogProps) {
  const t = useWords();
  const workspace = useWorkspace();
  const navigate = useNavigate();
  const [words, setWords] = useState("");
  const [archived, setArchived] = useState(false);
  const { found, error, more, again } = useBrowse(company.id, words, archived);
  const now = serverNow();

  const join = async (channel: string) => {
    try {
      putChannel(workspace, company.id, await workspace.call("joinChannel", { params: { company: company.id, channel }, body: {} }));
      open(channel);
    } catch (refused) {
      toast(errorText(refused));
    }
  };
  const open = (channel: string) => void navigate({ to: "/c/$company/channels/$channel", params: { company: company.id, channel } });

  return (
    <Dialog title={t("channels.browse.title")} onClose={onClose} wide>
      <div className="flex items-end gap-2">
        <div className="flex-1">
          <Field label={t("browsing.words")}>{(control) => <Input {...control} value={words} onChange={(event) => setWords(event.target.value)} />}</Field>
        </div>
        <Button icon={Plus} onClick={() => runAction("createChannel")}>
          {t("browsing.create")}
        </Button>
      </div>
      <div className="mt-3">
        <Switch label={t("browsing.archived")} checked={archived} onChange={setArchived} />
      </div>
      <div className="mt-3 min-h-72 shrink-0">
        {error && <NotLoaded why={error} again={again} />}
        {!found && !error && <SkeletonLines count={6} label={t("ui.loading")} />}
        {found?.channels.length === 0 && <p className="py-8 text-center text-ink-3">{archived ? t("browsing.noneArchived") : t("browsing.none")}</p>}
        <ul className="divide-y divide-line">
          {(error ? [] : found?.channels)?.map((channel) => (
            <li key={channel.id} className="flex min-h-14 items-center gap-3 py-1.5 [content-visibility:auto] [contain-intrinsic-size:auto_56px]">
              <Hash aria-hidden size={16} className="shrink-0 text-ink-3" />
              <div className="min-w-0 flex-1 leading-snug">
                <p className="truncate font-medium" title={channel.name}>
                  <bdi>{channel.name}</bdi>
                  {channel.archived && <span className="ml-2 text-xs font-normal text-ink-3">{t("channels.archived")}</span>}
                </p>
                <p className="line-clamp-2 text-sm text-ink-3 sm:line-clamp-1" title={channel.topic || undefined}>
                  {t("channels.people", { count: channel.members })} ·{" "}
                  <span title={channel.lastAt === null ? undefined : fullTime(channel.lastAt)}>
                    {channel.lastAt === null ? t("browsing.silent") : t("browsing.last", { when: ago(channel.lastAt, now) })}
                  </span>
                  {channel.topic && ` · ${channel.topic}`}
                </p>
              </div>
              {channel.joined || channel.archived ? (
                <Button size="small" look="quiet" onClick={() => open(channel.id)}>
                  {t("browsing.open")}
                </Button>
              ) : (
                <>
                  <Button size="small" look="quiet" onClick={() => open(channel.id)}>
                    {t("browsing.look")}
                  </Button>
                  <Button size="small" onClick={() => void join(channel.id)}>
                    {t("channels.join")}
                  </Button>
                </>
              )}
            </li>
          ))}
        </ul>
        {found?.more && (
          <Button look="quiet" className="mt-2 w-full" onClick={more}>
            {t("browsing.more")}
          </Button>
        )}
      </div>
    </Dialog>
  );
}

interface Browsed {
  readonly found: Found | undefined;
  readonly error: string | undefined;
  readonly more: () => void;
  readonly again: () => void;
}

function useBrowse(company: string, words: string, archived: boolean): Browsed {
  const workspace = useWorkspace();
  const [found, setFound] = useState<Found>();
  const [error, setError] = useState<string>();
  const [turn, setTurn] = useState(0);
  const question = useMemo(() => ({ words: words.trim(), archived, turn }), [words, archived, turn]);
  useEffect(() => {
    let current = true;
    const timer = setTimeout(
      () => {
        workspace.call("browseChannels", { params: { company }, body: { words: question.words, archived: question.archived } }).then(
          (answer) => {
            if (!current) return;
            setFound(answer);
            setError(undefined);
          },
          (refused: unknown) => current && setError(errorText(refused)),
        );
      },
      question.words === "" ? 0 : 150,
    );
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [workspace, company, question]);
  const more = () => {
    const after = found?.channels.at(-1)?.name;
    if (!found || after === undefined) return;
    workspace.call("browseChannels", { params: { company }, body: { words: words.trim(), archived, after } }).then(
      (next) => setFound({ channels: [...found.channels, ...next.channels], more: next.more }),
      (refused: unknown) => setError(errorText(refused)),
    );
  };
  return { found, error, more, again: () => setTurn(turn + 1) };
}
