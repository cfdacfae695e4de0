import { Link } from "@tanstack/react-router";
import { Database, DatabaseZap } from "lucide-react";
import type { ReactNode } from "react";
import { useAnswer } from "../../app/use-answer.ts";
import { useCache } from "../../cache/index.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Button, Empty, SkeletonLines } from "../../ui/index.ts";
import { useChannelName } from "../channels/channel-name.ts";
import { PanelHeader, type PanelProps } from "../channels/side-panel.tsx";
import { MessageText } from "../messages/message-text.tsx";
import { PersonLine } from "../people/person-line.tsx";
import { StoredObjects } from "./stored-objects.tsx";
import { StoredPostings } from "./stored-postings.tsx";
import { StoredRowView } from "./stored-row.tsx";
import type { StoredRow } from "./stored-row-type.ts";

/** What the reader sees of a message, of the channel or of a person, and under it the row that the disk holds instead. */
export default function StoredPanel(props: PanelProps) {
  const t = useWords();
  const Stored =
    props.subject === "channel" ? StoredChannel : props.subject.startsWith("file.") ? StoredFile : props.subject.includes("-") ? StoredPerson : StoredMessage;
  return (
    <>
      <PanelHeader title={t("messages.stored")} onClose={props.onClose} />
      <div className="min-h-0 flex-1 overflow-y-auto px-5 pt-5 pb-10">
        <Stored key={props.subject} {...props} />
      </div>
    </>
  );
}

function StoredMessage({ company, channel, subject }: PanelProps) {
  const t = useWords();
  const asked = useAnswer("inspectMessage", { params: { company: company.id, channel: channel.id, message: subject } });
  const message = useCache((cache) => cache.contents.get(channel.id)?.rows.get(subject)?.message);
  const text = message?.body ? <MessageText body={message.body} company={company.id} /> : <p className="text-ink-3 italic">{t("messages.deleted")}</p>;
  return (
    <>
      <SeenAndStored {...asked} seen={message && text} />
      {message?.files.map(({ id, name }) => (
        <Link
          key={id}
          to="."
          search={(search) => ({ ...search, panel: `stored:file.${id}` as const })}
          className="mt-4 -ml-2 flex min-h-8 items-center gap-2 rounded-chip px-2 text-sm text-ink-2 hover:bg-hover coarse:min-h-11"
        >
          <Database aria-hidden size={15} className="shrink-0 text-ink-3" />
          <span className="min-w-0 wrap-anywhere">{t("inspector.ofFile", { name })}</span>
        </Link>
      ))}
      {asked.answer && <StoredPostings company={company.id} channel={channel.id} message={subject} />}
    </>
  );
}

function StoredFile({ company, channel, subject }: PanelProps) {
  const t = useWords();
  const params = { company: company.id, channel: channel.id, file: subject.slice("file.".length) };
  const { answer, ...asked } = useAnswer("inspectFile", { params });
  const { answer: file } = useAnswer("getFile", { params });
  const seen = file && (
    <p dir="auto" className="font-medium wrap-anywhere">
      {file.name}
    </p>
  );
  return (
    <>
      <SeenAndStored {...asked} answer={answer?.row} seen={seen} />
      {answer?.version && (
        <div className="mt-8 flex flex-col gap-7 border-t border-line pt-6">
          <StoredObjects objects={answer.objects} more={answer.more} />
          <section>
            <h4 className="mb-3 font-semibold">{t("inspector.version")}</h4>
            <StoredRowView row={answer.version} />
          </section>
        </div>
      )}
    </>
  );
}

function StoredChannel({ company, channel }: PanelProps) {
  const asked = useAnswer("inspectChannel", { params: { company: company.id, channel: channel.id } });
  const name = useChannelName(company.id, channel.id);
  const seen = (
    <>
      <p className="font-medium break-words">
        <bdi>{name || channel.name}</bdi>
      </p>
      {channel.topic && <p className="break-words text-ink-2">{channel.topic}</p>}
    </>
  );
  return <SeenAndStored {...asked} seen={seen} />;
}

function StoredPerson({ company, subject }: PanelProps) {
  const asked = useAnswer("inspectPerson", { params: { company: company.id, person: subject } });
  return <SeenAndStored {...asked} seen={<PersonLine company={company.id} person={subject} />} />;
}

interface SeenAndStoredProps {
  readonly answer: StoredRow | undefined;
  readonly error: string | undefined;
  readonly again: () => void;
  readonly seen: ReactNode;
}

function SeenAndStored({ answer, error, again, seen }: SeenAndStoredProps) {
  const t = useWords();
  if (!answer && !error) return <SkeletonLines count={8} label={t("ui.loading")} />;
  if (!answer) {
    return (
      <Empty icon={DatabaseZap} title={t("inspector.failed")} action={<Button onClick={again}>{t("ui.retry")}</Button>}>
        {error}
      </Empty>
    );
  }
  return (
    <>
      {seen && (
        <>
          <h3 className="text-sm font-medium text-ink-3">{t("inspector.seen")}</h3>
          <div className="mt-2 mb-6 rounded-box bg-raised px-4 py-3 ring-1 ring-line ring-inset">{seen}</div>
        </>
      )}
      <h3 className="text-sm font-medium text-ink-3">{t("inspector.row")}</h3>
      <StoredRowView row={answer} />
    </>
  );
}
