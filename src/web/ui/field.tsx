import { type ComponentProps, type ReactNode, useId } from "react";
import { cx } from "./cx.ts";

interface FieldProps {
  readonly label: string;
  readonly help?: ReactNode;
  /** What is wrong, in a sentence; read out when it appears. */
  readonly error?: string | undefined;
  readonly children: (control: { id: string; "aria-describedby": string | undefined; "aria-invalid": boolean | undefined }) => ReactNode;
}

/** A labelled control with help and error in fixed places, so that nothing jumps but the error's own line. */
export function Field({ label, help, error, children }: FieldProps) {
  const id = useId();
  const described = [help && `${id}-help`, error && `${id}-error`].filter(Boolean).join(" ");
  return (
    <div>
      <label htmlFor={id} className="mb-1.5 block text-sm font-medium text-ink">
        {label}
      </label>
      {children({ id, "aria-describedby": described || undefined, "aria-invalid": error ? true : undefined })}
      {help && (
        <p id={`${id}-help`} className="mt-1.5 text-sm text-ink-3">
          {help}
        </p>
      )}
      <div aria-live="polite">
        {error && (
          <p id={`${id}-error`} className="mt-1.5 text-sm text-danger">
            {error}
          </p>
        )}
      </div>
    </div>
  );
}

const control =
  "w-full rounded-box bg-raised text-ink ring-1 ring-inset ring-edge placeholder:text-ink-3 hover:ring-ink-3 focus:outline-2 focus:-outline-offset-1 focus:outline-accent aria-invalid:ring-danger disabled:bg-hover disabled:text-ink-3";

export function Input({ className, ...rest }: ComponentProps<"input">) {
  return <input className={cx(control, "h-9 px-3 text-base", className)} autoComplete="off" {...rest} />;
}

export function TextArea({ className, ...rest }: ComponentProps<"textarea">) {
  return <textarea className={cx(control, "min-h-20 px-3 py-2 text-base", className)} {...rest} />;
}
