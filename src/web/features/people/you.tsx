import { Link, useParams } from "@tanstack/react-router";
import i18next from "i18next";
import { KeyRound, LogOut } from "lucide-react";
import { type FormEvent, type ReactNode, useState } from "react";
import { limits } from "../../../contract/limits.ts";
import { signOut } from "../../app/session.ts";
import { useSetting, writeSetting } from "../../app/settings.ts";
import { themes, useTheme } from "../../app/theme.ts";
import { useWorkspace } from "../../app/workspace.ts";
import { type PersonRow, useCache, withPeople } from "../../cache/index.ts";
import { type Language, languages, speak } from "../../i18n/index.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Avatar, Button, Choice, Field, Input, toast } from "../../ui/index.ts";
import { Switch } from "../../ui/switch.tsx";
import { fieldProblem, formProblem } from "../accounts/field-problems.ts";
import { FormError } from "../accounts/form-error.tsx";
import { shapeOf } from "./person-mark.tsx";

/** The reader's own page: how others see him, and how this browser looks and speaks. */
export function You() {
  const t = useWords();
  const { company } = useParams({ from: "/gated/c/$company/you" });
  const me = useCache((cache) => cache.people.get(cache.companies.get(company)?.me ?? ""));
  const [theme, setTheme] = useTheme();
  const letters = useSetting("letters") !== "off";
  return (
    <section className="flex min-w-0 flex-1 flex-col" aria-label={t("people.you.title")}>
      <header className="flex h-13 shrink-0 items-center border-b border-line px-5">
        <h1 className="text-lg font-semibold">{t("people.you.title")}</h1>
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto px-5 pb-10">
        <div className="mx-auto flex max-w-[36rem] flex-col divide-y divide-line">
          {me && <Profile key={me.id} company={company} me={me} />}
          <Part title={t("people.you.look")}>
            <Row label={t("app.theme.label")}>
              <Choice
                label={t("app.theme.label")}
                value={theme}
                onChange={setTheme}
                options={themes.map((value) => ({ value, text: t(`app.theme.${value}`) }))}
              />
            </Row>
            <Row label={t("app.language.label")}>
              <Choice<Language>
                label={t("app.language.label")}
                value={i18next.language === "fr" ? "fr" : "en"}
                onChange={(language) => void speak(language)}
                options={languages.map((value) => ({ value, text: t(`app.language.${value}`) }))}
              />
            </Row>
            <Switch
              label={t("app.keys.letters")}
              help={t("app.keys.lettersHelp")}
              checked={letters}
              onChange={(on) => writeSetting("letters", on ? "on" : "off")}
            />
          </Part>
          <Part title={t("people.you.leave")}>
            <p className="text-sm text-ink-3">{t("people.you.leaveHelp")}</p>
            <div className="flex flex-wrap gap-2">
              <Link to="/settings" className="inline-flex h-9 items-center gap-2 rounded-box px-3.5 font-medium ring-1 ring-edge ring-inset hover:bg-hover">
                <KeyRound aria-hidden size={16} />
                {t("accounts.account.title")}
              </Link>
              <Button icon={LogOut} onClick={() => void signOut()}>
                {t("app.signOut")}
              </Button>
            </div>
          </Part>
        </div>
      </div>
    </section>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="flex flex-col gap-4 py-6">
      <h2 className="text-lg font-semibold">{title}</h2>
      {children}
    </section>
  );
}

function Row({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
      <span className="font-medium">{label}</span>
      {children}
    </div>
  );
}

function Profile({ company, me }: { company: string; me: PersonRow }) {
  const t = useWords();
  const workspace = useWorkspace();
  const [error, setError] = useState<unknown>();
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setError(undefined);
    try {
      const person = await workspace.call("updateMyProfile", {
        params: { company },
        body: { name: String(form.get("name")), handle: String(form.get("handle")), title: String(form.get("title")).trim() },
      });
      workspace.store.update((cache) => ({ ...cache, people: withPeople(cache.people, [person]) }));
      toast(t("people.you.saved"));
    } catch (refused) {
      setError(refused);
    }
  };
  return (
    <Part title={t("people.you.profile")}>
      <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
        <div className="flex items-center gap-4">
          <Avatar id={me.id} name={me.name} shape={shapeOf(me)} size={64} />
          <div className="min-w-0">
            <p className="truncate text-lg font-semibold">
              <bdi>{me.name}</bdi>
            </p>
            <p className="truncate text-ink-3">
              @{me.handle} · {t(`people.roles.${me.role}`)}
            </p>
          </div>
        </div>
        <Field label={t("people.fields.name")} error={fieldProblem(error, "name")}>
          {(control) => <Input {...control} name="name" required maxLength={limits.name} defaultValue={me.name} autoComplete="name" />}
        </Field>
        <Field label={t("people.fields.handle")} help={t("people.fields.handleHelp")} error={fieldProblem(error, "handle")}>
          {(control) => (
            <Input {...control} name="handle" required maxLength={limits.handle} defaultValue={me.handle} autoCapitalize="none" spellCheck={false} />
          )}
        </Field>
        <Field label={t("people.fields.title")} error={fieldProblem(error, "title")}>
          {(control) => <Input {...control} name="title" maxLength={limits.name} defaultValue={me.title} autoComplete="organization-title" />}
        </Field>
        <FormError text={formProblem(error, ["name", "handle", "title"])} />
        <div>
          <Button type="submit" look="primary">
            {t("ui.save")}
          </Button>
        </div>
      </form>
    </Part>
  );
}
