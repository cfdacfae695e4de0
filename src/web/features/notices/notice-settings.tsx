import { Link } from "@tanstack/react-router";
import { Bell, BellOff } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useSetting, writeSetting } from "../../app/settings.ts";
import { type CompanyView, useCache } from "../../cache/index.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Button, Choice, Field, Input, toast } from "../../ui/index.ts";
import { Switch } from "../../ui/switch.tsx";
import { useNamer } from "../channels/channel-name.ts";
import { usePreferences } from "../preferences/use-preferences.ts";
import { canNotify } from "./tabs.ts";

const levels = ["mentions", "all", "none"] as const;

/** Of what the reader is told, when, and whether this browser says it. */
export function NoticeSettings({ company }: { company: CompanyView }) {
  const t = useWords();
  const { preferences, set } = usePreferences(company.id);
  const { level } = preferences.notices;
  return (
    <>
      <Part title={t("notices.here.title")}>
        <ThisBrowser />
      </Part>
      <Part title={t("notices.level.title")} note={t("notices.on")}>
        <Choice
          label={t("notices.level.title")}
          value={level}
          onChange={(level) => set((before) => ({ ...before, notices: { ...before.notices, level } }))}
          options={levels.map((value) => ({ value, text: t(`notices.level.${value}`) }))}
        />
        <p className="text-sm text-ink-3">{t(`notices.level.help.${level}`)}</p>
      </Part>
      <Part title={t("notices.quiet.title")} note={t("notices.on")}>
        <QuietHours company={company} />
      </Part>
      <Part title={t("notices.own.title")}>
        <OwnLevels company={company} />
      </Part>
    </>
  );
}

function Part({ title, note, children }: { title: string; note?: string; children: ReactNode }) {
  return (
    <section className="flex flex-col items-start gap-3 py-6">
      <header className="flex w-full flex-wrap items-baseline justify-between gap-x-4">
        <h2 className="text-lg font-semibold">{title}</h2>
        {note && <p className="text-sm text-ink-3">{note}</p>}
      </header>
      {children}
    </section>
  );
}

/** The browser is asked only after this click, never on load. */
function ThisBrowser() {
  const t = useWords();
  const wanted = useSetting("notices") === "on";
  const [permission, setPermission] = useState(() => (canNotify() ? Notification.permission : null));
  if (permission === null) return <p className="text-ink-2">{t("notices.here.missing")}</p>;
  if (permission === "denied") return <p className="text-ink-2">{t("notices.here.denied")}</p>;
  const isOn = wanted && permission === "granted";
  const turnOn = async () => {
    const answer = await Notification.requestPermission();
    if (answer === "granted") writeSetting("notices", "on");
    else toast(t("notices.here.nothing"));
    setPermission(answer);
  };
  return (
    <>
      <p className="text-ink-2">{isOn ? t("notices.here.on") : t("notices.here.off")}</p>
      <div className="flex flex-wrap gap-2">
        {isOn ? (
          <>
            <Button icon={BellOff} onClick={() => writeSetting("notices", "off")}>
              {t("notices.here.turnOff")}
            </Button>
            <Button look="quiet" onClick={() => new Notification(t("notices.here.sample"), { body: t("notices.here.sampleText"), tag: "sample" })}>
              {t("notices.here.try")}
            </Button>
          </>
        ) : (
          <Button look="primary" icon={Bell} onClick={() => void turnOn()}>
            {t("notices.here.turnOn")}
          </Button>
        )}
      </div>
    </>
  );
}

const usualHours = { from: "20:00", to: "07:00" };

function QuietHours({ company }: { company: CompanyView }) {
  const t = useWords();
  const { preferences, set } = usePreferences(company.id);
  const zone = useCache((cache) => cache.people.get(company.me)?.zone) ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  const { quiet } = preferences.notices;
  const change = (quiet: typeof usualHours | null) => set((before) => ({ ...before, notices: { ...before.notices, quiet } }));
  return (
    <>
      <Switch
        label={t("notices.quiet.switch")}
        help={t("notices.quiet.help", { zone: zone.replaceAll("_", " ") })}
        checked={quiet !== null}
        onChange={(on) => change(on ? usualHours : null)}
      />
      {quiet && (
        <div className="flex flex-wrap gap-4">
          {(["from", "to"] as const).map((end) => (
            <Field key={end} label={t(`notices.quiet.${end}`)}>
              {(control) => (
                <Input
                  {...control}
                  type="time"
                  required
                  value={quiet[end]}
                  onChange={({ target }) => target.value && change({ ...quiet, [end]: target.value })}
                />
              )}
            </Field>
          ))}
        </div>
      )}
    </>
  );
}

function OwnLevels({ company }: { company: CompanyView }) {
  const t = useWords();
  const nameOf = useNamer(company.id);
  const rows = [...company.channels.values()].filter(({ muted, notices, archived }) => !archived && (muted || notices !== "usual"));
  if (rows.length === 0) return <p className="text-sm text-ink-3">{t("notices.own.none")}</p>;
  return (
    <>
      <p className="text-sm text-ink-3">{t("notices.own.help")}</p>
      <ul className="w-full divide-y divide-line border-y border-line">
        {rows.map((row) => (
          <li key={row.id}>
            <Link
              to="/c/$company/channels/$channel"
              params={{ company: company.id, channel: row.id }}
              search={{ panel: "details" }}
              className="flex min-h-10 items-center justify-between gap-4 px-1 hover:bg-hover"
            >
              <bdi className="min-w-0 truncate" title={nameOf(row)}>
                {nameOf(row)}
              </bdi>
              <span className="shrink-0 text-sm text-ink-3">
                {row.muted || row.notices === "usual" ? t("notices.own.muted") : t(`notices.level.${row.notices}`)}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </>
  );
}
