import { type FormEvent, useState } from "react";
import type { companies as contract } from "../../../contract/companies.ts";
import type { ReplyOf } from "../../../contract/index.ts";
import { client } from "../../app/session.ts";
import { useAnswer } from "../../app/use-answer.ts";
import type { CompanyView } from "../../cache/index.ts";
import { date, serverNow } from "../../i18n/times.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Button, Choice, Field, Input, toast } from "../../ui/index.ts";
import { fieldProblem, formProblem } from "../accounts/field-problems.ts";
import { FormError } from "../accounts/form-error.tsx";
import { ListStates } from "./list-states.tsx";

type Rules = ReplyOf<(typeof contract)["getCompanySecurity"]>;
const whom = ["nobody", "administrators", "everyone"] as const;
const day = 86_400_000;

/** What the workspace asks of those who enter: a second factor, and sessions that end. */
export function SignInRules({ company }: { company: CompanyView }) {
  const t = useWords();
  const asked = useAnswer("getCompanySecurity", { params: { company: company.id } });
  return (
    <section className="border-t border-line py-6">
      <h2 className="text-lg font-semibold">{t("factors.rules.title")}</h2>
      <p className="mt-1 max-w-[70ch] text-ink-2">{t("factors.rules.lead")}</p>
      <ListStates asked={asked}>{(rules) => <RulesForm key={JSON.stringify(rules)} company={company} rules={rules} again={asked.again} />}</ListStates>
    </section>
  );
}

function RulesForm({ company, rules, again }: { company: CompanyView; rules: Rules; again: () => void }) {
  const t = useWords();
  const people = useAnswer("listPeople", { params: { company: company.id }, query: { limit: 500 } }).answer?.people ?? [];
  const [who, setWho] = useState(rules.secondFactor);
  const [grace, setGrace] = useState("14");
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const active = people.filter(({ state, kind }) => state === "active" && kind === "person");
  const count = active.filter(({ role }) => who === "everyone" || role === "administrator").length;
  const isNew = who !== rules.secondFactor && who !== "nobody";

  const save = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const number = (name: string) => (String(form.get(name)).trim() === "" ? null : Number(form.get(name)));
    setBusy(true);
    setError(undefined);
    try {
      const body = { secondFactor: who, ...(isNew ? { graceDays: Number(grace) } : {}), idleMinutes: number("idle"), mostHours: number("most") };
      await client.call("setCompanySecurity", { params: { company: company.id }, body });
      toast(t("factors.rules.saved"));
      again();
    } catch (refused) {
      setError(refused);
    }
    setBusy(false);
  };
  /** What the choice means, for how many. */
  const meaning = () => {
    if (who === "nobody") return t("factors.rules.nobodyText");
    if (count === 0) return null;
    if (!isNew && rules.from !== null)
      return rules.from <= serverNow() ? t("factors.rules.since", { count, day: date(rules.from) }) : t("factors.rules.from", { count, day: date(rules.from) });
    if (Number(grace) === 0) return t("factors.rules.now", { count });
    return t("factors.rules.will", { count, day: date(serverNow() + Number(grace) * day) });
  };

  return (
    <form onSubmit={(event) => void save(event)} className="mt-4 flex max-w-112 flex-col items-start gap-5">
      <div>
        <p aria-hidden className="mb-1.5 text-sm font-medium">
          {t("factors.rules.who")}
        </p>
        <Choice label={t("factors.rules.who")} value={who} onChange={setWho} options={whom.map((value) => ({ value, text: t(`factors.rules.${value}`) }))} />
        <p aria-live="polite" className="mt-2 text-sm text-ink-2">
          {meaning()}
        </p>
      </div>
      {isNew && (
        <Field label={t("factors.rules.grace")} help={t("factors.rules.graceHelp")} error={fieldProblem(error, "graceDays")}>
          {(control) => (
            <Input {...control} type="number" required min={0} max={90} value={grace} onChange={({ target }) => setGrace(target.value)} className="max-w-28" />
          )}
        </Field>
      )}
      <Field label={t("factors.rules.idle")} help={t("factors.rules.idleHelp")} error={fieldProblem(error, "idleMinutes")}>
        {(control) => <Input {...control} name="idle" type="number" min={5} max={20160} defaultValue={rules.idleMinutes ?? ""} className="max-w-28" />}
      </Field>
      <Field label={t("factors.rules.most")} help={t("factors.rules.mostHelp")} error={fieldProblem(error, "mostHours")}>
        {(control) => <Input {...control} name="most" type="number" min={1} max={2160} defaultValue={rules.mostHours ?? ""} className="max-w-28" />}
      </Field>
      <p className="text-sm text-ink-3">{t("factors.rules.limits")}</p>
      <FormError text={formProblem(error, ["graceDays", "idleMinutes", "mostHours"])} />
      <Button type="submit" disabled={busy}>
        {t("factors.rules.save")}
      </Button>
    </form>
  );
}
