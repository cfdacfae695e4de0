import { type FormEvent, useState } from "react";
import { limits } from "../../../contract/limits.ts";
import { client } from "../../app/session.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { Button, Choice, Field, Input, TextArea, toast } from "../../ui/index.ts";
import { fieldProblem, formProblem } from "../accounts/field-problems.ts";
import { FormError } from "../accounts/form-error.tsx";
import type { Directory } from "./directory.ts";

/** As in the contract, whose shapes stay on the server. */
const products = ["openldap", "active_directory"] as const;
type Product = (typeof products)[number];
const presets = {
  openldap: { filter: "(objectClass=inetOrgPerson)", logins: "uid", rule: "member_of" },
  active_directory: { filter: "(&(objectCategory=person)(objectClass=user))", logins: "sAMAccountName, userPrincipalName", rule: "nested" },
} as const;
const securities = ["tls", "starttls"] as const;
const ports = { tls: 636, starttls: 389 } as const;
const rules = ["member_of", "nested", "listed"] as const;
const newcomerRoles = ["none", "guest", "member"] as const;
const fields = ["name", "host", "port", "authorities", "bindDn", "bindPassword", "base", "filter", "loginAttributes", "groups", "disabledFilter"];
const list = (text: string, between: RegExp): string[] =>
  text
    .split(between)
    .map((one) => one.trim())
    .filter((one) => one !== "");

interface DialogProps {
  readonly company: string;
  /** The one that is changed; undefined: a new one. */
  readonly standing: Directory | undefined;
  readonly onClose: () => void;
  readonly onSaved: () => void;
}

/** Where a directory is, who searches it, and who of its entries are people. */
export function DirectoryDialog({ company, standing, onClose, onSaved }: DialogProps) {
  const t = useWords();
  const [product, setProduct] = useState<Product>(standing?.product ?? "openldap");
  const [security, setSecurity] = useState(standing?.security ?? "tls");
  const [port, setPort] = useState(standing?.port ?? ports.tls);
  const [filter, setFilter] = useState<string>(standing?.filter ?? presets.openldap.filter);
  const [logins, setLogins] = useState<string>(standing?.loginAttributes.join(", ") ?? presets.openldap.logins);
  const [groupRule, setGroupRule] = useState<(typeof rules)[number]>(standing?.groupRule ?? "member_of");
  const [newcomers, setNewcomers] = useState<(typeof newcomerRoles)[number]>(standing ? (standing.newcomers ?? "none") : "member");
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const choose = (next: Product) => {
    setProduct(next);
    setFilter(presets[next].filter);
    setLogins(presets[next].logins);
    setGroupRule(presets[next].rule);
  };
  const save = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (field: string) => String(form.get(field) ?? "").trim();
    const body = {
      ...{ name: text("name"), product, host: text("host"), port, security, authorities: text("authorities") || null },
      ...{ bindDn: text("bindDn"), base: text("base"), filter: filter.trim(), loginAttributes: list(logins, /[,\s]+/), groupRule },
      ...{ disabledFilter: text("disabledFilter") || null, newcomers: newcomers === "none" ? null : newcomers },
      groups: list(text("groups"), /\n/).map((group) => ({ group, role: "member" as const })),
    };
    const bindPassword = String(form.get("bindPassword") ?? "");
    setBusy(true);
    setError(undefined);
    try {
      if (standing) {
        const params = { company, directory: standing.id };
        await client.call("changeDirectory", { params, body: bindPassword === "" ? body : { ...body, bindPassword } });
      } else await client.call("createDirectory", { params: { company }, body: { ...body, bindPassword } });
      toast(standing ? t("connections.admin.saved") : t("connections.admin.added", { name: body.name }));
      onSaved();
    } catch (refused) {
      setError(refused);
      setBusy(false);
    }
  };
  const plain = (field: "name" | "host" | "bindDn" | "base", most: number, help?: string) => (
    <Field label={t(`connections.directory.${field}`)} help={help} error={fieldProblem(error, field)}>
      {(control) => <Input {...control} name={field} required maxLength={most} defaultValue={standing?.[field]} spellCheck={false} />}
    </Field>
  );
  return (
    <Dialog title={standing ? t("connections.admin.edit", { name: standing.name }) : t("connections.directory.add")} onClose={onClose} wide>
      <form onSubmit={(event) => void save(event)} className="flex flex-col gap-5">
        {!standing && (
          <Choice
            label={t("connections.directory.product")}
            value={product}
            onChange={choose}
            options={products.map((value) => ({ value, text: t(`connections.directory.products.${value}`) }))}
          />
        )}
        {plain("name", limits.name)}
        {plain("host", 253, t("connections.directory.hostHelp"))}
        <Choice
          label={t("connections.directory.security")}
          value={security}
          onChange={(next) => {
            setSecurity(next);
            setPort(ports[next]);
          }}
          options={securities.map((value) => ({ value, text: t(`connections.directory.securities.${value}`) }))}
        />
        <Field label={t("connections.directory.port")} error={fieldProblem(error, "port")}>
          {(control) => (
            <Input {...control} type="number" min={1} max={65535} required value={port} onChange={({ target }) => setPort(target.valueAsNumber || 0)} />
          )}
        </Field>
        <Field label={t("connections.directory.authorities")} help={t("connections.directory.authoritiesHelp")} error={fieldProblem(error, "authorities")}>
          {(control) => (
            <TextArea {...control} name="authorities" rows={3} defaultValue={standing?.authorities ?? ""} spellCheck={false} className="font-mono" />
          )}
        </Field>
        {plain("bindDn", 500, t("connections.directory.bindDnHelp"))}
        <Field
          label={t("connections.directory.bindPassword")}
          help={standing?.hasPassword ? t("connections.admin.secretKept") : undefined}
          error={fieldProblem(error, "bindPassword")}
        >
          {(control) => <Input {...control} name="bindPassword" type="password" required={!standing} maxLength={1000} autoComplete="new-password" />}
        </Field>
        {plain("base", 500)}
        <Field label={t("connections.directory.filter")} error={fieldProblem(error, "filter")}>
          {(control) => <Input {...control} required maxLength={1000} value={filter} onChange={({ target }) => setFilter(target.value)} spellCheck={false} />}
        </Field>
        <Field label={t("connections.directory.logins")} help={t("connections.directory.loginsHelp")} error={fieldProblem(error, "loginAttributes")}>
          {(control) => <Input {...control} required maxLength={300} value={logins} onChange={({ target }) => setLogins(target.value)} spellCheck={false} />}
        </Field>
        <Choice
          label={t("connections.admin.newcomers")}
          value={newcomers}
          onChange={setNewcomers}
          options={newcomerRoles.map((value) => ({ value, text: t(`connections.admin.newcomerRoles.${value}`) }))}
        />
        <Field label={t("connections.admin.groups")} help={t("connections.directory.groupsHelp")} error={fieldProblem(error, "groups")}>
          {(control) => (
            <TextArea {...control} name="groups" rows={2} defaultValue={standing?.groups.map(({ group }) => group).join("\n")} spellCheck={false} />
          )}
        </Field>
        <Choice
          label={t("connections.directory.groupRule")}
          value={groupRule}
          onChange={setGroupRule}
          options={rules.map((value) => ({ value, text: t(`connections.directory.groupRules.${value}`) }))}
        />
        <Field label={t("connections.directory.disabledFilter")} help={t("connections.directory.disabledHelp")} error={fieldProblem(error, "disabledFilter")}>
          {(control) => <Input {...control} name="disabledFilter" maxLength={1000} defaultValue={standing?.disabledFilter ?? ""} spellCheck={false} />}
        </Field>
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
