import { Download, FileUp } from "lucide-react";
import { type ReactNode, useEffect, useState } from "react";
import type { Endpoints, ReplyOf } from "../../../contract/index.ts";
import { useWorkspace } from "../../app/workspace.ts";
import type { CompanyView } from "../../cache/index.ts";
import { errorText } from "../../i18n/error-text.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { Button, Choice, Field, TextArea, toast } from "../../ui/index.ts";
import { mailLanguage } from "../mail/mail-language.ts";
import type { InviteLine } from "./read-rows.ts";

type Answered = ReplyOf<Endpoints["inviteMany"]>["rows"];
const most = 500;
const lasts = ["72", "168", "336"] as const;

/** Invitations for a table of people: pasted or from a file; first looked through, then made, each for one use. */
export function InviteManyDialog({ company, onClose }: { company: CompanyView; onClose: () => void }) {
  const t = useWords();
  const workspace = useWorkspace();
  const [text, setText] = useState("");
  const [hours, setHours] = useState<(typeof lasts)[number]>("168");
  const [checked, setChecked] = useState<{ rows: InviteLine[]; answer: Answered }>();
  const [made, setMade] = useState<Answered>();
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  const mails = checked?.answer.filter(({ mailed }) => mailed).length ?? 0;
  const wrong = checked?.answer.filter(({ problem }) => problem !== null).length ?? 0;

  const ask = async (rows: InviteLine[], dryRun: boolean) =>
    (await workspace.call("inviteMany", { params: { company: company.id }, body: { rows, hours: Number(hours), language: mailLanguage(), dryRun } })).rows;
  const run = async (work: () => Promise<void>) => {
    setBusy(true);
    setError(undefined);
    await work().catch((refused: unknown) => setError(errorText(refused)));
    setBusy(false);
  };
  const check = () =>
    run(async () => {
      const { readRows } = await import("./read-rows.ts");
      const rows = readRows(text).filter(({ label }) => label !== "");
      if (rows.length === 0) return setError(t("administration.many.nobody"));
      if (rows.length > most) return setError(t("administration.many.tooMany", { most, count: rows.length }));
      setChecked({ rows, answer: await ask(rows, true) });
    });
  const make = () => run(async () => void (checked && setMade(await ask(checked.rows, false))));

  if (made)
    return (
      <Dialog title={t("administration.many.made", { count: made.length })} description={t("administration.many.once")} onClose={onClose} wide>
        <Links rows={made} />
      </Dialog>
    );
  return (
    <Dialog title={t("administration.many.title")} description={checked ? undefined : t("administration.many.text")} onClose={onClose} wide>
      {checked ? (
        <>
          <p className={wrong > 0 ? "text-danger" : "text-positive"} role="status">
            {wrong > 0 ? t("administration.many.wrong", { count: wrong }) : t("administration.many.sound", { count: checked.answer.length })}
            {mails > 0 && ` ${t("administration.many.mails", { count: mails })}`}
          </p>
          <CheckedRows rows={checked.rows} answer={checked.answer} />
        </>
      ) : (
        <div className="flex flex-col gap-4">
          <Field label={t("administration.many.paste")} help={t("administration.many.help")}>
            {(control) => (
              <TextArea
                {...control}
                rows={7}
                value={text}
                onChange={({ target }) => setText(target.value)}
                placeholder={t("administration.many.example")}
                className="font-mono text-sm"
              />
            )}
          </Field>
          <FileInput onText={setText}>{t("administration.many.file")}</FileInput>
          <div>
            <p className="mb-1.5 text-sm font-medium">{t("invites.link.lasts")}</p>
            <Choice
              label={t("invites.link.lasts")}
              value={hours}
              onChange={setHours}
              options={lasts.map((value) => ({ value, text: t("invites.link.days", { count: Number(value) / 24 }) }))}
            />
          </div>
        </div>
      )}
      {error && (
        <p role="alert" className="mt-3 text-danger">
          {error}
        </p>
      )}
      <DialogActions>
        {checked ? (
          <>
            <Button onClick={() => setChecked(undefined)}>{t("administration.many.back")}</Button>
            <Button look="primary" disabled={busy || wrong > 0} onClick={() => void make()}>
              {t("administration.many.button", { count: checked.rows.length })}
            </Button>
          </>
        ) : (
          <Button look="primary" disabled={busy || text.trim() === ""} onClick={() => void check()}>
            {t("administration.many.check")}
          </Button>
        )}
      </DialogActions>
    </Dialog>
  );
}

function FileInput({ onText, children }: { onText: (text: string) => void; children: ReactNode }) {
  return (
    <label className="inline-flex h-9 w-fit items-center gap-2 rounded-box px-3.5 font-medium ring-1 ring-edge ring-inset hover:bg-hover has-focus-visible:outline-2 has-focus-visible:outline-accent">
      <FileUp aria-hidden size={16} />
      {children}
      <input
        type="file"
        accept=".csv,.tsv,.txt,text/csv"
        className="sr-only"
        onChange={async ({ target }) => {
          const file = target.files?.[0];
          if (file) onText(await file.text());
        }}
      />
    </label>
  );
}

/** Every row as it was understood, wrong ones first. */
function CheckedRows({ rows, answer }: { rows: readonly InviteLine[]; answer: Answered }) {
  const t = useWords();
  const numbered = answer
    .map((row, at) => ({ ...row, line: rows[at], number: at + 1 }))
    .toSorted((a, b) => Number(b.problem !== null) - Number(a.problem !== null));
  return (
    <div className="mt-3 overflow-x-auto">
      <table className="w-full text-sm">
        <thead>
          <tr className="border-b border-line text-left text-ink-3">
            <th className="py-1.5 pr-3 font-medium">{t("administration.many.columns.number")}</th>
            <th className="py-1.5 pr-3 font-medium">{t("administration.many.columns.label")}</th>
            <th className="py-1.5 pr-3 font-medium">{t("administration.many.columns.role")}</th>
            <th className="py-1.5 font-medium">{t("administration.many.columns.channels")}</th>
          </tr>
        </thead>
        <tbody>
          {numbered.map(({ number, label, problem, value, line }) => (
            <tr key={number} className="border-b border-line align-top">
              <td className="tabular py-1.5 pr-3 text-ink-3">{number}</td>
              <td className="py-1.5 pr-3">
                <bdi>{label}</bdi>
                {problem && <p className="text-danger">{t(`administration.many.problems.${problem}`, { value })}</p>}
              </td>
              <td className="py-1.5 pr-3">{line?.role}</td>
              <td className="py-1.5">{line?.channels.map((name) => `#${name}`).join(" ")}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The links, shown this once: to copy or to keep as a table. */
function Links({ rows }: { rows: Answered }) {
  const t = useWords();
  const [file, setFile] = useState<{ text: string; url: string }>();
  useEffect(() => {
    let url: string | undefined;
    let current = true;
    void import("./read-rows.ts").then(({ writeRows }) => {
      if (!current) return;
      const text = writeRows(rows);
      url = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
      setFile({ text, url });
    });
    return () => {
      current = false;
      if (url) URL.revokeObjectURL(url);
    };
  }, [rows]);
  return (
    <>
      <ul className="divide-y divide-line">
        {rows.map(({ label, url, mailed }) => (
          <li key={label} className="py-1.5">
            <p className="font-medium">
              <bdi>{label}</bdi> {mailed && <span className="font-normal text-ink-3">{t("administration.many.mailed")}</span>}
            </p>
            <p className="truncate font-mono text-xs text-ink-3" title={url ?? undefined}>
              {url}
            </p>
          </li>
        ))}
      </ul>
      {file && (
        <DialogActions>
          <Button onClick={() => void navigator.clipboard.writeText(file.text).then(() => toast(t("administration.copied")))}>
            {t("administration.many.copyAll")}
          </Button>
          <a
            href={file.url}
            download="invitations.csv"
            className="inline-flex h-9 items-center gap-2 rounded-box bg-accent px-3.5 font-medium text-on-accent hover:brightness-110"
          >
            <Download aria-hidden size={16} />
            {t("administration.many.download")}
          </a>
        </DialogActions>
      )}
    </>
  );
}
