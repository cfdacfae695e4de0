import { useCallback, useEffect, useState } from "react";
import { errorText } from "../../i18n/error-text.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Button, Choice, SkeletonLines, toast } from "../../ui/index.ts";
import { logOf, type Scope } from "./scope.ts";

const choices = ["ever", "d1095", "d365", "d90"] as const;
type Time = (typeof choices)[number];
const daysOf = (time: Time): number | null => (time === "ever" ? null : Number(time.slice(1)));
const timeOf = (days: number | null): Time => choices.find((time) => daysOf(time) === days) ?? "ever";

/** For how long addresses and devices stay beside the entries. */
export function LogKeep({ scope }: { scope: Scope }) {
  const t = useWords();
  const [standing, setStanding] = useState<{ days: number | null; done: number }>();
  const [chosen, setChosen] = useState<Time>();
  const [error, setError] = useState<string>();
  const look = useCallback(() => {
    setError(undefined);
    logOf(scope)
      .retention()
      .then(setStanding, (refused: unknown) => setError(errorText(refused)));
  }, [scope]);
  useEffect(look, [look]);
  const time = chosen ?? timeOf(standing?.days ?? null);
  const save = async () => {
    try {
      setStanding(await logOf(scope).keep(daysOf(time)));
      setChosen(undefined);
      toast(t("audit.keep.saved", { time: t(`audit.keep.${time}`) }));
    } catch (refused) {
      toast(errorText(refused));
    }
  };
  return (
    <section className="mt-8 border-t border-line pt-6">
      <h2 className="text-lg font-semibold">{t("audit.keep.title")}</h2>
      <p className="mt-1 max-w-[70ch] text-ink-2">{t("audit.keep.lead")}</p>
      {error && (
        <p className="mt-3 flex items-center gap-3 text-danger">
          {error}
          <Button size="small" onClick={look}>
            {t("ui.retry")}
          </Button>
        </p>
      )}
      {!standing && !error && <SkeletonLines count={2} label={t("ui.loading")} />}
      {standing && (
        <div className="mt-3 flex flex-col items-start gap-3">
          <Choice
            label={t("audit.keep.title")}
            value={time}
            onChange={setChosen}
            options={choices.map((value) => ({ value, text: t(`audit.keep.${value}`) }))}
          />
          {time !== "ever" && chosen !== undefined && <p className="text-sm text-warning">{t("audit.keep.warning")}</p>}
          {standing.done > 0 && <p className="tabular text-sm text-ink-3">{t("audit.keep.done", { count: standing.done, n: standing.done })}</p>}
          <Button disabled={chosen === undefined || daysOf(chosen) === standing.days} onClick={() => void save()}>
            {t("audit.keep.save")}
          </Button>
        </div>
      )}
    </section>
  );
}
