import { lazy, Suspense } from "react";
import { whenQuiet } from "../../app/quiet.ts";
import type { PersonRow, Presence } from "../../cache/index.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Avatar } from "../../ui/avatar.tsx";
import { usePerson } from "./people-by-ids.ts";

const LookAlikeSign = lazy(() => whenQuiet(() => import("./look-alike-sign.tsx")));

/** A person's avatar by id; `here` adds the sign of presence. */
export function PersonMark({
  company,
  person: id,
  size = 18,
  here,
}: {
  company: string;
  person: string;
  size?: 18 | 20 | 24 | 36;
  here?: Presence | undefined;
}) {
  const t = useWords();
  const person = usePerson(company, id);
  return (
    <span className="relative inline-flex shrink-0">
      <Avatar id={id} name={person?.name ?? ""} shape={shapeOf(person)} size={size} />
      {here && (
        <span title={t(`people.${here}`)} className={`presence ${here} absolute -right-0.5 -bottom-0.5 ring-2 ring-side`}>
          <span className="sr-only">{t(`people.${here}`)}</span>
        </span>
      )}
    </span>
  );
}

/**
 * A person's name; `shownAs` is the name an app had chosen. A word beside it says what isn't an active person of today; that
 * somebody was imported is left to the tooltip and the avatar's shape unless `full`, for lists of messages are full of them.
 */
export function PersonName({
  company,
  person: id,
  shownAs = null,
  full = false,
}: {
  company: string;
  person: string;
  shownAs?: string | null;
  full?: boolean;
}) {
  const t = useWords();
  const person = usePerson(company, id);
  if (!person) return <span className="inline-block h-4 w-24 rounded-chip bg-hover" />;
  const imported = person.kind === "imported" ? t("people.imported") : "";
  const sign =
    person.kind === "bot" || person.kind === "service" ? t(`people.${person.kind}`) : person.state !== "active" ? t("people.left") : full ? imported : "";
  return (
    <>
      <bdi className="font-semibold" title={[shownAs ?? person.name, `@${person.handle}`, imported].filter(Boolean).join(" · ")}>
        {shownAs ?? person.name}
      </bdi>
      {sign && <span className="text-xs text-ink-3">{sign}</span>}
      {!full && (
        <Suspense>
          <LookAlikeSign person={person} />
        </Suspense>
      )}
    </>
  );
}

export function shapeOf(person: PersonRow | undefined): "person" | "bot" | "imported" | "service" {
  return person?.kind ?? "person";
}
