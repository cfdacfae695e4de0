import { Link } from "@tanstack/react-router";
import i18next from "i18next";
import { Archive, ArchiveRestore, Hash, Trash2, UserRoundX } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import type { Endpoints, ReplyOf } from "../../../contract/index.ts";
import { useAnswer } from "../../app/use-answer.ts";
import { useWorkspace } from "../../app/workspace.ts";
import type { CompanyView } from "../../cache/index.ts";
import { errorText } from "../../i18n/error-text.ts";
import { withWords } from "../../i18n/index.ts";
import { fullTime, serverNow, shortTime } from "../../i18n/times.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Button, Choice, Empty, Field, Input, toast } from "../../ui/index.ts";
import { PersonName } from "../people/person-mark.tsx";
import { GiveDialog } from "./give-dialog.tsx";
import { ListStates } from "./list-states.tsx";

const EraseDialog = lazy(() => withWords(["channelSettings"], import("../channels/erase-dialog.tsx")));

type Surveyed = ReplyOf<Endpoints["surveyChannels"]>["channels"][number];
const filters = ["open", "archived", "ownerless"] as const;
type Filter = (typeof filters)[number];

const isShown = (filter: Filter, { archived, ownerless }: Surveyed): boolean => (filter === "ownerless" ? ownerless : archived === (filter === "archived"));

/** Where people talk: every public channel with who looks after it; of all others only how many there are. */
export function ChannelSurvey({ company }: { company: CompanyView }) {
  const t = useWords();
  const asked = useAnswer("surveyChannels", { params: { company: company.id } });
  const [words, setWords] = useState("");
  const [filter, setFilter] = useState<Filter>("open");
  const [isGiving, setGiving] = useState(false);
  return (
    <ListStates asked={asked}>
      {({ channels, closed }) => {
        const ownerless = channels.filter((channel) => channel.ownerless);
        const shown = channels.filter((channel) => isShown(filter, channel) && channel.name.includes(words.trim().toLowerCase()));
        return (
          <>
            <p className="pt-4 text-ink-2">
              {t("administration.channels.closed", { count: closed.private })} {t("administration.channels.archivedClosed", { count: closed.archived })}{" "}
              {t("administration.channels.directs", { count: closed.direct })} {t("administration.channels.unread")}
              {closed.ownerless > 0 && ` ${t("administration.channels.ownerlessClosed", { count: closed.ownerless })}`}
            </p>
            {ownerless.length > 0 && (
              <div className="mt-4 flex flex-wrap items-center gap-3 rounded-box px-4 py-3 ring-1 ring-edge ring-inset">
                <UserRoundX aria-hidden size={17} className="shrink-0 text-warning" />
                <p className="min-w-52 flex-1">{t("administration.channels.ownerless", { count: ownerless.length })}</p>
                <Button onClick={() => setGiving(true)}>{t("administration.channels.give.open")}</Button>
              </div>
            )}
            <div className="flex flex-wrap items-end gap-3 py-4">
              <div className="min-w-52 flex-1">
                <Field label={t("administration.channels.search")}>
                  {(control) => <Input {...control} type="search" value={words} onChange={({ target }) => setWords(target.value)} />}
                </Field>
              </div>
              <Choice
                label={t("administration.channels.show")}
                value={filter}
                onChange={setFilter}
                options={filters.map((value) => ({
                  value,
                  text: `${t(`administration.channels.filter.${value}`)} ${channels.filter((channel) => isShown(value, channel)).length}`,
                }))}
              />
            </div>
            {shown.length === 0 ? (
              <Empty icon={Hash} title={t("administration.channels.none")}>
                {words.trim() !== "" && t("administration.channels.noneFound")}
              </Empty>
            ) : (
              <ul className="divide-y divide-line border-y border-line">
                {shown.map((channel) => (
                  <ChannelLine key={channel.id} company={company.id} channel={channel} onChanged={asked.again} />
                ))}
              </ul>
            )}
            {isGiving && <GiveDialog company={company.id} channels={ownerless} onClose={() => setGiving(false)} onDone={asked.again} />}
          </>
        );
      }}
    </ListStates>
  );
}

function ChannelLine({ company, channel, onChanged }: { company: string; channel: Surveyed; onChanged: () => void }) {
  const t = useWords();
  const workspace = useWorkspace();
  const [busy, setBusy] = useState(false);
  const [isErasing, setErasing] = useState(false);
  const { name } = channel;
  const archive = async (archived: boolean) => {
    setBusy(true);
    try {
      await workspace.call("updateChannel", { params: { company, channel: channel.id }, body: { archived } });
      toast(t(archived ? "administration.channels.archived" : "administration.channels.restored", { name }), {
        text: t("ui.undo"),
        run: () => void archive(!archived),
      });
    } catch (refused) {
      toast(errorText(refused));
    }
    setBusy(false);
    onChanged();
  };
  const figure = (n: number) => n.toLocaleString(i18next.language);
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 py-2 [content-visibility:auto] [contain-intrinsic-size:auto_84px]">
      <div className="min-w-48 flex-1 leading-snug">
        <p className="truncate font-medium" title={name}>
          <Link to="/c/$company/channels/$channel" params={{ company, channel: channel.id }} className="inline-flex min-h-6 items-center hover:underline">
            #<bdi>{name}</bdi>
          </Link>
        </p>
        <p className="tabular text-sm text-ink-3">
          {t("administration.channels.members", { count: channel.members, n: figure(channel.members) })} ·{" "}
          {t("administration.channels.posts", { count: channel.posts, n: figure(channel.posts) })} ·{" "}
          {channel.lastAt === null ? (
            t("administration.channels.silent")
          ) : (
            <span title={fullTime(channel.lastAt)}>{t("administration.channels.last", { when: shortTime(channel.lastAt, serverNow()) })}</span>
          )}
        </p>
        <p className={channel.ownerless ? "text-sm break-words text-warning" : "text-sm break-words text-ink-3"}>
          {t(channel.ownerless ? "administration.channels.gone" : "administration.channels.by")} <PersonName company={company} person={channel.by} full />
        </p>
      </div>
      <Button
        size="small"
        icon={channel.archived ? ArchiveRestore : Archive}
        disabled={busy}
        aria-label={t(channel.archived ? "administration.channels.restoreOf" : "administration.channels.archiveOf", { name })}
        onClick={() => void archive(!channel.archived)}
      >
        {t(channel.archived ? "administration.channels.restore" : "administration.channels.archive")}
      </Button>
      {!channel.stays && (
        <Button size="small" look="danger" icon={Trash2} aria-label={t("administration.channels.eraseOf", { name })} onClick={() => setErasing(true)}>
          {t("administration.channels.erase")}
        </Button>
      )}
      <Suspense>{isErasing && <EraseDialog company={company} channel={channel} onClose={() => setErasing(false)} onDone={onChanged} />}</Suspense>
    </li>
  );
}
