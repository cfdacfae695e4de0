import { CircleAlert, CircleCheck, CircleDashed, type LucideIcon } from "lucide-react";
import { useState } from "react";
import { limits } from "../../../contract/limits.ts";
import { useWords } from "../../i18n/use-words.ts";
import { cx, Field } from "../../ui/index.ts";
import { PasswordInput } from "./password-input.tsx";

type Advice = "empty" | "short" | "own" | "fair" | "good";

const looks: Record<Advice, { icon: LucideIcon; className: string }> = {
  empty: { icon: CircleDashed, className: "text-ink-3" },
  short: { icon: CircleDashed, className: "text-ink-3" },
  own: { icon: CircleAlert, className: "text-warning" },
  fair: { icon: CircleAlert, className: "text-warning" },
  good: { icon: CircleCheck, className: "text-positive" },
};

/** Advice while typing; the server, which knows the list of common passwords, has the last word. */
function adviseOn(password: string, name: string): Advice {
  const length = [...password].length;
  if (length === 0) return "empty";
  if (length < limits.password.least) return "short";
  const own = name.trim().toLowerCase();
  if (own.length >= 4 && password.toLowerCase().includes(own)) return "own";
  return length < 14 ? "fair" : "good";
}

interface NewPasswordProps {
  readonly label: string;
  readonly name: string;
  /** The name of whom it protects: it must not be part of it. */
  readonly person?: string;
  /** The server's refusal; it goes as soon as something else is typed. */
  readonly error: string | undefined;
  readonly autoFocus?: boolean;
}

export function NewPassword({ label, name, person = "", error, autoFocus = false }: NewPasswordProps) {
  const t = useWords();
  const [password, setPassword] = useState("");
  const [answered, setAnswered] = useState(false);
  if (error === undefined && answered) setAnswered(false);
  const refusal = answered ? undefined : error;
  const advice = adviseOn(password, person);
  const { icon: Icon, className } = looks[advice];
  return (
    <Field
      label={label}
      error={refusal}
      help={
        refusal === undefined && (
          <span className={cx("flex items-start gap-1.5", className)}>
            <Icon aria-hidden size={14} className="mt-[3px] shrink-0" />
            <span>{t(`accounts.advice.${advice}`, { least: limits.password.least })}</span>
          </span>
        )
      }
    >
      {(control) => (
        <PasswordInput
          {...control}
          name={name}
          required
          autoFocus={autoFocus}
          maxLength={limits.password.most}
          autoComplete="new-password"
          value={password}
          onChange={(event) => {
            setPassword(event.target.value);
            setAnswered(error !== undefined);
          }}
        />
      )}
    </Field>
  );
}
