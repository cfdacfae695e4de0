import { type ChangeEvent, type FormEvent, useState } from "react";
import { ApiError } from "../../../client/index.ts";
import { limits } from "../../../contract/limits.ts";
import { knownText } from "../../i18n/known-text.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { Button, Choice, Field, Input, TextArea, toast } from "../../ui/index.ts";
import { Switch } from "../../ui/switch.tsx";
import { fieldProblem, formProblem } from "../accounts/field-problems.ts";
import { FormError } from "../accounts/form-error.tsx";
import type { Connection, Family } from "./family.ts";

const newcomerRoles = ["none", "guest", "member"] as const;
const sources = ["xml", "url"] as const;

interface DialogProps {
  readonly family: Family;
  /** The one that is changed; undefined: a new one. */
  readonly standing: Connection | undefined;
  readonly onClose: () => void;
  readonly onSaved: () => void;
}

/** An identity provider of SAML: its metadata, and what becomes of who comes by it. */
export function SamlDialog({ family, standing, onClose, onSaved }: DialogProps) {
  const t = useWords();
  const [source, setSource] = useState<(typeof sources)[number]>("xml");
  const [text, setText] = useState("");
  const [newcomers, setNewcomers] = useState<(typeof newcomerRoles)[number]>(standing ? (standing.newcomers ?? "none") : "member");
  const [trustsMfa, setTrustsMfa] = useState(standing?.trustsMfa ?? false);
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const read = async ({ target }: ChangeEvent<HTMLInputElement>) => setText((await target.files?.[0]?.text()) ?? "");
  const save = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const value = (field: string) => String(form.get(field) ?? "").trim();
    const lines = value("groups").split("\n");
    const groups = lines.flatMap((line) => (line.trim() === "" ? [] : [{ group: line.trim(), role: "member" as const }]));
    const body = { name: value("name"), trustsMfa, groups, newcomers: newcomers === "none" ? null : newcomers };
    const given = source === "xml" ? text.trim() : value("url");
    const metadata = source === "xml" ? { xml: given } : { url: given };
    setBusy(true);
    setError(undefined);
    try {
      if (standing && given !== "") await family.saml?.take(standing.id, metadata);
      if (standing) await family.change(standing.id, body);
      else await family.saml?.create({ ...body, metadata });
      toast(standing ? t("connections.admin.saved") : t("connections.admin.added", { name: body.name }));
      onSaved();
    } catch (refused) {
      setError(refused);
      setBusy(false);
    }
  };
  return (
    <Dialog title={standing ? t("connections.admin.edit", { name: standing.name }) : t("connections.admin.saml.add")} onClose={onClose} wide>
      <form onSubmit={(event) => void save(event)} className="flex flex-col gap-5">
        <p className="text-sm text-ink-2">{t(standing ? "connections.admin.saml.againText" : "connections.admin.saml.lead")}</p>
        <Field label={t("connections.admin.name")} error={fieldProblem(error, "name")}>
          {(control) => <Input {...control} name="name" required maxLength={limits.name} defaultValue={standing?.name} />}
        </Field>
        <Choice
          label={t(standing ? "connections.admin.saml.again" : "connections.admin.saml.source")}
          value={source}
          onChange={setSource}
          options={sources.map((value) => ({ value, text: t(`connections.admin.saml.sources.${value}`) }))}
        />
        {source === "xml" ? (
          <>
            <Field label={t("connections.admin.saml.xml")} help={standing && t("connections.admin.saml.keep")} error={metadataProblem(error)}>
              {(control) => (
                <TextArea
                  {...control}
                  rows={5}
                  required={!standing}
                  value={text}
                  onChange={({ target }) => setText(target.value)}
                  spellCheck={false}
                  className="font-mono"
                />
              )}
            </Field>
            <Field label={t("connections.admin.saml.file")}>
              {(control) => (
                <Input
                  {...control}
                  type="file"
                  className="h-auto! py-2 text-sm file:mr-3"
                  accept=".xml,application/xml,text/xml"
                  onChange={(event) => void read(event)}
                />
              )}
            </Field>
          </>
        ) : (
          <Field label={t("connections.admin.saml.url")} help={standing && t("connections.admin.saml.keep")} error={metadataProblem(error)}>
            {(control) => <Input {...control} name="url" type="url" required={!standing} maxLength={2000} />}
          </Field>
        )}
        <div>
          <p aria-hidden className="mb-1.5 text-sm font-medium">
            {t("connections.admin.newcomers")}
          </p>
          <Choice
            label={t("connections.admin.newcomers")}
            value={newcomers}
            onChange={setNewcomers}
            options={newcomerRoles.map((value) => ({ value, text: t(`connections.admin.newcomerRoles.${value}`) }))}
          />
        </div>
        <Field label={t("connections.admin.groups")} help={t("connections.admin.groupsHelp")} error={fieldProblem(error, "groups")}>
          {(control) => <TextArea {...control} name="groups" rows={2} defaultValue={standing?.groups.map(({ group }) => group).join("\n")} />}
        </Field>
        <Switch label={t("connections.admin.trustsMfa")} help={t("connections.admin.trustsMfaHelp")} checked={trustsMfa} onChange={setTrustsMfa} />
        <FormError text={formProblem(error, ["name", "metadata", "groups"])} />
        <DialogActions>
          <Button onClick={onClose}>{t("ui.cancel")}</Button>
          <Button type="submit" look="primary" disabled={busy}>
            {t("connections.admin.save")}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

/** Said in the words of the problems that connections have. */
function metadataProblem(error: unknown): string | undefined {
  const found = error instanceof ApiError ? error.fields.find(({ path }) => path.startsWith("body.metadata")) : undefined;
  return found && (knownText(`connections.admin.problem.${found.problem}`) ?? fieldProblem(error, "metadata"));
}
