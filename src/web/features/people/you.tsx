import { Link, useParams } from "@tanstack/react-router";
import i18next from "i18next";
import { Bell, Keyboard, KeyRound, LogOut, ShieldCheck } from "lucide-react";
import { type ReactNode, useEffect } from "react";
import { nowQuiet } from "../../app/quiet.ts";
import { signOut } from "../../app/session.ts";
import { themes, useTheme } from "../../app/theme.ts";
import { useCache } from "../../cache/index.ts";
import { type Language, languages, speak } from "../../i18n/index.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Button, Choice } from "../../ui/index.ts";
import { DeviceChoice } from "../offline/device-choice.tsx";
import { ProfileForm } from "./profile-form.tsx";
import { StatusForm } from "./status-form.tsx";

/** The reader's own page: how others see him, and how this browser looks and speaks. */
export function You() {
  const t = useWords();
  useEffect(nowQuiet, []);
  const { company } = useParams({ from: "/gated/c/$company/you" });
  const me = useCache((cache) => cache.people.get(cache.companies.get(company)?.me ?? ""));
  const [theme, setTheme] = useTheme();
  return (
    <section className="flex min-w-0 flex-1 flex-col" aria-label={t("people.you.title")}>
      <header className="flex h-13 shrink-0 items-center border-b border-line px-5">
        <h1 className="text-lg font-semibold">{t("people.you.title")}</h1>
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto px-5 pb-10">
        <div className="mx-auto flex max-w-[36rem] flex-col divide-y divide-line">
          {me && (
            <>
              <Part title={t("profiles.status.title")}>
                <StatusForm key={me.id} company={company} me={me} />
              </Part>
              <Part title={t("profiles.own.profile")}>
                <ProfileForm key={me.id} company={company} me={me} />
              </Part>
            </>
          )}
          <Part title={t("profiles.own.look")}>
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
            <p className="flex flex-wrap gap-2">
              {(["notices", "keys"] as const).map((part) => (
                <Link
                  key={part}
                  to="/c/$company/you/$part"
                  params={{ company, part }}
                  className="inline-flex h-9 items-center gap-2 rounded-box px-3.5 font-medium ring-1 ring-edge ring-inset hover:bg-hover"
                >
                  {part === "keys" ? <Keyboard aria-hidden size={16} /> : <Bell aria-hidden size={16} />}
                  {part === "keys" ? t("app.keys.title") : t("notices.title")}
                </Link>
              ))}
            </p>
          </Part>
          <Part title={t("offline.device.title")}>
            <DeviceChoice />
          </Part>
          <Part title={t("profiles.own.leave")}>
            <p className="text-sm text-ink-3">{t("profiles.own.leaveHelp")}</p>
            <div className="flex flex-wrap gap-2">
              <Link to="/settings" className="inline-flex h-9 items-center gap-2 rounded-box px-3.5 font-medium ring-1 ring-edge ring-inset hover:bg-hover">
                <KeyRound aria-hidden size={16} />
                {t("accounts.account.title")}
              </Link>
              <Link
                to="/settings/security"
                className="inline-flex h-9 items-center gap-2 rounded-box px-3.5 font-medium ring-1 ring-edge ring-inset hover:bg-hover"
              >
                <ShieldCheck aria-hidden size={16} />
                {t("accounts.security.title")}
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
