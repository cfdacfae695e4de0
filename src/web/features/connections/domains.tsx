import { type FormEvent, useState } from "react";
import { errorText } from "../../i18n/error-text.ts";
import { dayAndTime } from "../../i18n/times.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Button, Field, Input, toast } from "../../ui/index.ts";
import { fieldProblem, formProblem } from "../accounts/field-problems.ts";
import { FormError } from "../accounts/form-error.tsx";
import { Copied } from "./copied.tsx";
import type { Domain, Family } from "./family.ts";

/** Domains, and the record by which the DNS says whose they are. */
export function Domains({ family, domains, again }: { family: Family; domains: readonly Domain[]; again: () => void }) {
  const t = useWords();
  const [name, setName] = useState("");
  const [error, setError] = useState<unknown>();
  const add = async (event: FormEvent) => {
    event.preventDefault();
    setError(undefined);
    try {
      await family.addDomain(name.trim().toLowerCase());
      setName("");
      again();
    } catch (refused) {
      setError(refused);
    }
  };
  return (
    <section className="border-t border-line py-6">
      <h2 className="text-lg font-semibold">{t("connections.admin.domains.title")}</h2>
      <p className="mt-1 max-w-[70ch] text-ink-2">{t("connections.admin.domains.lead")}</p>
      {domains.length > 0 && (
        <ul className="mt-4 divide-y divide-line border-y border-line">
          {domains.map((domain) => (
            <DomainRow key={domain.id} family={family} domain={domain} again={again} />
          ))}
        </ul>
      )}
      <form onSubmit={(event) => void add(event)} className="mt-4 flex max-w-112 flex-wrap items-end gap-2">
        <div className="min-w-40 flex-1">
          <Field label={t("connections.admin.domains.name")} error={fieldProblem(error, "name")}>
            {(control) => <Input {...control} required maxLength={253} value={name} onChange={({ target }) => setName(target.value)} spellCheck={false} />}
          </Field>
        </div>
        <Button type="submit" disabled={name.trim() === ""}>
          {t("connections.admin.domains.add")}
        </Button>
      </form>
      <FormError text={formProblem(error, ["name"])} />
    </section>
  );
}

function DomainRow({ family, domain: { id, name, state, until, record }, again }: { family: Family; domain: Domain; again: () => void }) {
  const t = useWords();
  const [busy, setBusy] = useState(false);
  const run = async (work: () => Promise<string>) => {
    setBusy(true);
    await work().then(
      (said) => {
        toast(said);
        again();
      },
      (refused: unknown) => toast(errorText(refused)),
    );
    setBusy(false);
  };
  const verify = async () =>
    (await family.verifyDomain(id)).state === "verified" ? t("connections.admin.domains.found", { name }) : t("connections.admin.domains.notFound");
  const remove = async () => {
    await family.removeDomain(id);
    return t("connections.admin.domains.removed", { name });
  };
  return (
    <li className="py-3">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <p className="min-w-40 flex-1 font-medium break-all">
          {name}{" "}
          <span className="font-normal text-ink-3">
            {until === null ? t(`connections.admin.domains.${state}`) : t("connections.admin.domains.lost", { when: dayAndTime(until) })}
          </span>
        </p>
        <div className="flex flex-wrap gap-2">
          <Button size="small" disabled={busy} aria-label={t("connections.admin.domains.verifyOf", { name })} onClick={() => void run(verify)}>
            {t("connections.admin.domains.verify")}
          </Button>
          <Button size="small" disabled={busy} aria-label={t("connections.admin.domains.removeOf", { name })} onClick={() => void run(remove)}>
            {t("connections.admin.domains.remove")}
          </Button>
        </div>
      </div>
      {(state === "pending" || until !== null) && (
        <div className="mt-3 flex flex-col gap-3">
          <p className="text-sm text-ink-2">{t("connections.admin.domains.record")}</p>
          <Copied label={t("connections.admin.domains.recordName")} text={record.name} />
          <Copied label={t("connections.admin.domains.recordText")} text={record.text} />
        </div>
      )}
    </li>
  );
}
