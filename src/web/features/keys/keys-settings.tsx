import { RotateCcw } from "lucide-react";
import { type KeyboardEvent, useState } from "react";
import "../../app/all-actions.ts";
import { type ActionName, actionNames, isSingle, keysOf, placeOf, usualKeys } from "../../app/actions.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Button, IconButton, toast } from "../../ui/index.ts";
import { Keys, keysAsText } from "../../ui/keys.tsx";
import { Switch } from "../../ui/switch.tsx";
import { usePreferences } from "../preferences/use-preferences.ts";
import { clashOf, problemOf } from "./clashes.ts";

const groups = [
  { where: ["anywhere", "outside"], title: "keys.sheet.anywhere" },
  { where: ["list", "within"], title: "keys.sheet.list" },
  { where: ["composer"], title: "keys.sheet.composer" },
] as const;
/** Sending is a choice of its own, and the others of the composer are what Enter and arrows mean in every field. */
const fixed: readonly ActionName[] = ["send", "breakLine", "editLast", "closePanel"];

/** Every action with its keys: press others, take them off, or have them as before. */
export function KeysSettings({ company }: { company: string }) {
  const t = useWords();
  const { preferences, set } = usePreferences(company);
  const { single, own } = preferences.keys;
  const keysNow = (name: ActionName) => own[name] ?? usualKeys(name);
  const change = (name: ActionName, keys: string | undefined) =>
    set((before) => {
      const { [name]: _, ...others } = before.keys.own;
      const isUsual = keys === undefined || keys === usualKeys(name);
      return { ...before, keys: { ...before.keys, own: isUsual ? others : { ...others, [name]: keys } } };
    });
  const resetAll = () => {
    set((before) => ({ ...before, keys: { ...before.keys, own: {} } }));
    toast(t("keys.wasReset"), { text: t("ui.undo"), run: () => set((before) => ({ ...before, keys: { ...before.keys, own } })) });
  };
  return (
    <>
      <section className="flex flex-col gap-4 py-6">
        <p className="text-ink-2">{t("keys.lead")}</p>
        <Switch
          label={t("keys.single")}
          help={t("keys.singleHelp")}
          checked={single}
          onChange={(single) => set((before) => ({ ...before, keys: { ...before.keys, single } }))}
        />
        {Object.keys(own).length > 0 && (
          <div>
            <Button icon={RotateCcw} onClick={resetAll}>
              {t("keys.resetAll")}
            </Button>
          </div>
        )}
      </section>
      {groups.map(({ where, title }) => (
        <section key={title} className="py-6">
          <h2 className="mb-2 text-lg font-semibold">{t(title)}</h2>
          <ul className="divide-y divide-line border-y border-line">
            {actionNames()
              .filter((name) => where.some((place) => place === placeOf(name)) && !fixed.includes(name))
              .map((name) => {
                const other = clashOf(name, keysNow);
                return (
                  <li key={name} className="py-1.5">
                    <KeyRow
                      name={name}
                      keys={keysNow(name)}
                      isOff={!single && isSingle(keysNow(name))}
                      isOwn={own[name] !== undefined}
                      onChange={(keys) => change(name, keys)}
                    />
                    {other && <p className="text-sm text-warning">{t("keys.clash", { action: t(`keys.actions.${other}`) })}</p>}
                  </li>
                );
              })}
          </ul>
        </section>
      ))}
    </>
  );
}

interface KeyRowProps {
  readonly name: ActionName;
  readonly keys: string;
  readonly isOff: boolean;
  readonly isOwn: boolean;
  /** `undefined`: as before. */
  readonly onChange: (keys: string | undefined) => void;
}

function KeyRow({ name, keys, isOff, isOwn, onChange }: KeyRowProps) {
  const t = useWords();
  const [asking, setAsking] = useState(false);
  const [problem, setProblem] = useState<"needsModifier" | "reserved">();
  const action = t(`keys.actions.${name}`);
  const onKeyDown = (event: KeyboardEvent) => {
    if (!asking || event.key === "Tab" || ["Control", "Shift", "Alt", "Meta", "AltGraph"].includes(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    const pressed = keysOf(event.nativeEvent);
    if (pressed === "escape") return setAsking(false);
    const wrong = pressed === "Backspace" ? undefined : problemOf(name, pressed);
    setProblem(wrong);
    if (wrong) return;
    onChange(pressed === "Backspace" ? "" : pressed);
    setAsking(false);
  };
  const stop = () => {
    setAsking(false);
    setProblem(undefined);
  };
  return (
    <>
      <div className="flex min-h-9 items-center gap-3">
        <span className="min-w-0 flex-1">{action}</span>
        <button
          type="button"
          aria-label={`${t("keys.of", { action })}: ${asking ? t("keys.press") : keysAsText(keys) || t("keys.none")}`}
          aria-pressed={asking}
          onClick={() => setAsking(!asking)}
          onKeyDown={onKeyDown}
          onBlur={stop}
          className="min-h-8 min-w-20 rounded-box px-2 text-right text-sm ring-1 ring-line ring-inset hover:bg-hover aria-pressed:bg-accent-soft aria-pressed:ring-accent coarse:min-h-11"
        >
          {asking ? (
            t("keys.press")
          ) : keys ? (
            <span className={isOff ? "line-through opacity-60" : undefined}>
              <Keys keys={keys} />
            </span>
          ) : (
            <span className="text-ink-3">{t("keys.none")}</span>
          )}
        </button>
        <span className="w-7">
          {isOwn && <IconButton icon={RotateCcw} size="small" label={t("keys.resetOf", { action })} onClick={() => onChange(undefined)} />}
        </span>
      </div>
      <div aria-live="polite" className="text-sm">
        {asking && !problem && <p className="text-ink-3">{t("keys.pressHelp")}</p>}
        {problem && <p className="text-danger">{t(`keys.${problem}`)}</p>}
      </div>
    </>
  );
}
