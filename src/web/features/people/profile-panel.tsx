import { Link, useNavigate } from "@tanstack/react-router";
import { Clock, Database, MessageSquare, Pencil, UserX } from "lucide-react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useAnswer } from "../../app/use-answer.ts";
import { useWorkspace } from "../../app/workspace.ts";
import { type CompanyView, type PersonRow, type Presence, useCache, withPeople } from "../../cache/index.ts";
import { errorText } from "../../i18n/error-text.ts";
import { date, fullTime, serverNow } from "../../i18n/times.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Avatar, Button, cx, Empty, SkeletonLines, toast } from "../../ui/index.ts";
import { putChannel } from "../channels/channel-changes.ts";
import { ChannelSign } from "../channels/channel-sign.tsx";
import { PanelHeader } from "../channels/side-panel.tsx";
import { soon } from "../lists/soon.ts";
import { LocalTime } from "./local-time.tsx";
import { shapeOf } from "./person-mark.tsx";
import { useStatus } from "./status-sign.tsx";

interface ProfilePanelProps {
  readonly company: CompanyView;
  /** The person's id. */
  readonly subject: string;
  readonly onClose: () => void;
  /** Beside which it stands; only there is room for the stored row in its place. */
  readonly channel?: { readonly id: string };
}

/** Who somebody is, and how to write to him. */
export default function ProfilePanel({ company, subject, onClose, channel }: ProfilePanelProps) {
  const t = useWords();
  const workspace = useWorkspace();
  const known = useCache((cache) => cache.people.get(subject));
  const { answer, error, again } = useAnswer("getPerson", { params: { company: company.id, person: subject } });
  useEffect(() => {
    if (answer) workspace.store.update((cache) => ({ ...cache, people: withPeople(cache.people, [answer]) }));
  }, [workspace, answer]);
  useBackToOpener();
  return (
    <>
      <PanelHeader title={t("profiles.title")} onClose={onClose} />
      <div className="min-h-0 flex-1 overflow-y-auto p-5">
        {known && <Profile company={company} person={known} />}
        {known && channel && (
          <Link
            to="."
            search={(search) => ({ ...search, panel: `stored:${subject}` as const })}
            className="mt-3 -ml-2 flex min-h-8 w-fit items-center gap-2 rounded-chip px-2 text-sm text-ink-2 hover:bg-hover coarse:min-h-11"
          >
            <Database aria-hidden size={15} className="text-ink-3" />
            {t("channels.panels.stored")}
          </Link>
        )}
        {!known && !error && <SkeletonLines count={5} label={t("ui.loading")} />}
        {!known && error && (
          <Empty icon={UserX} title={t("profiles.missing")} action={<Button onClick={again}>{t("ui.retry")}</Button>}>
            {error}
          </Empty>
        )}
      </div>
    </>
  );
}

/** Closed, the focus goes back to where it was when it opened. */
function useBackToOpener(): void {
  const opener = useRef(document.activeElement);
  useEffect(() => {
    const back = opener.current;
    return () => {
      setTimeout(() => {
        if (back instanceof HTMLElement && back.isConnected && back.closest("#screen")) back.focus({ preventScroll: true });
      });
    };
  }, []);
}

function Profile({ company, person }: { company: CompanyView; person: PersonRow }) {
  const t = useWords();
  const here = useCache((cache) => cache.present.get(company.id)?.get(person.id));
  const isMe = person.id === company.me;
  const isActive = person.state === "active";
  return (
    <>
      <div className="flex items-center gap-4">
        <Avatar id={person.id} name={person.name} shape={shapeOf(person)} size={64} />
        <div className="min-w-0 flex-1">
          <h3 className="text-lg font-semibold [overflow-wrap:anywhere]">
            <bdi>{person.name}</bdi>
          </h3>
          <p className="[overflow-wrap:anywhere] text-ink-3">@{person.handle}</p>
          <p className="mt-1 flex flex-wrap gap-1.5 empty:hidden">
            <Badges person={person} here={here} />
          </p>
        </div>
      </div>
      {person.title && (
        <p dir="auto" className="mt-4 [overflow-wrap:anywhere]">
          {person.title}
        </p>
      )}
      {isActive && <StatusLine person={person} />}
      {isActive && person.zone && (
        <p className="mt-3 flex items-center gap-2 text-ink-2">
          <Clock aria-hidden size={15} className="shrink-0 text-ink-3" />
          <LocalTime zone={person.zone} />
        </p>
      )}
      {person.kind !== "person" && <p className="mt-3 text-sm text-ink-3">{t(`profiles.kinds.${person.kind}`)}</p>}
      {!isActive && <p className="mt-3 text-sm text-ink-3">{t("profiles.gone")}</p>}
      <div className="mt-5 flex flex-wrap gap-2">
        {isMe && (
          <Link
            to="/c/$company/you"
            params={{ company: company.id }}
            className="inline-flex h-9 items-center gap-2 rounded-box px-3.5 font-medium ring-1 ring-edge ring-inset hover:bg-hover"
          >
            <Pencil aria-hidden size={16} />
            {t("profiles.edit")}
          </Link>
        )}
        {!isMe && isActive && person.kind === "person" && <WriteButton company={company.id} person={person.id} />}
      </div>
      {!isMe && isActive && person.kind === "person" && <InCommon company={company} person={person.id} />}
      <p className="mt-6 text-xs text-ink-3" title={fullTime(person.createdAt)}>
        {t("profiles.since", { day: date(person.createdAt) })}
      </p>
    </>
  );
}

/** Where both of them are; nothing stands there while it isn't known, or where there is none. */
function InCommon({ company, person }: { company: CompanyView; person: string }) {
  const t = useWords();
  const { answer } = useAnswer("listChannelsInCommon", { params: { company: company.id, person } });
  const rows = (answer?.channels ?? []).flatMap((id) => company.channels.get(id) ?? []).toSorted((a, b) => a.name.localeCompare(b.name));
  if (rows.length === 0) return null;
  return (
    <section className="mt-6">
      <h4 className="mb-1 text-xs font-medium text-ink-3">{t("profiles.common")}</h4>
      <ul className="-mx-2">
        {rows.map((row) => (
          <li key={row.id}>
            <Link
              to="/c/$company/channels/$channel"
              params={{ company: company.id, channel: row.id }}
              search={{}}
              className="flex min-h-8 items-center gap-2 rounded-box px-2 hover:bg-hover coarse:min-h-11"
            >
              <ChannelSign row={row} company={company.id} />
              <bdi className="min-w-0 truncate" title={row.name}>
                {row.name}
              </bdi>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Badges({ person, here }: { person: PersonRow; here: Presence | undefined }) {
  const t = useWords();
  const badge = (name: string, text: ReactNode) => (
    <span key={name} className="inline-flex items-center gap-1.5 rounded-chip bg-hover px-1.5 py-px text-xs text-ink-2">
      {text}
    </span>
  );
  return (
    <>
      {(person.kind === "bot" || person.kind === "service") && badge("bot", t(`people.${person.kind}`))}
      {person.kind === "imported" && badge("imported", t("people.imported"))}
      {person.kind === "person" && person.role !== "member" && badge("role", t(`people.roles.${person.role}`))}
      {person.state !== "active" && badge("left", t("people.left"))}
      {here &&
        badge(
          "here",
          <>
            <span aria-hidden className={cx("presence", here)} /> {t(`profiles.${here}`)}
          </>,
        )}
    </>
  );
}

function StatusLine({ person }: { person: PersonRow }) {
  const t = useWords();
  const status = useStatus(person);
  if (!status) return null;
  return (
    <p className="mt-4 flex gap-2 rounded-box bg-side px-3 py-2">
      <span aria-hidden>{status.emoji || "💬"}</span>
      <span className="min-w-0 flex-1 [overflow-wrap:anywhere]">
        <bdi>{status.text || status.emoji}</bdi>
        {status.until !== null && (
          <span title={fullTime(status.until)} className="block text-xs text-ink-3">
            {t("profiles.until", { when: soon(status.until, serverNow()) })}
          </span>
        )}
      </span>
    </p>
  );
}

function WriteButton({ company, person }: { company: string; person: string }) {
  const t = useWords();
  const workspace = useWorkspace();
  const navigate = useNavigate();
  const [busy, setBusy] = useState(false);
  const open = async () => {
    setBusy(true);
    try {
      const row = await workspace.call("openDirect", { params: { company }, body: { people: [person] } });
      putChannel(workspace, company, row);
      await navigate({ to: "/c/$company/channels/$channel", params: { company, channel: row.id } });
    } catch (refused) {
      toast(errorText(refused));
    }
    setBusy(false);
  };
  return (
    <Button look="primary" icon={MessageSquare} disabled={busy} onClick={() => void open()}>
      {t("profiles.write")}
    </Button>
  );
}
