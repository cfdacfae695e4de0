import { useTranslation } from "react-i18next";
import type { PersonRow } from "../../cache/index.ts";
import { Avatar } from "../../ui/avatar.tsx";
import { usePerson } from "./people-by-ids.ts";

/** A person's avatar by id; `here` adds the sign of presence. */
export function PersonMark({ company, person: id, size = 18, here = false }: { company: string; person: string; size?: 18 | 20 | 24 | 36; here?: boolean }) {
  const person = usePerson(company, id);
  return (
    <span className="relative inline-flex shrink-0">
      <Avatar id={id} name={person?.name ?? ""} shape={shapeOf(person)} size={size} />
      {here && <span className="absolute -right-0.5 -bottom-0.5 size-2 rounded-full bg-positive ring-2 ring-side" />}
    </span>
  );
}

/** A person's name, with a word beside it where it isn't an active person of today; `shownAs` is the name an app had chosen. */
export function PersonName({ company, person: id, shownAs = null }: { company: string; person: string; shownAs?: string | null }) {
  const { t } = useTranslation();
  const person = usePerson(company, id);
  if (!person) return <span className="inline-block h-4 w-24 rounded-chip bg-hover" />;
  const sign = person.kind === "bot" ? t("people.bot") : person.kind === "imported" ? t("people.imported") : person.state === "active" ? "" : t("people.left");
  return (
    <>
      <bdi className="font-semibold" title={`@${person.handle}`}>
        {shownAs ?? person.name}
      </bdi>
      {sign && <span className="text-xs text-ink-3">{sign}</span>}
    </>
  );
}

export function shapeOf(person: PersonRow | undefined): "person" | "bot" | "imported" {
  return person?.kind ?? "person";
}
