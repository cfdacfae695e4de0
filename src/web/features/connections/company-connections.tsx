import { useState } from "react";
import type { Endpoints, ReplyOf } from "../../../contract/index.ts";
import { useAnswer } from "../../app/use-answer.ts";
import { useWorkspace } from "../../app/workspace.ts";
import { type CompanyView, type PersonRow, useCache } from "../../cache/index.ts";
import { errorText } from "../../i18n/error-text.ts";
import { serverNow, shortTime } from "../../i18n/times.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Button, toast } from "../../ui/index.ts";
import { ListStates } from "../administration/list-states.tsx";
import { ConnectionList } from "./connection-list.tsx";
import { Copied } from "./copied.tsx";
import { DirectoryList } from "./directory-list.tsx";
import { ofCompany, ofInstallation } from "./family.ts";
import { Ledger } from "./ledger.tsx";
import { SignInRule } from "./sign-in-rule.tsx";

/** How people of the company sign in beside the password; for owners of the installation also what its sign-in page offers everybody. */
export function CompanyConnections({ company: { id } }: { company: CompanyView }) {
  const t = useWords();
  const asked = useAnswer("listConnections", { params: { company: id } });
  const people = useAnswer("listPeople", { params: { company: id }, query: { limit: 500 } }).answer?.people ?? [];
  const isOwner = useCache((cache) => cache.account?.installationOwner ?? false);
  return (
    <>
      <p className="max-w-[70ch] pt-6 pb-2 text-ink-2">{t("connections.admin.lead")}</p>
      <ListStates asked={asked}>
        {(listing) => (
          <>
            <ConnectionList family={ofCompany(id)} listing={listing} again={asked.again} />
            <section className="border-t border-line py-6">
              <Copied label={t("connections.admin.address")} text={`${location.origin}/login/${id}`} />
            </section>
            <DirectoryList company={id} />
            <WhoCameIn key={JSON.stringify(listing.people)} company={id} first={listing} people={people} />
            <SignInRule
              key={JSON.stringify(listing.rule)}
              company={id}
              rule={listing.rule}
              isPossible={listing.connections.some(({ state }) => state === "on")}
              people={people}
              again={asked.again}
            />
          </>
        )}
      </ListStates>
      {isOwner && <WholeServer />}
    </>
  );
}

interface WhoProps {
  readonly company: string;
  readonly first: ReplyOf<Endpoints["listConnections"]>;
  readonly people: readonly PersonRow[];
}

function WhoCameIn({ company, first: { connections, ...first }, people }: WhoProps) {
  const t = useWords();
  const workspace = useWorkspace();
  const [{ used, next }, setUsed] = useState({ used: first.people, next: first.next });
  const more = async (after: string) => {
    const page = await workspace.call("listConnections", { params: { company }, query: { after } });
    setUsed({ used: [...used, ...page.people], next: page.next });
  };
  return (
    <section className="border-t border-line py-6">
      <h2 className="text-lg font-semibold">{t("connections.admin.people.title")}</h2>
      {used.length === 0 && next === null && <p className="mt-1 text-ink-3">{t("connections.admin.people.none")}</p>}
      <ul className="mt-2 divide-y divide-line">
        {used.map(({ person, connection, usedAt }) => (
          <li key={`${person} ${connection}`} className="flex flex-wrap gap-x-4 py-2">
            <bdi className="min-w-40 flex-1 break-words">{people.find(({ id }) => id === person)?.name}</bdi>
            <bdi className="text-ink-2">{connections.find(({ id }) => id === connection)?.name}</bdi>
            <span className="tabular text-ink-3">
              {usedAt === null ? t("connections.admin.people.never") : t("connections.admin.people.used", { when: shortTime(usedAt, serverNow()) })}
            </span>
          </li>
        ))}
      </ul>
      {next !== null && (
        <Button className="mt-3" onClick={() => more(next).catch((refused: unknown) => toast(errorText(refused)))}>
          {t("ui.more")}
        </Button>
      )}
    </section>
  );
}

function WholeServer() {
  const t = useWords();
  const asked = useAnswer("listInstallationConnections");
  return (
    <section className="mt-6 border-t-2 border-line py-6">
      <h2 className="text-xl font-semibold">{t("connections.admin.server.title")}</h2>
      <p className="mt-1 max-w-[70ch] text-ink-2">{t("connections.admin.server.lead")}</p>
      <ListStates asked={asked}>{(listing) => <ConnectionList family={ofInstallation} listing={listing} again={asked.again} />}</ListStates>
      <Ledger />
    </section>
  );
}
