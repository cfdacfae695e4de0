import { type FormEvent, useState } from "react";
import { newKey } from "../../../client/index.ts";
import { limits } from "../../../contract/limits.ts";
import { client } from "../../app/session.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Button, Field, Input } from "../../ui/index.ts";
import { fieldProblem, formProblem } from "../accounts/field-problems.ts";
import { FormError } from "../accounts/form-error.tsx";
import { FrontPage } from "../accounts/front-page.tsx";
import { Steps } from "./steps.tsx";

const starts = ["empty", "demo", "import"] as const;
type Start = (typeof starts)[number];

/** The workspace: its name, and what it begins with. */
export function CompanyStep({ onMade }: { onMade: (company: string, start: Start) => Promise<void> }) {
  const t = useWords();
  const [start, setStart] = useState<Start>("empty");
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const [key] = useState(newKey);

  const send = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget).get("name")).trim();
    setBusy(true);
    setError(undefined);
    try {
      // One key for this form: a repeat after a cut line must not make a second workspace. Other words are another form.
      const company = await client.call("createCompany", {
        body: { name, start: start === "demo" ? "demo" : "empty" },
        key: `${key}-${start}-${hashOf(name)}`,
      });
      await onMade(company.id, start);
    } catch (refused) {
      setError(refused);
      setBusy(false);
    }
  };

  return (
    <FrontPage title={t("setup.company.title")} lead={t("setup.company.lead")} above={<Steps current={2} />}>
      <form onSubmit={(event) => void send(event)} className="flex flex-col gap-6">
        <Field label={t("setup.company.name")} help={t("setup.company.nameHelp")} error={fieldProblem(error, "name")}>
          {(control) => <Input {...control} name="name" required autoFocus maxLength={limits.name} autoComplete="organization" />}
        </Field>
        <fieldset className="flex flex-col gap-2">
          <legend className="mb-2 text-sm font-medium">{t("setup.company.start")}</legend>
          {starts.map((value) => (
            <label
              key={value}
              className="flex gap-3 rounded-box px-4 py-3 ring-1 ring-line ring-inset hover:bg-hover has-checked:bg-accent-soft has-checked:ring-accent has-focus-visible:outline-2 has-focus-visible:outline-accent"
            >
              <input
                type="radio"
                name="start"
                value={value}
                checked={start === value}
                onChange={() => setStart(value)}
                className="mt-1 size-4 shrink-0 accent-accent"
              />
              <span>
                <span className="block font-medium">{t(`setup.company.starts.${value}.title`)}</span>
                <span className="block text-sm text-ink-2">{t(`setup.company.starts.${value}.text`)}</span>
              </span>
            </label>
          ))}
        </fieldset>
        <FormError text={formProblem(error, ["name"])} />
        <div>
          <Button type="submit" look="primary" size="large" disabled={busy}>
            {t("setup.company.button")}
          </Button>
        </div>
      </form>
    </FrontPage>
  );
}

/** Tells two names apart; nothing is protected by it. */
function hashOf(text: string): string {
  let sum = 0;
  for (const char of text) sum = (sum * 31 + (char.codePointAt(0) ?? 0)) % 2 ** 32;
  return sum.toString(36);
}
