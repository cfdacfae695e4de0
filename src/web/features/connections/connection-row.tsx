import { useState } from "react";
import { errorText } from "../../i18n/error-text.ts";
import { dayAndTime } from "../../i18n/times.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Button, toast } from "../../ui/index.ts";
import { Switch } from "../../ui/switch.tsx";
import type { Connection, Family } from "./family.ts";
import { SamlFacts } from "./saml-facts.tsx";

interface RowProps {
  readonly family: Family;
  readonly connection: Connection;
  readonly again: () => void;
  readonly onEdit: () => void;
}

/** One connection: on or off, tested, changed, removed; and what it refused lately. */
export function ConnectionRow({ family, connection: { id, name, issuer, state, saml, problems }, again, onEdit }: RowProps) {
  const t = useWords();
  const [busy, setBusy] = useState(false);
  const [isAsking, setAsking] = useState(false);
  const [tested, setTested] = useState<string>();
  const run = async (work: () => Promise<unknown>) => {
    setBusy(true);
    await work().then(again, (refused: unknown) => toast(errorText(refused)));
    setBusy(false);
  };
  const [isOn, setOn] = useState(state === "on");
  const turn = (on: boolean) =>
    run(async () => {
      setOn(on);
      await family.change(id, { state: on ? "on" : "off" }).catch((refused: unknown) => {
        setOn(!on);
        throw refused;
      });
    });
  const test = () =>
    run(async () => {
      const { problem, keys, algorithms } = await family.test(id);
      setTested(problem ? t(`connections.admin.problem.${problem}`) : t("connections.admin.sound", { count: keys, algorithms: algorithms.join(", ") }));
    });
  const remove = () =>
    run(async () => {
      await family.remove(id);
      toast(t("connections.admin.removed", { name }));
    });
  return (
    <li className="py-4">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <div className="min-w-40 flex-1">
          <p className="font-medium break-words">
            <bdi>{name}</bdi> <span className="font-normal text-ink-3">{t(`connections.admin.state.${state}`)}</span>
          </p>
          <p className="font-mono text-sm break-all text-ink-3">{issuer}</p>
        </div>
        <div className="flex flex-wrap gap-2">
          <Button size="small" disabled={busy} aria-label={t("connections.admin.testOf", { name })} onClick={() => void test()}>
            {t("connections.admin.test")}
          </Button>
          <Button size="small" aria-label={t("connections.admin.edit", { name })} onClick={onEdit}>
            {t("connections.admin.change")}
          </Button>
          <Button size="small" aria-label={t("connections.admin.removeOf", { name })} onClick={() => setAsking(true)}>
            {t("connections.admin.remove")}
          </Button>
        </div>
      </div>
      <div className="mt-3">
        <Switch label={t("connections.admin.on")} checked={isOn} onChange={(on) => void turn(on)} />
      </div>
      {saml && <SamlFacts saml={saml} />}
      <p aria-live="polite" className="mt-2 text-sm text-ink-2 empty:hidden">
        {tested}
      </p>
      {isAsking && (
        <div className="mt-2 flex flex-wrap items-center gap-2 rounded-box bg-side px-3 py-2.5">
          <p className="min-w-48 flex-1 text-sm text-ink-2">{t("connections.admin.removeText")}</p>
          <div className="ml-auto flex gap-2">
            <Button size="small" autoFocus onClick={() => setAsking(false)}>
              {t("ui.cancel")}
            </Button>
            <Button size="small" look="danger" disabled={busy} onClick={() => void remove()}>
              {t("connections.admin.remove")}
            </Button>
          </div>
        </div>
      )}
      {problems.length > 0 && (
        <details className="mt-3 text-sm text-ink-2">
          <summary className="w-fit rounded-chip py-1">
            {t("connections.admin.problems")} ({problems.length})
          </summary>
          <ul className="mt-1 flex flex-col gap-1">
            {problems.map(({ at, code, about, count }) => (
              <li key={`${code} ${about}`} className="break-words">
                <span className="tabular text-ink-3">{dayAndTime(at)}</span> {about && <bdi>{about}: </bdi>}
                {t(`connections.admin.problem.${code}`)}
                {count > 1 && <span className="tabular text-ink-3"> × {count}</span>}
              </li>
            ))}
          </ul>
        </details>
      )}
    </li>
  );
}
