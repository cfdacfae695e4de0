import { useId } from "react";
import { cx } from "./cx.ts";

interface ChoiceProps<V extends string> {
  readonly label: string;
  readonly value: V;
  readonly options: readonly { readonly value: V; readonly text: string }[];
  readonly onChange: (value: V) => void;
}

/** One of a few, all in sight: a row of radio buttons that looks like one control. */
export function Choice<V extends string>({ label, value, options, onChange }: ChoiceProps<V>) {
  const group = useId();
  return (
    <fieldset className="inline-flex max-w-full flex-wrap rounded-box bg-hover p-0.5">
      <legend className="sr-only">{label}</legend>
      {options.map((option) => (
        <label
          key={option.value}
          className={cx(
            "relative rounded-[6px] px-3 py-1 text-sm font-medium text-ink-2 select-none has-focus-visible:outline-2 has-focus-visible:outline-accent",
            option.value === value ? "bg-raised text-ink ring-1 ring-edge" : "hover:text-ink",
          )}
        >
          <input
            type="radio"
            name={group}
            value={option.value}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
            className="absolute inset-0 opacity-0"
          />
          {option.text}
        </label>
      ))}
    </fieldset>
  );
}
