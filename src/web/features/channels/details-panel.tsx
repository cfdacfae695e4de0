import { Link } from "@tanstack/react-router";
import { Database } from "lucide-react";
import { type FormEvent, useState } from "react";
import { limits } from "../../../contract/limits.ts";
import { useWorkspace } from "../../app/workspace.ts";
import { withEntry } from "../../cache/index.ts";
import { errorText } from "../../i18n/error-text.ts";
import { fullTime } from "../../i18n/times.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Button, Field, Input, TextArea, toast } from "../../ui/index.ts";
import { ChannelChoices } from "./channel-choices.tsx";
import { PanelHeader, type PanelProps } from "./side-panel.tsx";

/** What the channel is: name, topic, since when; changed right here by who may. */
export default function DetailsPanel({ company, channel, onClose }: PanelProps) {
  const t = useWords();
  const workspace = useWorkspace();
  const mine = company.channels.get(channel.id);
  const isNamed = channel.kind === "public" || channel.kind === "private";
  const mayChange = mine !== undefined && company.role !== "guest" && isNamed && !channel.archived;
  const [name, setName] = useState(channel.name);
  const [topic, setTopic] = useState(channel.topic);
  const [error, setError] = useState<string>();
  const changed = name.trim() !== channel.name || topic.trim() !== channel.topic;

  const save = async (event: FormEvent) => {
    event.preventDefault();
    setError(undefined);
    const body = { ...(name.trim() === channel.name ? {} : { name: name.trim() }), ...(topic.trim() === channel.topic ? {} : { topic: topic.trim() }) };
    try {
      const row = await workspace.call("updateChannel", { params: { company: company.id, channel: channel.id }, body });
      workspace.store.update((cache) => {
        const view = cache.companies.get(company.id);
        const old = view?.channels.get(channel.id);
        return view && old
          ? { ...cache, companies: withEntry(cache.companies, company.id, { ...view, channels: withEntry(view.channels, channel.id, { ...old, ...row }) }) }
          : cache;
      });
      toast(t("channels.changed"));
    } catch (refused) {
      setError(errorText(refused));
    }
  };

  return (
    <>
      <PanelHeader title={t("channels.details")} onClose={onClose} />
      <div className="min-h-0 flex-1 overflow-y-auto p-5">
        {isNamed && (
          <form onSubmit={(event) => void save(event)} className="flex flex-col gap-4">
            <Field label={t("channelSettings.fields.name")} error={error}>
              {(control) => (
                <Input {...control} value={name} disabled={!mayChange} maxLength={limits.name} required onChange={(event) => setName(event.target.value)} />
              )}
            </Field>
            <Field label={t("channelSettings.fields.topic")}>
              {(control) => (
                <TextArea {...control} value={topic} disabled={!mayChange} maxLength={limits.topic} onChange={(event) => setTopic(event.target.value)} />
              )}
            </Field>
            {mayChange && (
              <div>
                <Button type="submit" look="primary" disabled={!changed || name.trim() === ""}>
                  {t("ui.save")}
                </Button>
              </div>
            )}
          </form>
        )}
        {mine && <ChannelChoices company={company} row={mine} />}
        <dl className="mt-6 grid grid-cols-[auto_1fr] gap-x-4 gap-y-2 text-sm">
          <dt className="text-ink-3">{t("channelSettings.fields.kind")}</dt>
          <dd>{t(`channels.kinds.${channel.kind}`)}</dd>
          <dt className="text-ink-3">{t("channelSettings.fields.made")}</dt>
          <dd>{fullTime(channel.createdAt)}</dd>
          <dt className="text-ink-3">{t("channelSettings.fields.messages")}</dt>
          <dd className="tabular">{channel.post.toLocaleString()}</dd>
          <dt className="text-ink-3">{t("channelSettings.fields.protection")}</dt>
          <dd>{channel.protection === "server" ? t("channels.seal.server.title") : t("channels.seal.device.title")}</dd>
        </dl>
        <Link
          to="."
          search={(search) => ({ ...search, panel: "stored:channel" as const })}
          className="mt-4 -ml-2 flex min-h-8 w-fit items-center gap-2 rounded-chip px-2 text-sm text-ink-2 hover:bg-hover coarse:min-h-11"
        >
          <Database aria-hidden size={15} className="text-ink-3" />
          {t("channels.panels.stored")}
        </Link>
      </div>
    </>
  );
}
