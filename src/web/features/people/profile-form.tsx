import { type FormEvent, useState } from "react";
import { limits } from "../../../contract/limits.ts";
import { useWorkspace } from "../../app/workspace.ts";
import { type PersonRow, withPeople } from "../../cache/index.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Avatar, Button, Field, Input, toast } from "../../ui/index.ts";
import { fieldProblem, formProblem } from "../accounts/field-problems.ts";
import { FormError } from "../accounts/form-error.tsx";
import { shapeOf } from "./person-mark.tsx";
import { allZones, ownZone } from "./zones.ts";

/** Name, handle, title and time zone: how others see the reader. */
export function ProfileForm({ company, me }: { company: string; me: PersonRow }) {
  const t = useWords();
  const workspace = useWorkspace();
  const [error, setError] = useState<unknown>();
  const [zone, setZone] = useState(me.zone ?? "");
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setError(undefined);
    try {
      const person = await workspace.call("updateMyProfile", {
        params: { company },
        body: { name: String(form.get("name")), handle: String(form.get("handle")), title: String(form.get("title")).trim(), zone: zone === "" ? null : zone },
      });
      workspace.store.update((cache) => ({ ...cache, people: withPeople(cache.people, [person]) }));
      toast(t("profiles.own.saved"));
    } catch (refused) {
      setError(refused);
    }
  };
  return (
    <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
      <div className="flex items-center gap-4">
        <Avatar id={me.id} name={me.name} shape={shapeOf(me)} size={64} />
        <div className="min-w-0">
          <p className="truncate text-lg font-semibold" title={me.name}>
            <bdi>{me.name}</bdi>
          </p>
          <p className="truncate text-ink-3">
            @{me.handle} · {t(`people.roles.${me.role}`)}
          </p>
        </div>
      </div>
      <Field label={t("profiles.fields.name")} error={fieldProblem(error, "name")}>
        {(control) => <Input {...control} name="name" required maxLength={limits.name} defaultValue={me.name} autoComplete="name" />}
      </Field>
      <Field label={t("profiles.fields.handle")} help={t("profiles.fields.handleHelp")} error={fieldProblem(error, "handle")}>
        {(control) => <Input {...control} name="handle" required maxLength={limits.handle} defaultValue={me.handle} autoCapitalize="none" spellCheck={false} />}
      </Field>
      <Field label={t("profiles.fields.title")} error={fieldProblem(error, "title")}>
        {(control) => <Input {...control} name="title" maxLength={limits.name} defaultValue={me.title} autoComplete="organization-title" />}
      </Field>
      <ZoneField zone={zone} onChange={setZone} error={fieldProblem(error, "zone")} />
      <FormError text={formProblem(error, ["name", "handle", "title", "zone"])} />
      <div>
        <Button type="submit" look="primary">
          {t("ui.save")}
        </Button>
      </div>
    </form>
  );
}

function ZoneField({ zone, onChange, error }: { zone: string; onChange: (zone: string) => void; error: string | undefined }) {
  const t = useWords();
  const browser = ownZone();
  const [zones] = useState(() => allZones(zone || null, browser));
  return (
    <div>
      <Field label={t("profiles.zone.label")} help={t("profiles.zone.help")} error={error}>
        {(control) => (
          <select
            {...control}
            value={zone}
            onChange={(event) => onChange(event.target.value)}
            className="h-9 w-full rounded-box bg-raised px-3 text-base text-ink ring-1 ring-edge ring-inset focus:outline-2 focus:-outline-offset-1 focus:outline-accent coarse:h-11"
          >
            <option value="">{t("profiles.zone.none")}</option>
            {zones.map((name) => (
              <option key={name} value={name}>
                {name.replaceAll("_", " ")}
              </option>
            ))}
          </select>
        )}
      </Field>
      {zone !== browser && (
        <p className="mt-1.5 flex flex-wrap items-center gap-x-2 text-sm text-ink-2">
          {t("profiles.zone.browser", { zone: browser.replaceAll("_", " ") })}
          <Button size="small" onClick={() => onChange(browser)}>
            {t("profiles.zone.take")}
          </Button>
        </p>
      )}
    </div>
  );
}
