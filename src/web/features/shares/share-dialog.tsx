import { History } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useAnswer } from "../../app/use-answer.ts";
import { useWorkspace } from "../../app/workspace.ts";
import { dayAndTime, serverNow } from "../../i18n/times.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Button, Choice, Field, Input } from "../../ui/index.ts";
import { OnceShown } from "../../ui/once-shown.tsx";
import { fieldProblem, formProblem } from "../accounts/field-problems.ts";
import { FormError } from "../accounts/form-error.tsx";
import { PasswordInput } from "../accounts/password-input.tsx";
import { ListStates } from "../administration/list-states.tsx";
import type { SharedFile } from "./open-share.ts";
import { ShareRow } from "./share-row.tsx";

interface ShareDialogProps {
  readonly company: string;
  readonly channel: string;
  readonly file: SharedFile;
  readonly onClose: () => void;
}

interface Made {
  readonly url: string;
  readonly expiresAt: number;
}

/** The links by which people without an account read a file: makes one, shows it once, lists them and ends them. */
export default function ShareDialog({ company, channel, file, onClose }: ShareDialogProps) {
  const t = useWords();
  const params = { company, channel, file: file.id };
  const asked = useAnswer("listShares", { params });
  const [made, setMade] = useState<Made>();
  const [version, setVersion] = useState(file.version);
  const newest = asked.answer?.newest ?? version;
  return (
    <Dialog title={t("shares.dialog.title")} description={<ShareLead name={file.name} />} onClose={onClose} wide>
      {newest > version && !made && <OfVersion version={version} newest={newest} onNewest={() => setVersion(newest)} />}
      {made ? (
        <ShownOnce made={made} onAnother={() => setMade(undefined)} />
      ) : (
        <ShareForm
          params={params}
          version={version}
          onMade={(made) => {
            setMade(made);
            asked.again();
          }}
        />
      )}
      <h3 className="mt-7 mb-1 text-sm font-semibold">{t("shares.list.title")}</h3>
      <ListStates asked={asked}>
        {({ shares, newest }) =>
          shares.length === 0 ? (
            <p className="py-2 text-sm text-ink-3">{t("shares.list.empty")}</p>
          ) : (
            <ul className="divide-y divide-line border-y border-line">
              {shares.map((share) => (
                <ShareRow key={share.id} params={params} share={share} newest={newest} onEnded={asked.again} />
              ))}
            </ul>
          )
        }
      </ListStates>
    </Dialog>
  );
}

function ShareLead({ name }: { name: string }) {
  const t = useWords();
  return (
    <>
      <bdi className="font-medium wrap-anywhere text-ink">{name}</bdi>
      <span className="mt-1 block text-sm">{t("shares.dialog.lead")}</span>
    </>
  );
}

/** A link opens the one version for which it was made: which that is, where it is not the newest. */
function OfVersion({ version, newest, onNewest }: { version: number; newest: number; onNewest: () => void }) {
  const t = useWords();
  return (
    <p className="mb-5 flex flex-wrap items-center gap-x-3 gap-y-1 rounded-box bg-hover px-3 py-2 text-sm">
      <History aria-hidden size={15} className="text-ink-3" />
      <span className="min-w-40 flex-1">{t("shares.dialog.earlier", { version, newest })}</span>
      <Button size="small" onClick={onNewest}>
        {t("shares.dialog.takeNewest", { newest })}
      </Button>
    </p>
  );
}

const spans = { day: 24, week: 24 * 7, month: 24 * 30, year: 24 * 365 } as const;
type Span = keyof typeof spans;
const names: readonly Span[] = ["day", "week", "month", "year"];

interface ShareFormProps {
  readonly params: { readonly company: string; readonly channel: string; readonly file: string };
  readonly version: number;
  readonly onMade: (made: Made) => void;
}

function ShareForm({ params, version, onMade }: ShareFormProps) {
  const t = useWords();
  const workspace = useWorkspace();
  const [span, setSpan] = useState<Span>("week");
  const [password, setPassword] = useState("");
  const [most, setMost] = useState("");
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      const body = { version, hours: spans[span], most: most === "" ? null : Number(most), ...(password === "" ? {} : { password }) };
      onMade(await workspace.call("createShare", { params, body }));
    } catch (refused) {
      setError(refused);
      setBusy(false);
    }
  };
  const isFull = fieldProblem(error, "file") !== undefined;
  return (
    <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-5">
      <div>
        <p className="mb-1.5 text-sm font-medium">{t("shares.form.lasts")}</p>
        <Choice
          label={t("shares.form.lasts")}
          value={span}
          onChange={setSpan}
          options={names.map((value) => ({ value, text: t(`shares.form.spans.${value}`) }))}
        />
        <p aria-live="polite" className="mt-1.5 text-sm text-ink-3">
          {t("shares.until", { when: dayAndTime(serverNow() + spans[span] * 3_600_000) })}
        </p>
      </div>
      <div className="flex flex-wrap gap-5">
        <div className="min-w-56 flex-1">
          <Field label={t("shares.form.password")} help={t("shares.form.passwordHelp")} error={fieldProblem(error, "password")}>
            {(control) => (
              <PasswordInput {...control} autoComplete="new-password" maxLength={200} value={password} onChange={({ target }) => setPassword(target.value)} />
            )}
          </Field>
        </div>
        <div className="min-w-40 flex-1">
          <Field label={t("shares.form.most")} help={t("shares.form.mostHelp")} error={fieldProblem(error, "most")}>
            {(control) => (
              <Input
                {...control}
                type="number"
                inputMode="numeric"
                min={1}
                max={10_000}
                step={1}
                placeholder={t("shares.form.anyNumber")}
                value={most}
                onChange={({ target }) => setMost(target.value)}
              />
            )}
          </Field>
        </div>
      </div>
      <FormError text={isFull ? t("shares.form.full") : formProblem(error, ["password", "most"])} />
      <div>
        <Button type="submit" look="primary" disabled={busy}>
          {t("shares.form.button")}
        </Button>
      </div>
    </form>
  );
}

function ShownOnce({ made, onAnother }: { made: Made; onAnother: () => void }) {
  const t = useWords();
  return (
    <section aria-label={t("shares.made.label")}>
      <p className="mb-3 text-sm text-ink-2">
        {t("shares.made.lead")} {t("shares.until", { when: dayAndTime(made.expiresAt) })}
      </p>
      <OnceShown label={t("shares.made.label")} url={made.url} copy={t("shares.made.copy")} copied={t("shares.made.copied")} />
      <Button look="quiet" size="small" className="mt-3 -ml-2.5" onClick={onAnother}>
        {t("shares.made.another")}
      </Button>
    </section>
  );
}
