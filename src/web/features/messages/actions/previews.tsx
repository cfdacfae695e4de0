import { Link } from "@tanstack/react-router";
import { EyeOff } from "lucide-react";
import { useAnswer } from "../../../app/use-answer.ts";
import { useCache } from "../../../cache/index.ts";
import { useWords } from "../../../i18n/use-words.ts";
import { Skeleton } from "../../../ui/skeleton.tsx";
import { useChannelName } from "../../channels/channel-name.ts";
import { MessageCard } from "../message-card.tsx";
import { type Permalink, permalinksIn } from "./permalinks.ts";

const box = "mt-1.5 block min-h-16 max-w-[80ch] rounded-box px-3 py-2 text-sm ring-1 ring-line ring-inset";

/** The messages that a text links to, as this reader may see them today. */
export default function Previews({ company, text }: { company: string; text: string }) {
  return permalinksIn(text, company, location.origin).map((link) => <Preview key={`${link.channel}/${link.ref}`} company={company} link={link} />);
}

function Preview({ company, link: { channel, ref } }: { company: string; link: Permalink }) {
  const t = useWords();
  const known = useCache((cache) => cache.contents.get(channel)?.rows.get(ref)?.message);
  const { answer, error } = useAnswer("getMessage", { params: { company, channel, message: ref } });
  const name = useChannelName(company, channel);
  const message = error ? undefined : (known ?? answer);
  if (error) {
    return (
      <p className={`${box} flex items-center gap-2 text-ink-3`}>
        <EyeOff aria-hidden size={15} className="shrink-0" /> {t("actions.preview.none")}
      </p>
    );
  }
  if (!message) {
    return (
      <div role="status" aria-label={t("actions.preview.loading")} className={box}>
        <div className="late">
          <Skeleton className="h-3 w-32" />
          <Skeleton className="mt-2.5 h-3 w-3/5" />
        </div>
      </div>
    );
  }
  const thread = ref.includes(".") ? { panel: `thread:${Number(ref.split(".")[0])}` as const } : {};
  return (
    <Link to="/c/$company/channels/$channel" params={{ company, channel }} search={{ ...thread, at: ref }} className={`${box} hover:bg-hover`}>
      {name && <bdi className="mb-0.5 block truncate text-xs text-ink-3">{name}</bdi>}
      <MessageCard company={company} message={message} />
    </Link>
  );
}
