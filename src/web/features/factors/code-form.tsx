import { type FormEvent, type ReactNode, useRef, useState } from "react";
import { ApiError } from "../../../client/index.ts";
import { errorText } from "../../i18n/error-text.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Button, Field, Input } from "../../ui/index.ts";
import { formProblem } from "../accounts/field-problems.ts";
import { FormError } from "../accounts/form-error.tsx";

const length = 6;

/** The six digits of an app. Sent as soon as they are complete, typed or pasted; `send` rejects with what the server refused. */
export function CodeForm({ send, autoFocus = false, children }: { send: (code: string) => Promise<void>; autoFocus?: boolean; children?: ReactNode }) {
  const t = useWords();
  const [code, setCode] = useState("");
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const isWrong = error instanceof ApiError && error.code === "wrong_code";

  const submit = async (given: string) => {
    if (busy) return;
    setBusy(true);
    setError(undefined);
    try {
      await send(given);
    } catch (refused) {
      setError(refused);
      setCode("");
      input.current?.focus();
    }
    setBusy(false);
  };
  const take = (text: string) => {
    const digits = text.replace(/\D/g, "").slice(0, length);
    setCode(digits);
    if (digits.length === length && digits !== code) void submit(digits);
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (code.length === length) void submit(code);
  };

  return (
    <form onSubmit={onSubmit} className="flex flex-col gap-5">
      <Field label={t("factors.code.label")} help={t("factors.code.help")} error={isWrong ? errorText(error) : undefined}>
        {(control) => (
          <Input
            {...control}
            ref={input}
            name="code"
            required
            autoFocus={autoFocus}
            inputMode="numeric"
            autoComplete="one-time-code"
            spellCheck={false}
            value={code}
            readOnly={busy}
            onChange={({ target }) => take(target.value)}
            className="tabular max-w-40 font-mono tracking-[0.3em]"
          />
        )}
      </Field>
      <FormError text={isWrong ? undefined : formProblem(error, [])} />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" look="primary" size="large" disabled={busy || code.length < length}>
          {t("factors.code.button")}
        </Button>
        {children}
      </div>
    </form>
  );
}
