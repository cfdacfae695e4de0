import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { ApiError } from "../../../client/index.ts";
import { limits } from "../../../contract/limits.ts";
import type { CompanyDialogProps } from "../../app/dialogs.tsx";
import { useWorkspace } from "../../app/workspace.ts";
import { errorText } from "../../i18n/error-text.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { Button, Choice, Field, Input } from "../../ui/index.ts";
import { Switch } from "../../ui/switch.tsx";
import { putChannel } from "./channel-changes.ts";

/** As the server will store it: lower case, no spaces. */
const asName = (typed: string) =>
  typed
    .normalize("NFKC")
    .toLowerCase()
    .replace(/\s+/gu, "-")
    .replace(/[^\p{L}\p{M}\p{N}._-]/gu, "");

export default function CreateDialog({ company, onClose }: CompanyDialogProps) {
  const t = useWords();
  const workspace = useWorkspace();
  const navigate = useNavigate();
  const [name, setName] = useState("");
  const [topic, setTopic] = useState("");
  const [kind, setKind] = useState<"public" | "private">("public");
  const [announces, setAnnounces] = useState(false);
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      const row = await workspace.call("createChannel", {
        params: { company: company.id },
        body: { name: asName(name), kind, topic: topic.trim(), whoPosts: announces ? "managers" : "everyone" },
      });
      putChannel(workspace, company.id, row);
      void navigate({ to: "/c/$company/channels/$channel", params: { company: company.id, channel: row.id } });
    } catch (refused) {
      setBusy(false);
      setError(refused instanceof ApiError && refused.code === "name_taken" ? t("channelSettings.create.taken") : errorText(refused));
    }
  };

  return (
    <Dialog title={t("channels.create.title")} onClose={onClose}>
      <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
        <Field label={t("channelSettings.fields.name")} help={t("channelSettings.create.nameHelp")} error={error}>
          {(control) => (
            <Input
              {...control}
              required
              maxLength={limits.name}
              value={name}
              onChange={(event) => setName(event.target.value)}
              onBlur={() => setName(asName(name))}
            />
          )}
        </Field>
        <Field label={t("channelSettings.create.topic")}>
          {(control) => <Input {...control} maxLength={limits.topic} value={topic} onChange={(event) => setTopic(event.target.value)} />}
        </Field>
        <div>
          <Choice
            label={t("channelSettings.fields.kind")}
            value={kind}
            onChange={setKind}
            options={[
              { value: "public", text: t("channels.kinds.public") },
              { value: "private", text: t("channels.kinds.private") },
            ]}
          />
          <p className="mt-2 text-sm text-ink-3">{kind === "public" ? t("channelSettings.create.publicHelp") : t("channelSettings.create.privateHelp")}</p>
        </div>
        <Switch label={t("channelSettings.announcement.label")} help={t("channelSettings.announcement.help")} checked={announces} onChange={setAnnounces} />
        <DialogActions>
          <Button onClick={onClose}>{t("ui.cancel")}</Button>
          <Button type="submit" look="primary" disabled={busy || asName(name) === ""}>
            {t("channelSettings.create.button")}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
