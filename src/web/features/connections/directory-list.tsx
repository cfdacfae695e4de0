import { FolderTree, Plus } from "lucide-react";
import { useEffect, useState } from "react";
import type { directories } from "../../../contract/directories.ts";
import type { ReplyOf } from "../../../contract/index.ts";
import { client } from "../../app/session.ts";
import { useAnswer } from "../../app/use-answer.ts";
import { errorText } from "../../i18n/error-text.ts";
import { dayAndTime } from "../../i18n/times.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Button, toast } from "../../ui/index.ts";
import { Switch } from "../../ui/switch.tsx";
import { ListStates } from "../administration/list-states.tsx";
import type { Directory } from "./directory.ts";
import { DirectoryDialog } from "./directory-dialog.tsx";

type Sync = Directory["sync"];
type Try = ReplyOf<(typeof directories)["tryDirectorySync"]>;

/** The company's directories: set up, tested, switched on, kept in step. */
export function DirectoryList({ company }: { company: string }) {
  const t = useWords();
  const asked = useAnswer("listDirectories", { params: { company } });
  const [open, setOpen] = useState<Directory | "new">();
  const isRunning = asked.answer?.directories.some(({ sync }) => sync.state === "running") ?? false;
  const { again } = asked;
  useEffect(() => {
    if (!isRunning) return undefined;
    const timer = setInterval(again, 1500);
    return () => clearInterval(timer);
  }, [isRunning, again]);
  return (
    <section className="border-t border-line py-6">
      <h2 className="text-lg font-semibold">{t("connections.directory.title")}</h2>
      <p className="mt-1 max-w-[70ch] text-ink-2">{t("connections.directory.lead")}</p>
      <ListStates asked={asked}>
        {({ directories: all }) => (
          <ul className="mt-2 divide-y divide-line">
            {all.map((one) => (
              <Row key={one.id} company={company} directory={one} again={again} onEdit={() => setOpen(one)} />
            ))}
          </ul>
        )}
      </ListStates>
      <Button className="mt-3" icon={Plus} onClick={() => setOpen("new")}>
        {t("connections.directory.add")}
      </Button>
      {open && (
        <DirectoryDialog
          company={company}
          standing={open === "new" ? undefined : open}
          onClose={() => setOpen(undefined)}
          onSaved={() => {
            setOpen(undefined);
            again();
          }}
        />
      )}
    </section>
  );
}

interface RowProps {
  readonly company: string;
  readonly directory: Directory;
  readonly again: () => void;
  readonly onEdit: () => void;
}

function Row({ company, directory: { id, name, host, port, state, sync, problems }, again, onEdit }: RowProps) {
  const t = useWords();
  const params = { company, directory: id };
  const [busy, setBusy] = useState(false);
  const [isAsking, setAsking] = useState(false);
  const [told, setTold] = useState<string>();
  const [tried, setTried] = useState<Try>();
  const problemText = (code: string) => t(`connections.admin.problem.${code as Directory["problems"][number]["code"]}`);
  const run = async (work: () => Promise<unknown>) => {
    setBusy(true);
    await work().then(again, (refused: unknown) => toast(errorText(refused)));
    setBusy(false);
  };
  const test = () =>
    run(async () => {
      const { steps, problem, people, protocol } = await client.call("testDirectory", { params });
      const done = steps.map((step) => `${t(`connections.directory.step.${step}`)} ✓`).join(" · ");
      const end = problem ? problemText(problem) : t("connections.directory.sound", { count: people, protocol });
      setTold([done, end].filter((text) => text !== "").join(" — "));
    });
  const remove = () =>
    run(async () => {
      await client.call("removeDirectory", { params });
      toast(t("connections.admin.removed", { name }));
    });
  return (
    <li className="py-4">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <div className="min-w-40 flex-1">
          <p className="font-medium break-words">
            <FolderTree aria-hidden size={16} className="mr-1.5 inline text-ink-3" />
            <bdi>{name}</bdi> <span className="font-normal text-ink-3">{t(`connections.admin.state.${state}`)}</span>
          </p>
          <p className="font-mono text-sm break-all text-ink-3">
            {host}:{port}
          </p>
        </div>
        <div className="flex flex-wrap gap-2">
          <Button size="small" disabled={busy} aria-label={t("connections.admin.testOf", { name })} onClick={() => void test()}>
            {t("connections.admin.test")}
          </Button>
          <Button size="small" disabled={busy} onClick={() => void run(async () => setTried(await client.call("tryDirectorySync", { params })))}>
            {t("connections.directory.try")}
          </Button>
          <Button
            size="small"
            disabled={busy || state !== "on" || sync.state === "running"}
            onClick={() => void run(() => client.call("syncDirectory", { params, body: {} }))}
          >
            {t("connections.directory.now")}
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
        <Switch
          label={t("connections.admin.on")}
          checked={state === "on"}
          onChange={(on) => void run(() => client.call("changeDirectory", { params, body: { state: on ? "on" : "off" } }))}
        />
      </div>
      <p aria-live="polite" className="mt-2 text-sm text-ink-2 empty:hidden">
        {told}
      </p>
      {isAsking && (
        <div className="mt-2 flex flex-wrap items-center gap-2 rounded-box bg-side px-3 py-2.5">
          <p className="min-w-48 flex-1 text-sm text-ink-2">{t("connections.directory.removeText")}</p>
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
      {tried && <Changes tried={tried} problemText={problemText} />}
      <SyncState
        sync={sync}
        busy={busy}
        problemText={problemText}
        onAnyway={() => void run(() => client.call("syncDirectory", { params, body: { gone: sync.counts.gone } }))}
      />
      {problems.length > 0 && (
        <details className="mt-3 text-sm text-ink-2">
          <summary className="w-fit rounded-chip py-1">
            {t("connections.admin.problems")} ({problems.length})
          </summary>
          <ul className="mt-1 flex flex-col gap-1">
            {problems.map(({ at, code, about, count }) => (
              <li key={`${code} ${about}`} className="break-words">
                <span className="tabular text-ink-3">{dayAndTime(at)}</span> {about && <bdi>{about}: </bdi>}
                {problemText(code)}
                {count > 1 && <span className="tabular text-ink-3"> × {count}</span>}
              </li>
            ))}
          </ul>
        </details>
      )}
    </li>
  );
}

/** What a sync would do, told before it does it. */
function Changes({ tried: { counts, problem, changes, more }, problemText }: { tried: Try; problemText: (code: string) => string }) {
  const t = useWords();
  return (
    <div className="mt-3 rounded-box bg-side px-3 py-2.5 text-sm">
      <p>{t("connections.directory.counts", { ...counts })}</p>
      {problem && <p className="mt-1 text-danger">{problemText(problem)}</p>}
      {changes.length > 0 && (
        <table className="mt-2 w-full text-left">
          <tbody>
            {changes.map(({ kind, name, login, role, obstacle }) => (
              <tr key={`${kind} ${login} ${name}`} className="border-t border-line align-top">
                <td className="py-1 pr-3 whitespace-nowrap text-ink-2">{t(`connections.directory.kind.${kind}`)}</td>
                <td className="min-w-24 py-1 pr-3 [overflow-wrap:anywhere]">
                  <bdi>{name}</bdi> <bdi className="text-ink-3">{login}</bdi>
                  {obstacle && <span className="block text-ink-2">{t(`connections.directory.obstacle.${obstacle}`)}</span>}
                </td>
                <td className="py-1 text-ink-2">{role && t(`connections.directory.role.${role}`)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {more && <p className="mt-1 text-ink-3">{t("connections.directory.more")}</p>}
    </div>
  );
}

interface SyncProps {
  readonly sync: Sync;
  readonly busy: boolean;
  readonly problemText: (code: string) => string;
  readonly onAnyway: () => void;
}

function SyncState({ sync: { state, endedAt, nextAt, progress, problem, counts, gone, blocked }, busy, problemText, onAnyway }: SyncProps) {
  const t = useWords();
  return (
    <div className="mt-3 text-sm text-ink-2">
      <p role="status">
        {t(`connections.directory.sync.${state}`, { when: endedAt ? dayAndTime(endedAt) : "", done: progress?.done ?? 0, of: progress?.of ?? 0 })}
        {nextAt !== null && state !== "running" && ` ${t("connections.directory.next", { when: dayAndTime(nextAt) })}`}
      </p>
      {(state === "done" || state === "held") && <p>{t("connections.directory.counts", { ...counts })}</p>}
      {problem && <p className="text-danger">{problemText(problem)}</p>}
      {state === "held" && (
        <Button size="small" look="danger" className="mt-2" disabled={busy} onClick={onAnyway}>
          {t("connections.directory.anyway", { count: counts.gone })}
        </Button>
      )}
      {gone.length > 0 && (
        <details className="mt-2">
          <summary className="w-fit rounded-chip py-1">{t(state === "held" ? "connections.directory.wouldGo" : "connections.directory.went")}</summary>
          <ul className="mt-1 flex flex-col gap-1">
            {gone.map(({ person, name, channels, teams }) => (
              <li key={person} className="break-words">
                <bdi>{name}</bdi> <span className="text-ink-3">{t("connections.directory.owned", { channels, teams })}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
      {blocked.length > 0 && (
        <details className="mt-2">
          <summary className="w-fit rounded-chip py-1">{t("connections.directory.blocked")}</summary>
          <ul className="mt-1 flex flex-col gap-1">
            {blocked.map(({ name, login, obstacle }) => (
              <li key={`${login} ${name}`} className="wrap-anywhere">
                <bdi>{name}</bdi> <bdi className="text-ink-3">{login}</bdi>
                <span className="block text-ink-3">{t(`connections.directory.obstacle.${obstacle}`)}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}
