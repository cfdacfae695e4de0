/** Making, listing and ending tokens of a company. */
import type { z } from "zod";
import type { BodyOf, tokens as contract, ApiToken as TokenView } from "../../../contract/index.ts";
import { newApiToken, operationId, tokenDigest } from "../../../crypto/index.ts";
import { parseNetwork } from "../../config/index.ts";
import { decideAgain, type Operation, type PersonActor, Refusal, refuseOtherRequest } from "../../http/index.ts";
import type { Clock } from "../../platform/clock/index.ts";
import { sweepRows } from "../../platform/jobs/index.ts";
import type { KeyOf } from "../../platform/records/define.ts";
import { derivedId } from "../../platform/records/ids.ts";
import { type Expect, expect, type Put, put, type SealedStore } from "../../platform/records/sealed.ts";
import { type Handles, handleOf, type PeopleDirectory, Person, type PersonRow } from "../people/index.ts";
import { presentToken, type TokenBearers } from "./tokens.bearer.ts";
import { DAY, isOwn, mayRevoke, stateOf, type TokenRow } from "./tokens.policy.ts";
import { ApiToken, ApiTokenHash, ApiTokenUse, TokenPolicy } from "./tokens.records.ts";

export interface TokensDeps {
  readonly records: SealedStore;
  readonly clock: Clock;
  readonly directory: PeopleDirectory;
  readonly handles: Handles;
  readonly bearers: TokenBearers;
  readonly hasSecond: (account: string) => Promise<boolean>;
  /** @throws Refusal team_not_found */
  readonly requireTeam: (actor: PersonActor, team: string) => Promise<void>;
}

type View = z.output<typeof TokenView>;
type Wanted = BodyOf<typeof contract.createToken>;
type Acting = Pick<TokenRow, "kind" | "person" | "by" | "shown" | "holder" | "connection" | "connectionEpoch">;
const byNobody = { holder: null, connection: null, connectionEpoch: null };

/** Good tokens that act as one person. */
const MOST = 100;
/** Those of one person with those that are over, and of a company: what is read to make or to list some. */
const MOST_KEPT = 300;
const MOST_OF_COMPANY = 5000;
/** Milliseconds that a token which is over stands in the lists. */
const KEPT_FOR = 90 * DAY;

export function createTokenService(d: TokensDeps) {
  const { records, clock, bearers } = d;

  async function present(company: string, rows: readonly TokenRow[]): Promise<View[]> {
    const mostDays = await bearers.mostDays(company);
    const used = await records.getMany(
      ApiTokenUse,
      rows.map(({ apiToken }) => ({ company, apiToken })),
    );
    return rows.map((row, i) => presentToken(row, mostDays, used[i]?.usedAt ?? null, clock.now())).sort((a, b) => b.createdAt - a.createdAt);
  }

  async function rowsOf(company: string, isWanted: (row: TokenRow) => boolean): Promise<TokenRow[]> {
    return (await records.list(ApiToken, { company }, { limit: MOST_OF_COMPANY })).filter(isWanted);
  }

  /** One more finds its place: making and ending them again and again fills no table. @throws Refusal conflict */
  async function requireRoom(company: string, person: string): Promise<void> {
    const [all, mostDays] = [await rowsOf(company, () => true), await bearers.mostDays(company)];
    const own = all.filter((row) => row.person === person);
    const good = own.filter((row) => stateOf(row, mostDays, clock.now()) === "active");
    if (good.length >= MOST || own.length >= MOST_KEPT || all.length >= MOST_OF_COMPANY) throw new Refusal("conflict");
  }

  async function list(company: string, isWanted: (row: TokenRow) => boolean) {
    return { tokens: await present(company, await rowsOf(company, isWanted)), mostDays: await bearers.mostDays(company) };
  }

  /** @throws Refusal invalid_request, which names the field */
  async function requireSound(company: string, { days, teams, scopes, networks }: Wanted): Promise<void> {
    const refuse = (path: string, problem: string) => new Refusal("invalid_request", { fields: [{ path: `body.${path}`, problem }] });
    if (days > (await bearers.mostDays(company))) throw refuse("days", "company_maximum");
    if (teams !== null && scopes.some((scope) => scope.startsWith("directs:"))) throw refuse("scopes", "directs_of_teams");
    for (const [i, network] of networks.entries()) {
      try {
        parseNetwork(network);
      } catch {
        throw refuse(`networks.${i}`, "network");
      }
    }
  }

  async function make(
    company: string,
    wanted: Wanted,
    acting: Acting,
    operation: Operation,
    more: { expects: Expect[]; puts: Put[] },
  ): Promise<View & { value: string }> {
    const apiToken = derivedId(records.keys.indexKey(company), "token", operation.id);
    // Shown once and only its hash is kept: a repeated request can't be answered again.
    if (await records.find(ApiToken, { company, apiToken })) throw new Refusal("conflict");
    const value = newApiToken(acting.kind === "personal" ? "p" : "s");
    const now = clock.now();
    await requireRoom(company, acting.person);
    const { name, teams, scopes, days, networks } = wanted;
    const row = { company, apiToken, ...acting, state: "active", hash: tokenDigest(value), createdAt: now, expiresAt: now + days * DAY } as const;
    const fields = { ...row, name, teams, scopes: [...scopes], networks: [...networks] };
    await records.claim(ApiTokenHash, { hash: row.hash, into: company, apiToken, expiresAt: row.expiresAt });
    const outcome = await records.commit(
      operation.id,
      [expect(ApiToken, { company, apiToken }, 0), ...more.expects],
      [put(ApiToken, fields), ...more.puts],
      operation.digest,
    );
    refuseOtherRequest(outcome, operation);
    if (outcome.status !== "applied") throw new Refusal("conflict");
    return { ...presentToken({ ...fields, version: 1 }, await bearers.mostDays(company), null, now), value };
  }

  /** A person whom nobody signs in as; its name and handle are held. */
  async function newService(company: string, name: string, operation: Operation): Promise<Omit<PersonRow, "version">> {
    const person = derivedId(records.keys.indexKey(company), "service", operation.id);
    const handle = await d.handles.takeFree(company, person, handleOf(name));
    const now = clock.now();
    const profile = { name, handle, title: "", zone: null, status: null, email: null };
    return { ...profile, company, person, kind: "service", role: "member", state: "active", account: null, createdAt: now, since: now };
  }

  async function makeForService(company: string, wanted: Wanted & { service: string | null }, by: string | null, operation: Operation) {
    await requireSound(company, wanted);
    const acting = { kind: "service", by, shown: "more", ...byNobody } as const;
    if (wanted.service === null) {
      const service = await newService(company, wanted.name, operation);
      const made = await make(company, wanted, { ...acting, person: service.person }, operation, {
        expects: [expect(Person, service, 0)],
        puts: [put(Person, service)],
      });
      await d.directory.apply({ ...service, version: 1 });
      return made;
    }
    const service = await records.find(Person, { company, person: wanted.service });
    if (service?.kind !== "service" || service.state !== "active") throw new Refusal("person_not_found");
    return make(company, wanted, { ...acting, person: service.person }, operation, { expects: [expect(Person, service, service.version)], puts: [] });
  }

  async function revoke({ company, apiToken }: Pick<TokenRow, "company" | "apiToken">, operation: Operation): Promise<void> {
    await decideAgain(async () => {
      const row = await records.find(ApiToken, { company, apiToken });
      if (row?.state !== "active") return true;
      const outcome = await records.commit(
        operation.id,
        [expect(ApiToken, row, row.version)],
        [put(ApiToken, { ...row, state: "revoked" }, row.version + 1)],
        operation.digest,
      );
      return outcome.status !== "refused";
    });
  }

  return {
    listMine: (actor: PersonActor) => list(actor.company, (row) => isOwn(actor, row)),
    list: (actor: PersonActor) => list(actor.company, () => true),

    async create(actor: PersonActor, wanted: Wanted, operation: Operation) {
      const { company, person } = actor;
      await requireSound(company, wanted);
      for (const team of wanted.teams ?? []) await d.requireTeam(actor, team);
      // A provider's second factor is not the account's own, and ends with its word.
      const shown = !actor.isStrong ? "password" : (await d.hasSecond(actor.account)) ? "more" : "provider";
      const { holder = null, connection = null, epoch: connectionEpoch = null } = actor.word ?? {};
      const acting = { kind: "personal", person, by: person, shown, holder, connection, connectionEpoch } as const;
      return make(company, wanted, acting, operation, { expects: [], puts: [] });
    },

    async createForService(actor: PersonActor, wanted: Wanted & { service: string | null }, operation: Operation) {
      for (const team of wanted.teams ?? []) await d.requireTeam(actor, team);
      return makeForService(actor.company, wanted, actor.person, operation);
    },

    /** The operator's, without an actor. */
    makeForService,

    async revoke(actor: PersonActor, apiToken: string, operation: Operation): Promise<void> {
      const row = await records.find(ApiToken, { company: actor.company, apiToken });
      if (!row || !mayRevoke(actor, row)) throw new Refusal("token_not_found");
      await revoke(row, operation);
    },

    /** Who is taken out of the company has none there any more, also after he came back. */
    async revokeAllOf(company: string, person: string): Promise<void> {
      for (const row of await rowsOf(company, (one) => one.person === person && one.state === "active")) await revoke(row, { id: operationId(), digest: null });
    },

    async setPolicy({ company }: PersonActor, mostDays: number, operation: Operation): Promise<{ mostDays: number }> {
      return decideAgain(async () => {
        const row = await records.find(TokenPolicy, { company });
        const version = row?.version ?? 0;
        const outcome = await records.commit(
          operation.id,
          [expect(TokenPolicy, { company }, version)],
          [put(TokenPolicy, { company, mostDays }, version + 1)],
          operation.digest,
        );
        refuseOtherRequest(outcome, operation);
        return outcome.status !== "refused" && { mostDays };
      });
    },

    /** One token by its id. */
    async one(company: string, apiToken: string): Promise<View> {
      const row = await records.find(ApiToken, { company, apiToken });
      const [shown] = row ? await present(company, [row]) : [];
      if (!shown) throw new Refusal("token_not_found");
      return shown;
    },

    /** Removes what has been over for a season. @returns how many */
    async sweep(): Promise<number> {
      const isOver = ({ expiresAt }: { expiresAt: number }) => clock.now() >= expiresAt + KEPT_FOR;
      const gone: KeyOf<typeof ApiTokenUse>[] = [];
      await sweepRows(records, ApiTokenHash, isOver);
      const count = await sweepRows(records, ApiToken, (row) => {
        if (isOver(row)) gone.push({ company: row.company, apiToken: row.apiToken });
        return isOver(row);
      });
      if (gone.length > 0) await records.erase(ApiTokenUse, gone);
      return count;
    },
  };
}
export type TokenService = ReturnType<typeof createTokenService>;
