import { type FormEvent, useState } from "react";
import { limits } from "../../../contract/limits.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { Button, Choice, Field, Input, TextArea, toast } from "../../ui/index.ts";
import { Switch } from "../../ui/switch.tsx";
import { fieldProblem, formProblem } from "../accounts/field-problems.ts";
import { FormError } from "../accounts/form-error.tsx";
import type { Connection, Family } from "./family.ts";

/** As in the contract, whose shapes stay on the server. */
const brands = ["google", "microsoft", "other"] as const;
type Brand = (typeof brands)[number];
const issuers: Record<Brand, string> = { google: "https://accounts.google.com", microsoft: "https://login.microsoftonline.com/organizations/v2.0", other: "" };
const newcomerRoles = ["none", "guest", "member"] as const;
const fields = ["name", "issuer", "clientId", "clientSecret", "tenants", "groups"];
const lines = (text: string): string[] =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");

interface DialogProps {
  readonly family: Family;
  /** The one that is changed; undefined: a new one. */
  readonly standing: Connection | undefined;
  readonly onClose: () => void;
  readonly onSaved: () => void;
}

/** What a provider is told and tells: the presets fill in where Google and Microsoft are found. */
export function ConnectionDialog({ family, standing, onClose, onSaved }: DialogProps) {
  const t = useWords();
  const [brand, setBrand] = useState<Brand>(standing?.brand ?? "google");
  const [name, setName] = useState(standing?.name ?? t("connections.admin.brands.google"));
  const [issuer, setIssuer] = useState(standing?.issuer ?? issuers.google);
  const [newcomers, setNewcomers] = useState<(typeof newcomerRoles)[number]>(standing ? (standing.newcomers ?? "none") : "member");
  const [trustsMfa, setTrustsMfa] = useState(standing?.trustsMfa ?? false);
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const choose = (next: Brand) => {
    setBrand(next);
    setIssuer(issuers[next]);
    setName(next === "other" ? "" : t(`connections.admin.brands.${next}`));
  };
  const save = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (field: string) => String(form.get(field) ?? "").trim();
    const groups = lines(text("groups")).map((group) => ({ group, role: "member" as const }));
    const settings = { name: name.trim(), brand, issuer: issuer.trim(), clientId: text("clientId"), tenants: lines(text("tenants")), trustsMfa, groups };
    const body = { ...settings, newcomers: newcomers === "none" ? null : newcomers };
    const clientSecret = text("clientSecret");
    setBusy(true);
    setError(undefined);
    try {
      if (standing) await family.change(standing.id, clientSecret === "" ? body : { ...body, clientSecret });
      else await family.create({ ...body, clientSecret });
      toast(standing ? t("connections.admin.saved") : t("connections.admin.added", { name: body.name }));
      onSaved();
    } catch (refused) {
      setError(refused);
      setBusy(false);
    }
  };
  return (
    <Dialog title={standing ? t("connections.admin.edit", { name: standing.name }) : t("connections.admin.add")} onClose={onClose} wide>
      <form onSubmit={(event) => void save(event)} className="flex flex-col gap-5">
        {!standing && (
          <Choice
            label={t("connections.admin.brand")}
            value={brand}
            onChange={choose}
            options={brands.map((value) => ({ value, text: t(`connections.admin.brands.${value}`) }))}
          />
        )}
        <Field label={t("connections.admin.name")} error={fieldProblem(error, "name")}>
          {(control) => <Input {...control} required maxLength={limits.name} value={name} onChange={({ target }) => setName(target.value)} />}
        </Field>
        <Field label={t("connections.admin.issuer")} help={t("connections.admin.issuerHelp")} error={fieldProblem(error, "issuer")}>
          {(control) => <Input {...control} type="url" required maxLength={500} value={issuer} onChange={({ target }) => setIssuer(target.value)} />}
        </Field>
        {brand === "microsoft" && (
          <Field label={t("connections.admin.tenants")} help={t("connections.admin.tenantsHelp")} error={fieldProblem(error, "tenants")}>
            {(control) => (
              <TextArea {...control} name="tenants" rows={2} defaultValue={standing?.tenants.join("\n")} spellCheck={false} className="font-mono" />
            )}
          </Field>
        )}
        <Field label={t("connections.admin.clientId")} error={fieldProblem(error, "clientId")}>
          {(control) => <Input {...control} name="clientId" required maxLength={300} defaultValue={standing?.clientId} spellCheck={false} />}
        </Field>
        <Field
          label={t("connections.admin.clientSecret")}
          help={standing?.hasSecret ? t("connections.admin.secretKept") : undefined}
          error={fieldProblem(error, "clientSecret")}
        >
          {(control) => <Input {...control} name="clientSecret" type="password" maxLength={1000} autoComplete="new-password" />}
        </Field>
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
        <FormError text={formProblem(error, fields)} />
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
