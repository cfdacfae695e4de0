import { Copy } from "lucide-react";
import { type FormEvent, useState } from "react";
import { ApiError } from "../../../client/index.ts";
import type { TokenScope } from "../../../contract/endpoint.ts";
import { limits } from "../../../contract/limits.ts";
import { client } from "../../app/session.ts";
import { date, serverNow } from "../../i18n/times.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { Button, Choice, Field, Input, toast } from "../../ui/index.ts";
import { fieldProblem, formProblem } from "../accounts/field-problems.ts";
import { FormError } from "../accounts/form-error.tsx";
import { ScopePicker } from "./scope-picker.tsx";

interface TokenDialogProps {
  readonly company: string;
  readonly kind: "personal" | "service";
  readonly mostDays: number;
  readonly teams: ReadonlyMap<string, string>;
  /** Services that there are, for another token of one of them. */
  readonly services?: ReadonlyMap<string, string>;
  readonly onClose: () => void;
}

const spans = [7, 30, limits.tokenDays.usual, limits.tokenDays.most];
const day = 86_400_000;
const select = "h-9 w-full rounded-box bg-raised px-2 text-base ring-1 ring-edge ring-inset";

/** Makes a token: what for, where, how long. Its value is shown once. */
export function TokenDialog({ company, kind, mostDays, teams, services = new Map(), onClose }: TokenDialogProps) {
  const t = useWords();
  const [name, setName] = useState("");
  const [service, setService] = useState("");
  const [scopes, setScopes] = useState<ReadonlySet<TokenScope>>(new Set());
  const [where, setWhere] = useState<"all" | "some">("all");
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const choices = [...spans.filter((span) => span < mostDays), mostDays];
  const [days, setDays] = useState(String(Math.min(limits.tokenDays.usual, mostDays)));
  const [networks, setNetworks] = useState("");
  const [value, setValue] = useState<string>();
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const isOfTeams = where === "some";
  const sent = [...scopes].filter((scope) => !(isOfTeams && scope.startsWith("directs:")));
  const isWhole = sent.length > 0 && (!isOfTeams || chosen.length > 0);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    const from = networks.split(/[\s,]+/).filter((one) => one !== "");
    const body = { name: name.trim(), teams: isOfTeams ? [...chosen] : null, scopes: sent, days: Number(days), networks: from };
    try {
      const made =
        kind === "personal"
          ? await client.call("createToken", { params: { company }, body })
          : await client.call("createServiceToken", { params: { company }, body: { ...body, service: service || null } });
      setValue(made.value);
    } catch (refused) {
      setError(refused);
    }
    setBusy(false);
  };

  if (value) return <ShownOnce value={value} onClose={onClose} />;
  return (
    <Dialog title={t(`tokens.dialog.${kind}`)} description={kind === "service" && t("tokens.dialog.serviceLead")} onClose={onClose} wide>
      <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-5">
        {services.size > 0 && (
          <Field label={t("tokens.dialog.as")}>
            {(control) => (
              <select {...control} value={service} onChange={({ target }) => setService(target.value)} className={select}>
                <option value="">{t("tokens.dialog.newService")}</option>
                {[...services].map(([id, called]) => (
                  <option key={id} value={id}>
                    {called}
                  </option>
                ))}
              </select>
            )}
          </Field>
        )}
        <Field
          label={t(kind === "service" && !service ? "tokens.dialog.serviceName" : "tokens.dialog.name")}
          help={t("tokens.dialog.nameHelp")}
          error={fieldProblem(error, "name")}
        >
          {(control) => <Input {...control} required maxLength={limits.name} value={name} onChange={({ target }) => setName(target.value)} />}
        </Field>
        <div>
          <p className="mb-1.5 text-sm font-medium">{t("tokens.dialog.where")}</p>
          <Choice
            label={t("tokens.dialog.where")}
            value={where}
            onChange={setWhere}
            options={[
              { value: "all", text: t("tokens.dialog.all") },
              { value: "some", text: t("tokens.dialog.some") },
            ]}
          />
          {isOfTeams && <TeamBoxes teams={teams} chosen={chosen} onChange={setChosen} />}
        </div>
        <div>
          <p className="mb-1 text-sm font-medium">{t("tokens.dialog.scopes")}</p>
          <ScopePicker chosen={new Set(sent)} onChange={setScopes} closed={isOfTeams ? ["directs"] : []} />
          {isOfTeams && <p className="mt-1.5 text-sm text-ink-3">{t("tokens.dialog.directsNot")}</p>}
        </div>
        <div>
          <p className="mb-1.5 text-sm font-medium">{t("tokens.dialog.lasts")}</p>
          <Choice
            label={t("tokens.dialog.lasts")}
            value={days}
            onChange={setDays}
            options={choices.map((count) => ({ value: String(count), text: t("tokens.dialog.days", { count }) }))}
          />
          <p aria-live="polite" className="mt-2 text-sm text-ink-3">
            {t("tokens.dialog.lastsUntil", { day: date(serverNow() + Number(days) * day) })}
          </p>
        </div>
        <Field label={t("tokens.dialog.from")} help={t("tokens.dialog.fromHelp")} error={isAboutNetworks(error) ? t("tokens.dialog.fromWrong") : undefined}>
          {(control) => <Input {...control} value={networks} onChange={({ target }) => setNetworks(target.value)} />}
        </Field>
        <FormError text={isAboutNetworks(error) ? undefined : formProblem(error, ["name"])} />
        <DialogActions>
          {!isWhole && <p className="mr-auto self-center text-sm text-ink-3">{t(sent.length === 0 ? "tokens.dialog.noScope" : "tokens.dialog.noTeam")}</p>}
          <Button onClick={onClose}>{t("ui.cancel")}</Button>
          <Button type="submit" look="primary" disabled={busy || !isWhole || name.trim() === ""}>
            {t("tokens.dialog.button")}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

const isAboutNetworks = (error: unknown): boolean => error instanceof ApiError && error.fields.some(({ path }) => path.startsWith("body.networks"));

function TeamBoxes({
  teams,
  chosen,
  onChange,
}: {
  teams: ReadonlyMap<string, string>;
  chosen: readonly string[];
  onChange: (chosen: readonly string[]) => void;
}) {
  const t = useWords();
  if (teams.size === 0) return <p className="mt-2 text-sm text-ink-3">{t("tokens.dialog.noTeams")}</p>;
  return (
    <ul className="mt-2 flex max-h-48 flex-col overflow-y-auto">
      {[...teams].map(([id, name]) => (
        <li key={id}>
          <label className="flex min-h-9 items-center gap-2.5">
            <input
              type="checkbox"
              className="size-4 accent-accent"
              checked={chosen.includes(id)}
              onChange={({ target }) => onChange(target.checked ? [...chosen, id] : chosen.filter((one) => one !== id))}
            />
            <bdi className="min-w-0 truncate">{name}</bdi>
          </label>
        </li>
      ))}
    </ul>
  );
}

function ShownOnce({ value, onClose }: { value: string; onClose: () => void }) {
  const t = useWords();
  return (
    <Dialog title={t("tokens.once.title")} description={t("tokens.once.lead")} onClose={onClose}>
      <div className="flex flex-wrap items-end gap-2">
        <div className="min-w-40 flex-1">
          <Field label={t("tokens.once.label")}>
            {(control) => <Input {...control} readOnly value={value} className="font-mono text-sm" onFocus={(event) => event.target.select()} />}
          </Field>
        </div>
        <Button icon={Copy} onClick={() => void navigator.clipboard.writeText(value).then(() => toast(t("tokens.once.copied")))}>
          {t("tokens.once.copy")}
        </Button>
      </div>
      <DialogActions>
        <Button look="primary" onClick={onClose}>
          {t("tokens.once.done")}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
