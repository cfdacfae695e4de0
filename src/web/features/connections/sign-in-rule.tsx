import { type FormEvent, useState } from "react";
import { client } from "../../app/session.ts";
import type { PersonRow } from "../../cache/index.ts";
import { errorText } from "../../i18n/error-text.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Button, toast } from "../../ui/index.ts";
import { Switch } from "../../ui/switch.tsx";
import { FormError } from "../accounts/form-error.tsx";

interface RuleProps {
  readonly company: string;
  readonly rule: { readonly required: boolean; readonly breakGlass: readonly string[] };
  readonly isPossible: boolean;
  readonly people: readonly PersonRow[];
  readonly again: () => void;
}

/** Whether a password lets anybody in, and whom it still does. */
export function SignInRule({ company, rule, isPossible, people, again }: RuleProps) {
  const t = useWords();
  const [required, setRequired] = useState(rule.required);
  const [named, setNamed] = useState<readonly string[]>(rule.breakGlass);
  const [problem, setProblem] = useState<string>();
  const administrators = people.filter(({ role, state, kind }) => role === "administrator" && state === "active" && kind === "person");
  const save = async (event: FormEvent) => {
    event.preventDefault();
    setProblem(undefined);
    if (required && !isPossible) return setProblem(t("connections.admin.rule.needsOne"));
    if (required && named.length === 0) return setProblem(t("connections.admin.rule.needsNamed"));
    try {
      await client.call("setSignInRule", { params: { company }, body: { required, breakGlass: [...named] } });
      toast(t("connections.admin.rule.saved"));
      again();
    } catch (refused) {
      setProblem(errorText(refused));
    }
  };
  return (
    <section className="border-t border-line py-6">
      <h2 className="text-lg font-semibold">{t("connections.admin.rule.title")}</h2>
      <p className="mt-1 max-w-[70ch] text-ink-2">{t("connections.admin.rule.lead")}</p>
      <form onSubmit={(event) => void save(event)} className="mt-4 flex flex-col items-start gap-5">
        <Switch label={t("connections.admin.rule.required")} checked={required} onChange={setRequired} />
        <fieldset>
          <legend className="mb-1.5 text-sm font-medium">{t("connections.admin.rule.named")}</legend>
          {administrators.map(({ id, name }) => (
            <label key={id} className="flex min-h-9 items-center gap-2.5">
              <input
                type="checkbox"
                className="size-4.5 accent-accent"
                checked={named.includes(id)}
                onChange={({ target }) => setNamed(target.checked ? [...named, id] : named.filter((one) => one !== id))}
              />
              <bdi>{name}</bdi>
            </label>
          ))}
        </fieldset>
        <FormError text={problem} />
        <Button type="submit">{t("connections.admin.rule.save")}</Button>
      </form>
    </section>
  );
}
