import { Link } from "@tanstack/react-router";
import { File as FileIcon, FileText, Film, Folder, Image, type LucideIcon, Music } from "lucide-react";
import { useEffect } from "react";
import { useWorkspace } from "../../app/workspace.ts";
import { useCache, useStore } from "../../cache/index.ts";
import { fullTime, serverNow, shortTime } from "../../i18n/times.ts";
import { useWords } from "../../i18n/use-words.ts";
import { openViewer } from "../attachments/viewer/open-viewer.ts";
import { useChannelName } from "../channels/channel-name.ts";
import { lookAtChannel } from "../channels/looked.ts";
import { drivePath } from "../drive/paths.ts";
import { rowLink } from "../lists/rows.tsx";
import { shown } from "../messages/shown-text.ts";
import { unmarked } from "../messages/unmarked.ts";
import { PersonMark, PersonName } from "../people/person-mark.tsx";
import { excerpt } from "./excerpt.ts";
import type { Hit } from "./kept.ts";

export const hitId = ({ message, file }: Hit): string => (message ? `${message.channel}/${message.ref}` : file ? `file/${file.id}` : "");

interface HitRowProps {
  readonly company: string;
  readonly hit: Hit;
  readonly tab: 0 | -1;
  readonly onOpen: () => void;
}

/** Who, where and when, and the words that were found among those around them; leads to the place in its channel. */
export function HitRow({ company, hit, tab, onOpen }: HitRowProps) {
  const { message, file, marks, around } = hit;
  const store = useStore();
  if (message) {
    const text = message.body?.kind === "markdown" ? unmarked(shown(store.get(), company, message.body.text).text) : "";
    return (
      <HitLink company={company} hit={hit} tab={tab} onOpen={onOpen} channel={message.channel} post={message.post} reply={message.reply}>
        <PersonMark company={company} person={message.author} size={24} />
        <div className="min-w-0 flex-1">
          <Where
            company={company}
            person={message.author}
            shownAs={message.shownAs}
            channel={message.channel}
            at={message.sentAt}
            isReply={message.reply > 0}
          />
          <p dir="auto" data-excerpt className="line-clamp-3 text-ink-2">
            <Marked text={text} marks={marks} />
          </p>
        </div>
      </HitLink>
    );
  }
  if (!file) return null;
  const Sign = file.kind === "folder" ? Folder : signOf(file.type);
  return (
    <FileLink company={company} hit={hit} tab={tab} onOpen={onOpen} file={file}>
      <Sign aria-hidden size={22} strokeWidth={1.5} className="mt-0.5 shrink-0 text-ink-3" />
      <div className="min-w-0 flex-1">
        <p dir="auto" className="truncate font-medium" title={file.name}>
          <Marked text={file.name} marks={marks} />
        </p>
        {around && (
          <p dir="auto" data-excerpt className="line-clamp-2 text-ink-2">
            <Marked text={file.type === "text/markdown" ? unmarked(around) : around} marks={marks} />
          </p>
        )}
        <Where company={company} person={file.createdBy} shownAs={null} channel={file.channel} at={file.changedAt} isReply={false} isSmall />
      </div>
    </FileLink>
  );
}

/** A file opens over the search, and from there its conversation; a folder in the drive. */
function FileLink({
  company,
  hit,
  tab,
  onOpen,
  file,
  children,
}: HitRowProps & { readonly file: NonNullable<Hit["file"]>; readonly children: React.ReactNode }) {
  const common = { "data-row": hitId(hit), tabIndex: tab, className: `${rowLink} flex gap-2.5 text-start` };
  if (file.kind === "folder")
    return (
      <Link to={drivePath} params={{ company, place: file.channel, folder: file.id }} onClick={onOpen} {...common}>
        {children}
      </Link>
    );
  return (
    <button type="button" onClick={() => openViewer([file], 0)} {...common}>
      {children}
    </button>
  );
}

interface HitLinkProps extends HitRowProps {
  readonly channel: string;
  readonly post: number | null;
  readonly reply: number;
  readonly children: React.ReactNode;
}

function HitLink({ company, hit, tab, onOpen, channel, post, reply, children }: HitLinkProps) {
  const at = hit.message?.ref ?? (post === null ? undefined : String(post));
  return (
    <Link
      to="/c/$company/channels/$channel"
      params={{ company, channel }}
      search={at === undefined ? {} : reply > 0 ? { panel: `thread:${Number(post)}`, at } : { at }}
      data-row={hitId(hit)}
      tabIndex={tab}
      onClick={onOpen}
      className={`${rowLink} flex gap-2.5`}
    >
      {children}
    </Link>
  );
}

interface WhereProps {
  readonly company: string;
  readonly person: string;
  readonly shownAs: string | null;
  readonly channel: string;
  readonly at: number;
  readonly isReply: boolean;
  readonly isSmall?: boolean;
}

function Where({ company, person, shownAs, channel, at, isReply, isSmall = false }: WhereProps) {
  const t = useWords();
  const workspace = useWorkspace();
  const name = useChannelName(company, channel);
  const isKnown = useCache((cache) => cache.companies.get(company)?.channels.has(channel) === true || cache.looked.has(channel));
  useEffect(() => {
    if (!isKnown) void lookAtChannel(workspace, company, channel);
  }, [workspace, company, channel, isKnown]);
  return (
    <p className={`flex flex-wrap items-baseline gap-x-2 ${isSmall ? "text-sm text-ink-3" : ""}`}>
      <span className="max-w-full truncate">
        <PersonName company={company} person={person} shownAs={shownAs} />
      </span>
      <bdi className="max-w-60 min-w-0 truncate text-sm text-ink-3" title={name}>
        {name}
      </bdi>
      {isReply && <span className="text-xs text-ink-3">{t("search.inThread")}</span>}
      <time dateTime={new Date(at).toISOString()} title={fullTime(at)} className="tabular text-xs whitespace-nowrap text-ink-3">
        {shortTime(at, serverNow())}
      </time>
    </p>
  );
}

function Marked({ text, marks }: { text: string; marks: readonly string[] }) {
  return excerpt(text, marks).map(({ text, isMarked }, index) =>
    isMarked ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text, in its order
      <mark key={index} className="rounded-[2px] bg-warning-soft text-ink">
        {text}
      </mark>
    ) : (
      text
    ),
  );
}

function signOf(type: string): LucideIcon {
  if (type.startsWith("image/")) return Image;
  if (type.startsWith("video/")) return Film;
  if (type.startsWith("audio/")) return Music;
  return /pdf$|^text\//.test(type) ? FileText : FileIcon;
}
