import { Download } from "lucide-react";
import { type FormEvent, useCallback, useEffect, useRef, useState } from "react";
import { ApiError } from "../../../client/index.ts";
import type { Endpoints, ReplyOf } from "../../../contract/index.ts";
import { client } from "../../app/session.ts";
import { dayAndTime } from "../../i18n/times.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Button, Field, SkeletonLines } from "../../ui/index.ts";
import { DeadLink } from "../accounts/dead-link.tsx";
import { formProblem } from "../accounts/field-problems.ts";
import { FormError } from "../accounts/form-error.tsx";
import { FrontPage } from "../accounts/front-page.tsx";
import { useLinkToken } from "../accounts/link-token.ts";
import { PasswordInput } from "../accounts/password-input.tsx";
import { FileIcon } from "../attachments/file-icon.tsx";
import { kindOf, useSizes } from "../attachments/sizes.ts";
import { fetchedAtMost, fetchShare, type Opening, saveByForm } from "./download.ts";

type Looked = ReplyOf<Endpoints["lookShare"]>;
type File = NonNullable<Looked["file"]>;

/** `/share#token=…`: what somebody shared with whoever has the link. The token goes into bodies only, and nobody has to sign in. */
export function ShareScreen() {
  const token = useLinkToken();
  return <SharePage key={token} token={token} />;
}

function SharePage({ token }: { token: string }) {
  const t = useWords();
  const [opening, setOpening] = useState<Opening>({ token });
  const [looked, setLooked] = useState<Looked>();
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const look = useCallback(async (opening: Opening) => {
    setBusy(true);
    setError(undefined);
    try {
      setLooked(await client.call("lookShare", { body: opening }));
      setOpening(opening);
    } catch (refused) {
      setError(refused);
    }
    setBusy(false);
  }, []);
  const isToken = token.length >= 20;
  useEffect(() => {
    if (isToken) void look({ token });
  }, [isToken, look, token]);

  const code = error instanceof ApiError ? error.code : undefined;
  if (!isToken || code === "link_not_found" || code === "invalid_request") return <DeadLink title={t("shares.page.dead")} text={t("shares.page.deadText")} />;
  if (looked?.file)
    return (
      <FrontPage title={t("shares.page.title")} lead={t("shares.until", { when: dayAndTime(looked.expiresAt) })}>
        <Shared file={looked.file} opening={opening} onEnded={setError} />
      </FrontPage>
    );
  if (looked)
    return (
      <FrontPage title={t("shares.page.locked")} lead={t("shares.page.lockedText")}>
        <PasswordForm error={error} busy={busy} onPassword={(password) => void look({ token, password })} />
      </FrontPage>
    );
  return (
    <FrontPage title={t("shares.page.title")}>
      {error === undefined ? (
        <SkeletonLines count={3} label={t("ui.loading")} />
      ) : (
        <>
          <FormError text={formProblem(error, [])} />
          <Button className="mt-4" onClick={() => void look({ token })}>
            {t("ui.retry")}
          </Button>
        </>
      )}
    </FrontPage>
  );
}

function PasswordForm({ error, busy, onPassword }: { error: unknown; busy: boolean; onPassword: (password: string) => void }) {
  const t = useWords();
  const [password, setPassword] = useState("");
  const isWrong = error instanceof ApiError && error.code === "wrong_password";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onPassword(password);
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-5">
      <Field label={t("shares.form.password")} error={isWrong ? t("shares.page.wrong") : undefined}>
        {(control) => (
          <PasswordInput {...control} required autoComplete="off" maxLength={200} value={password} onChange={({ target }) => setPassword(target.value)} />
        )}
      </Field>
      {!isWrong && <FormError text={formProblem(error, [])} />}
      <div>
        <Button type="submit" look="primary" size="large" disabled={busy || password === ""}>
          {t("shares.page.open")}
        </Button>
      </div>
    </form>
  );
}

function Shared({ file, opening, onEnded }: { file: File; opening: Opening; onEnded: (error: unknown) => void }) {
  const t = useWords();
  const { size, share } = useSizes();
  const [had, setHad] = useState<number>();
  const [isDone, setDone] = useState(false);
  const [error, setError] = useState<unknown>();
  const stop = useRef<AbortController>(undefined);
  useEffect(() => () => stop.current?.abort(), []);
  const download = async () => {
    setError(undefined);
    setDone(false);
    stop.current = new AbortController();
    const { signal } = stop.current;
    try {
      if (file.size > fetchedAtMost) {
        await client.call("lookShare", { body: opening }); // a form is told its refusal in place of this page
        saveByForm(opening);
      } else {
        setHad(0);
        await fetchShare(opening, file.name, setHad, signal);
        setDone(true);
      }
    } catch (refused) {
      if (refused instanceof ApiError && refused.code === "link_not_found") onEnded(refused);
      else if (!signal.aborted) setError(refused);
    }
    setHad(undefined);
  };
  const label = had === undefined ? "" : t("shares.page.bringing", { share: share(had, file.size) });
  return (
    <div className="flex flex-col gap-5">
      <div className="flex items-center gap-3 rounded-box bg-raised px-4 py-3 ring-1 ring-line ring-inset">
        <FileIcon type={file.type} />
        <div className="min-w-0 flex-1">
          <bdi className="block font-medium wrap-anywhere">{file.name}</bdi>
          <span className="block text-sm text-ink-3">{[kindOf(file.name, file.type), size(file.size)].filter(Boolean).join(" · ")}</span>
        </div>
      </div>
      <FormError text={formProblem(error, [])} />
      {had === undefined ? (
        <div className="flex flex-wrap items-center gap-3">
          <Button look="primary" size="large" icon={Download} onClick={() => void download()}>
            {t("shares.page.download")}
          </Button>
          <span aria-live="polite" className="text-sm text-ink-3">
            {isDone && t("shares.page.done")}
          </span>
        </div>
      ) : (
        <div>
          <p aria-live="off" className="tabular mb-1 text-sm text-ink-2">
            {label}
          </p>
          <div className="flex items-center gap-3">
            <progress aria-label={label} value={had} max={file.size || 1} className="upload-line block h-1 w-full" />
            <Button size="small" onClick={() => stop.current?.abort()}>
              {t("ui.cancel")}
            </Button>
          </div>
        </div>
      )}
      <p className="text-sm text-ink-3">{t("shares.page.care")}</p>
    </div>
  );
}
