import { Link2 } from "lucide-react";
import { useState } from "react";
import { client } from "../../app/session.ts";
import { useAnswer } from "../../app/use-answer.ts";
import { errorText } from "../../i18n/error-text.ts";
import { serverNow, shortTime } from "../../i18n/times.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Button, SkeletonLines, toast } from "../../ui/index.ts";
import { leaveFor } from "./way-out.ts";

/** In Security: by which other servers one signs in, and with which one could. */
export default function Linked() {
  const t = useWords();
  const { answer, error, again } = useAnswer("listIdentities");
  const [busy, setBusy] = useState(false);
  const when = (at: number) => shortTime(at, serverNow());
  const run = async (work: () => Promise<unknown>) => {
    setBusy(true);
    await work().catch((refused: unknown) => toast(errorText(refused)));
    setBusy(false);
  };
  const link = (holder: string, connection: string) =>
    run(async () => leaveFor((await client.call("startLink", { body: { holder, connection } })).url, { purpose: "link", to: "/settings/security" }));
  const unlink = (connection: string, name: string) =>
    run(async () => {
      await client.call("unlink", { params: { connection } });
      toast(t("connections.linked.unlinked", { name }));
      again();
    });
  return (
    <section>
      <h2 className="text-lg font-semibold">{t("connections.linked.title")}</h2>
      <p className="mt-1 text-ink-2">{t("connections.linked.lead")}</p>
      {error && <p className="mt-3 text-danger">{error}</p>}
      {!answer && !error && <SkeletonLines count={2} label={t("ui.loading")} />}
      {answer && answer.identities.length > 0 && (
        <ul className="mt-4 divide-y divide-line border-y border-line">
          {answer.identities.map(({ connection, name, email, linkedAt, usedAt }) => (
            <li key={connection} className="flex flex-wrap items-center gap-x-3 gap-y-2 py-3">
              <Link2 aria-hidden size={18} className="shrink-0 text-ink-3" />
              <div className="min-w-40 flex-1">
                <p className="font-medium break-words">
                  <bdi>{name}</bdi> {email && <span className="font-normal text-ink-2">{email}</span>}
                </p>
                <p className="tabular text-sm text-ink-3">
                  {t("connections.linked.since", { when: when(linkedAt) })} ·{" "}
                  {usedAt === null ? t("connections.linked.unused") : t("connections.linked.used", { when: when(usedAt) })}
                </p>
              </div>
              <Button size="small" disabled={busy} aria-label={t("connections.linked.unlinkOf", { name })} onClick={() => void unlink(connection, name)}>
                {t("connections.linked.unlink")}
              </Button>
            </li>
          ))}
        </ul>
      )}
      {answer && answer.ways.length > 0 && (
        <div className="mt-4 flex flex-wrap gap-2">
          {answer.ways.map(({ holder, connection, name }) => (
            <Button
              key={connection}
              disabled={busy}
              onClick={() => void link(holder, connection)}
              className="h-auto! min-h-9 max-w-full shrink! py-1.5 text-left [overflow-wrap:anywhere] whitespace-normal!"
            >
              <span className="min-w-0">{t("connections.linked.link", { name })}</span>
            </Button>
          ))}
        </div>
      )}
      {answer && answer.ways.length + answer.identities.length === 0 && <p className="mt-3 text-sm text-ink-3">{t("connections.linked.none")}</p>}
    </section>
  );
}
