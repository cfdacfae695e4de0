import { useEffect, useEffectEvent, useId, useRef, useState } from "react";
import { limits } from "../../../contract/limits.ts";
import { useWords } from "../../i18n/use-words.ts";
import { cx } from "../../ui/cx.ts";
import { toast } from "../../ui/toast.tsx";
import { type Entry, isFolder } from "./entry.ts";

interface RenameFieldProps {
  readonly entry: Entry;
  /** Whether another beside it is called so. */
  readonly isTaken: (name: string) => boolean;
  readonly onDone: (name: string | undefined) => void;
}

/** A name where it stands: Enter and leaving it keep what is written, Esc does not. A name that is taken is refused until it is changed. */
export function RenameField({ entry, isTaken, onDone }: RenameFieldProps) {
  const t = useWords();
  const field = useRef<HTMLInputElement>(null);
  const ended = useRef(false);
  const [name, setName] = useState(entry.name);
  const hint = useId();
  const written = name.trim();
  const refused = written !== entry.name && isTaken(written);
  const end = (keep: boolean) => {
    if (ended.current) return;
    ended.current = true;
    onDone(keep && written !== "" && written !== entry.name ? written : undefined);
  };
  const choose = useEffectEvent(() => {
    const dot = isFolder(entry) ? -1 : entry.name.lastIndexOf(".");
    field.current?.focus();
    field.current?.setSelectionRange(0, dot > 0 ? dot : entry.name.length); // the ending stays unless one means it
  });
  // Once only: the list is told anew while one types.
  useEffect(() => choose(), []);
  const leave = () => {
    if (refused && !ended.current) toast(t("drive.clash.title"));
    end(!refused);
  };
  return (
    <>
      <input
        ref={field}
        value={name}
        dir="auto"
        maxLength={limits.fileName}
        aria-label={t("drive.nameOf", { name: entry.name })}
        onChange={(event) => setName(event.target.value)}
        aria-invalid={refused}
        aria-describedby={refused ? hint : undefined}
        onBlur={leave}
        onClick={(event) => event.stopPropagation()}
        onDoubleClick={(event) => event.stopPropagation()}
        onKeyDown={(event) => {
          event.stopPropagation();
          if (event.nativeEvent.isComposing) return;
          if (event.key === "Enter" || event.key === "Escape") event.preventDefault();
          if (event.key === "Enter" && !refused) end(true);
          if (event.key === "Escape") end(false);
        }}
        className={cx("h-7 w-full rounded-chip bg-raised px-1.5 font-medium ring-1 ring-inset focus:outline-none", refused ? "ring-danger" : "ring-accent")}
      />
      {refused && (
        <span id={hint} role="alert" className="block truncate text-xs text-danger">
          {t("drive.clash.title")}
        </span>
      )}
    </>
  );
}
