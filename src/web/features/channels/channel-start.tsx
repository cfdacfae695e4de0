import type { ChannelRow, CompanyView } from "../../cache/index.ts";
import { date } from "../../i18n/times.ts";
import { useWords } from "../../i18n/use-words.ts";

/** What stands above the first message: what this place is, and since when. */
export function ChannelStart({ company, channel, name }: { company: CompanyView; channel: ChannelRow; name: string }) {
  const t = useWords();
  const mine = company.channels.get(channel.id);
  const since = (mine?.fromPost ?? 1) > 1;
  const isDirect = channel.kind === "direct" || channel.kind === "group";
  return (
    <div className="px-5 pt-8 pb-2">
      <h2 className="text-xl font-semibold">
        <bdi>{name}</bdi>
      </h2>
      <p className="mt-1 max-w-[60ch] text-ink-2">
        {isDirect ? t("channels.start.direct") : channel.kind === "private" ? t("channels.start.private") : t("channels.start.public")}{" "}
        {since ? t("channels.start.since") : t("channels.start.made", { day: date(channel.createdAt) })}
      </p>
      {channel.post === 0 && mine && !channel.archived && <p className="mt-3 text-ink-3">{t("channels.start.empty")}</p>}
    </div>
  );
}
