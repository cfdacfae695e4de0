import { type FormEvent, useState } from "react";
import type { CompanyDialogProps } from "../../app/dialogs.tsx";
import { useWorkspace } from "../../app/workspace.ts";
import { errorText } from "../../i18n/error-text.ts";
import { dayName, serverNow } from "../../i18n/times.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { Button, Choice, Field, Input } from "../../ui/index.ts";
import { OnceShown } from "../../ui/once-shown.tsx";
import { mailLanguage } from "../mail/mail-language.ts";

/** Makes an invitation link. It is shown once; the server keeps only its hash. */
export default function InviteDialog({ company, onClose }: CompanyDialogProps) {
  const t = useWords();
  const workspace = useWorkspace();
  const [role, setRole] = useState<"guest" | "member" | "administrator">("member");
  const [hours, setHours] = useState<"24" | "72" | "336">("72");
  const [uses, setUses] = useState("1");
  const [label, setLabel] = useState("");
  const [email, setEmail] = useState("");
  const [made, setMade] = useState<{ url: string; expiresAt: number; mailed: boolean }>();
  const [error, setError] = useState<string>();

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setError(undefined);
    const to = email.trim();
    try {
      setMade(
        await workspace.call("createInvite", {
          params: { company: company.id },
          body: { label: label.trim(), role, hours: Number(hours), uses: Number(uses), language: mailLanguage(), ...(to === "" ? {} : { email: to }) },
        }),
      );
    } catch (refused) {
      setError(errorText(refused));
    }
  };

  if (made)
    return (
      <Dialog title={t("invites.link.made")} description={t("invites.link.once", { day: dayName(made.expiresAt, serverNow()) })} onClose={onClose}>
        {email.trim() !== "" && (
          <p role="status" className="mb-4 text-ink-2">
            {made.mailed ? t("invites.link.mailed", { email: email.trim() }) : t("invites.link.notMailed")}
          </p>
        )}
        <OnceShown label={t("invites.link.link")} url={made.url} copy={t("invites.link.copy")} copied={t("invites.link.copied")} />
      </Dialog>
    );
  return (
    <Dialog title={t("invites.link.title", { company: company.name })} onClose={onClose}>
      <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
        <Field label={t("invites.link.label")}>
          {(control) => <Input {...control} maxLength={100} value={label} onChange={(event) => setLabel(event.target.value)} />}
        </Field>
        <Field label={t("invites.link.email")}>
          {(control) => <Input {...control} type="email" maxLength={254} autoComplete="off" value={email} onChange={(event) => setEmail(event.target.value)} />}
        </Field>
        <div>
          <p className="mb-1.5 text-sm font-medium">{t("invites.link.role")}</p>
          <Choice
            label={t("invites.link.role")}
            value={role}
            onChange={setRole}
            options={[
              { value: "member", text: t("people.roles.member") },
              { value: "guest", text: t("people.roles.guest") },
              { value: "administrator", text: t("people.roles.administrator") },
            ]}
          />
          <p className="mt-2 text-sm text-ink-3">{t(`invites.roleHelp.${role}`)}</p>
        </div>
        <div>
          <p className="mb-1.5 text-sm font-medium">{t("invites.link.lasts")}</p>
          <Choice
            label={t("invites.link.lasts")}
            value={hours}
            onChange={setHours}
            options={[
              { value: "24", text: t("invites.link.days", { count: 1 }) },
              { value: "72", text: t("invites.link.days", { count: 3 }) },
              { value: "336", text: t("invites.link.days", { count: 14 }) },
            ]}
          />
        </div>
        <Field label={t("invites.link.uses")} error={error}>
          {(control) => (
            <Input
              {...control}
              type="number"
              inputMode="numeric"
              min={1}
              max={1000}
              required
              value={uses}
              onChange={(event) => setUses(event.target.value)}
              className="max-w-28"
            />
          )}
        </Field>
        <DialogActions>
          <Button onClick={onClose}>{t("ui.cancel")}</Button>
          <Button type="submit" look="primary">
            {t("invites.link.button")}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
