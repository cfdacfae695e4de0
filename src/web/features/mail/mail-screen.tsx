import { Link } from "@tanstack/react-router";
import { ArrowLeft, Lock, MailX } from "lucide-react";
import { type ReactNode, useState } from "react";
import type { Endpoints, ReplyOf } from "../../../contract/index.ts";
import { useAnswer } from "../../app/use-answer.ts";
import { useWorkspace } from "../../app/workspace.ts";
import { errorText } from "../../i18n/error-text.ts";
import { dayAndTime } from "../../i18n/times.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Button, Empty } from "../../ui/index.ts";
import { ListStates } from "../administration/list-states.tsx";
import { mailLanguage } from "./mail-language.ts";
import { Outcome } from "./outcome.tsx";
import { Templates } from "./templates.tsx";

type MailState = ReplyOf<Endpoints["getMail"]>;

/** `/settings/mail`: the mail server, a try, what waits, and every mail as it is written. For installation owners. */
export function MailScreen() {
  const t = useWords();
  const { account } = useWorkspace();
  return (
    <div className="h-dvh overflow-y-auto">
      <header className="sticky top-0 z-10 flex h-13 items-center gap-2 border-b border-line bg-paper px-3 md:px-5">
        <Link to="/settings" aria-label={t("ui.back")} className="-ml-1 flex size-10 items-center justify-center rounded-box text-ink-2 hover:bg-hover">
          <ArrowLeft aria-hidden size={18} />
        </Link>
        <h1 className="text-lg font-semibold">{t("mail.page.title")}</h1>
      </header>
      <main className="mx-auto flex max-w-[44rem] flex-col gap-10 px-5 pt-8 pb-16">
        {account.installationOwner ? (
          <Parts />
        ) : (
          <Empty icon={Lock} title={t("administration.noRights.title")}>
            {t("mail.page.noRights")}
          </Empty>
        )}
      </main>
    </div>
  );
}

function Parts() {
  const t = useWords();
  const asked = useAnswer("getMail");
  return (
    <>
      <p className="text-ink-2">{t("mail.page.lead")}</p>
      <ListStates asked={asked}>
        {(state) => (
          <>
            <Server state={state} again={asked.again} />
            <Queue state={state} />
          </>
        )}
      </ListStates>
      <Templates />
    </>
  );
}

function Server({ state: { server, last }, again }: { state: MailState; again: () => void }) {
  const t = useWords();
  const { call } = useWorkspace();
  const [tried, setTried] = useState<ReplyOf<Endpoints["testMail"]>>();
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  const test = async () => {
    setBusy(true);
    setError(undefined);
    try {
      setTried(await call("testMail", { body: { language: mailLanguage() } }));
      again();
    } catch (refused) {
      setError(errorText(refused));
    }
    setBusy(false);
  };
  if (!server)
    return (
      <Empty icon={MailX} title={t("mail.page.off")}>
        {t("mail.page.offText")}
      </Empty>
    );
  return (
    <section>
      <h2 className="text-lg font-semibold">{t("mail.page.server")}</h2>
      <dl className="mt-3 grid grid-cols-[auto_minmax(0,1fr)] gap-x-6 gap-y-2">
        <Fact name={t("mail.page.where")}>{t("mail.page.at", { host: server.host, port: server.port })}</Fact>
        <Fact name={t("mail.page.from")}>{server.from}</Fact>
        <Fact name={t("mail.page.user")}>{server.user ?? t("mail.page.nobody")}</Fact>
        <Fact name={t("mail.page.tls")}>{server.tls === "require-tls" ? t("mail.page.tlsKinds.requireTls") : t("mail.page.tlsKinds.opportunistic")}</Fact>
      </dl>
      {!tried && (
        <>
          <h3 className="mt-6 font-medium">{t("mail.page.last")}</h3>
          {last ? <Outcome outcome={last} hasLogin={server.user !== null} when={last.at} /> : <p className="mt-1 text-ink-2">{t("mail.page.never")}</p>}
        </>
      )}
      <div aria-live="polite">
        {tried && (
          <>
            <h3 className="mt-6 font-medium break-words">{tried.to === null ? t("mail.page.noAddress") : t("mail.page.testTo", { email: tried.to })}</h3>
            {tried.outcome && <Outcome outcome={tried.outcome} hasLogin={server.user !== null} />}
          </>
        )}
        {error && <p className="mt-4 text-danger">{error}</p>}
      </div>
      <div className="mt-5">
        <Button look="primary" disabled={busy} onClick={() => void test()}>
          {t("mail.page.test")}
        </Button>
      </div>
    </section>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-3">{name}</dt>
      <dd className="break-words">{children}</dd>
    </>
  );
}

function Queue({ state: { queue, problems, server } }: { state: MailState }) {
  const t = useWords();
  if (!server && queue.waiting === 0) return null;
  const time = (at: number | null) => (at === null ? "–" : dayAndTime(at));
  return (
    <section>
      <h2 className="text-lg font-semibold">{t("mail.page.queue")}</h2>
      <p className="mt-1 text-ink-2">
        {queue.waiting === 0 ? t("mail.page.empty") : t("mail.page.waiting", { count: queue.waiting, oldest: time(queue.oldest), next: time(queue.nextAt) })}{" "}
        {queue.failed > 0 && t("mail.page.failed", { count: queue.failed })}
      </p>
      {problems.length > 0 && (
        <ul className="mt-4 divide-y divide-line border-y border-line">
          {problems.map(({ template, state, problem, reply, tries, createdAt }) => (
            <li key={`${template} ${createdAt}`} className="py-2.5">
              <span className="font-medium">{t(`mail.page.kinds.${template}`)}</span>{" "}
              <span className="text-sm text-ink-3">
                {dayAndTime(createdAt)} · {t("mail.page.tries", { count: tries })} · {t(`mail.page.states.${state}`)}
              </span>
              <span className="block text-ink-2">
                {t(`mail.page.problems.${problem}`)} {reply !== null && `(${t("mail.page.reply", { code: reply })})`}
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
