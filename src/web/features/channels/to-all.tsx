import { useAnswer } from "../../app/use-answer.ts";
import { useCache } from "../../cache/index.ts";
import { useWords } from "../../i18n/use-words.ts";

/** While `@channel` or `@here` stands in the text: how many will be told, or that it will be refused. */
export default function ToAll({ company, channel, text }: { company: string; channel: string; text: string }) {
  const t = useWords();
  const mine = useCache((cache) => cache.companies.get(company)?.channels.get(channel));
  const { answer } = useAnswer("getChannel", { params: { company, channel } });
  if (mine && !mine.may.addressAll)
    return (
      <span role="alert" className="text-danger" title={t("channelSettings.toAll.refused")}>
        {t("channelSettings.toAll.refused")}
      </span>
    );
  if (!answer) return null;
  const count = Math.max(0, answer.members - 1);
  const sign = /@(channel|everyone)/.test(text) ? "everybody" : "here";
  return (
    <span role="status" className="tabular text-warning">
      {t(`channelSettings.toAll.${sign}`, { count })}
    </span>
  );
}
