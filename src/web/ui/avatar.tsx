import { cx } from "./cx.ts";

/** person: squircle · bot, service: square · imported: dashed outline, nobody has claimed it yet */
export type AvatarShape = "person" | "bot" | "imported" | "service";

/** A stable hue from an id, so that a person keeps the colour when the name changes. */
function hueOf(id: string): number {
  let sum = 0;
  for (const char of id) sum = (sum * 31 + (char.codePointAt(0) ?? 0)) % 3600;
  return sum / 10;
}

const signs = new Intl.Segmenter();

function initialsOf(name: string): string {
  const words = name.split(/[\s._-]+/u).filter((word) => /[\p{L}\p{N}]/u.test(word));
  const first = (word: string | undefined) => [...signs.segment(word ?? "")].map(({ segment }) => segment).find((sign) => /[\p{L}\p{N}]/u.test(sign)) ?? "";
  return (first(words[0]) + (words.length > 1 ? first(words.at(-1)) : "")).toLocaleUpperCase();
}

const sizes = { 18: "size-4.5 text-[8px]", 20: "size-5 text-[9px]", 24: "size-6 text-[10px]", 36: "size-9 text-sm", 64: "size-16 text-xl" } as const;

/** Decoration beside a name: silent for screen readers. */
export function Avatar({ id, name, shape = "person", size = 36 }: { id: string; name: string; shape?: AvatarShape; size?: keyof typeof sizes }) {
  return (
    <span
      aria-hidden
      className={cx(
        "inline-flex shrink-0 items-center justify-center font-semibold tracking-wide select-none",
        sizes[size],
        shape === "bot" || shape === "service" ? "rounded-none" : "rounded-[30%]",
        shape === "imported" ? "avatar-outline" : "avatar-solid",
      )}
      style={{ "--hue": hueOf(id) } as React.CSSProperties}
    >
      {initialsOf(name)}
    </span>
  );
}
