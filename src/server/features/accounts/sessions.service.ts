/** Sessions: opaque tokens of 256 random bits, of which only the hash is stored, and what ends them. */
import type { SecondWay } from "../../../contract/index.ts";
import { equalDigests, randomToken, randomUUID, tokenDigest } from "../../../crypto/index.ts";
import { type Actor, decideAgain, type Operation, type Origin, Refusal, type Word } from "../../http/index.ts";
import type { Clock } from "../../platform/clock/index.ts";
import { RowCache } from "../../platform/records/cache.ts";
import type { Row } from "../../platform/records/port.ts";
import { StorageFull } from "../../platform/records/port.ts";
import { type Expect, expect, type Put, put, type SealedStore, type Stored } from "../../platform/records/sealed.ts";
import { confirmedUntil, isActive, isAwaiting, isCurrent, isStanding, type SessionLife } from "./accounts.policy.ts";
import { Account, InstallationRole, Session, SessionSeen, SessionToken } from "./accounts.records.ts";
import { commitOnce, innerOperation, unlessFull } from "./commit.ts";
import { byPassword, type Came, left, type SessionFields, type Shown, type ShownNow, type Standing, shownBy, unbound, Words } from "./sessions.shown.ts";
import { SessionUse, sweepSessions } from "./sessions.use.ts";

/** What is over: one session, or (null) all of the account but `except`. */
export interface Ended {
  readonly account: string;
  readonly session: string | null;
  readonly except: string | null;
}

/** A sign-in whose password was right and whose second factor is still to come. */
export interface Awaiting {
  readonly session: SessionFields;
  readonly account: Stored<typeof Account>;
}

export interface IssuedSession {
  readonly token: string;
  readonly session: string;
  readonly expiresAt: number;
}

/** A new token for a session that stands, to be written in one commit with the change that asks for it. */
export interface Renewal extends IssuedSession {
  readonly expects: readonly Expect[];
  readonly puts: readonly Put[];
}

/** Changes of the account's limits are asked for at every look: the strictest of the installation and of its companies. */
export type LifeOf = (account: string) => Promise<SessionLife>;

export interface SessionsParts {
  readonly records: SealedStore;
  readonly clock: Clock;
  readonly lifeOf: LifeOf;
  /** How the account can show a second factor now. */
  readonly secondWaysOf: (account: string) => Promise<readonly SecondWay[]>;
  /** Whether what a connection said still counts. */
  readonly holds: (word: Word) => Promise<boolean>;
}

const PREFIX = "bst_";
const tokenShape = /^bst_[\w-]{43}$/;
/** A use within so many milliseconds of the last noted one is not noted again. */
const SEEN_EVERY = 600_000;
/** Milliseconds from the right password to the second factor. */
const TICKET_LIFE = 600_000;
/** Sessions that only this process knows because the disk was full. */
const MOST_UNSTORED = 1000;

export class SessionsService {
  readonly #records: SealedStore;
  readonly #clock: Clock;
  readonly #lifeOf: LifeOf;
  readonly #secondWaysOf: SessionsParts["secondWaysOf"];
  readonly #words: Words;
  readonly #tokens: RowCache<typeof SessionToken>;
  readonly #sessions: RowCache<typeof Session>;
  readonly #accounts: RowCache<typeof Account>;
  readonly #roles: RowCache<typeof InstallationRole>;
  readonly #use: SessionUse;
  /** By token hash. */
  readonly #unstored = new Map<string, SessionFields>();
  readonly #listeners = new Set<(ended: Ended) => void>();

  constructor({ records, clock, lifeOf, secondWaysOf, holds }: SessionsParts) {
    this.#records = records;
    this.#clock = clock;
    this.#lifeOf = lifeOf;
    this.#secondWaysOf = secondWaysOf;
    this.#words = new Words(records.installation, holds);
    this.#use = new SessionUse(records);
    // The caches listen first: who hears of an end and asks again is not answered from before it.
    this.#tokens = new RowCache(records, SessionToken);
    this.#sessions = new RowCache(records, Session);
    this.#accounts = new RowCache(records, Account);
    this.#roles = new RowCache(records, InstallationRole);
    records.onCommit((_shard, _number, rows) => this.#noticeEnds(rows));
  }

  /** Calls back for everything that ends before its time, as soon as it is written. Sockets listen here. */
  onEnded(listener: (ended: Ended) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Who bears this token now; undefined for a token that is unknown, ended or expired. */
  async authenticate(token: string, origin: Origin): Promise<Actor | undefined> {
    const living = await this.#living(token);
    if (!living) return undefined;
    const { session, seenAt, life, now } = living;
    if (now - seenAt >= Math.min(SEEN_EVERY, life.idle / 10)) await this.#use.note(session, now);
    const role = await this.#roles.get({ installation: this.#records.installation, account: session.account });
    const installationOwner = role?.role === "owner" && session.reach === null;
    return { account: session.account, session: session.session, installationOwner, ...shownBy(living), origin };
  }

  /** What the token's bearer showed, without using the session; undefined for a token that is not good. */
  async look(token: string): Promise<ShownNow | undefined> {
    const living = await this.#living(token);
    return living && shownBy(living);
  }

  /** Whether the token is still good. Looking is no use: an open socket alone does not keep a session from its idle limit. */
  async isAlive(token: string): Promise<boolean> {
    return (await this.#living(token)) !== undefined;
  }

  async isAccountActive(account: string): Promise<boolean> {
    return isActive(await this.#accounts.get({ account }));
  }

  async #living(token: string): Promise<Standing | undefined> {
    const standing = await this.#standing(token);
    return standing && isCurrent(standing.session, standing.account) ? standing : undefined;
  }

  async #standing(token: string): Promise<Standing | undefined> {
    if (!tokenShape.test(token)) return undefined;
    const session = await this.#find(tokenDigest(token));
    if (!session) return undefined;
    const now = this.#clock.now();
    const { account: owner } = session;
    const [account, seenAt, life, word, isBegun] = await Promise.all([
      this.#accounts.get({ account: owner }),
      this.#use.lastOf(session, this.#unstored.has(session.tokenHash)),
      this.#lifeOf(owner),
      this.#words.wordOf(session),
      this.#words.isBegun(session),
    ]);
    return account && isBegun && isStanding(session, account, seenAt, life, now) ? { session, account, word, seenAt, life, now } : undefined;
  }

  async #find(tokenHash: string): Promise<SessionFields | undefined> {
    const unstored = this.#unstored.get(tokenHash);
    if (unstored) return unstored;
    const named = await this.#tokens.get({ token: tokenHash });
    const session = named && (await this.#sessions.get({ account: named.account, session: named.session }));
    // Renewed since: the old token still names the session, which names it no more.
    return session && equalDigests(session.tokenHash, tokenHash) ? session : undefined;
  }

  /**
   * Begins a session for an account as it was read. Where the disk is full it lives in this process only.
   * @throws Refusal conflict when the account changed meanwhile
   */
  async start(
    account: Stored<typeof Account>,
    origin: Origin,
    shown: Shown = byPassword,
    operation = innerOperation(),
    came: Came = unbound,
  ): Promise<IssuedSession> {
    const { most } = await this.#lifeOf(account.account);
    return this.#begin(account, origin, { ...shown, ...came, state: "active", expiresAt: this.#clock.now() + most }, operation);
  }

  /** Begins what `admit` makes a session of once a second factor was shown. Its token is the ticket. @throws Refusal conflict */
  async await(account: Stored<typeof Account>, origin: Origin, by: Shown["by"], operation = innerOperation(), came: Came = unbound): Promise<IssuedSession> {
    return this.#begin(account, origin, { by, second: "none", ...came, state: "awaiting", expiresAt: this.#clock.now() + TICKET_LIFE }, operation);
  }

  /** Whose sign-in waits under this ticket. @throws Refusal wrong_credentials for none: begin anew */
  async awaiting(ticket: string): Promise<Awaiting> {
    const session = tokenShape.test(ticket) ? await this.#find(tokenDigest(ticket)) : undefined;
    const account = session && (await this.#records.find(Account, { account: session.account }));
    if (!session || !account || !isAwaiting(session, account, this.#clock.now()) || !(await this.#words.isBegun(session)))
      throw new Refusal("wrong_credentials");
    return { session, account };
  }

  /** Makes a session of it, under a new token; the ticket is dead. @throws Refusal wrong_credentials when another was faster */
  async admit({ session, account }: Awaiting, second: Shown["second"], operation = innerOperation()): Promise<IssuedSession> {
    const now = this.#clock.now();
    const { most } = await this.#lifeOf(account.account);
    const key = { account: session.account, session: session.session };
    const token = randomToken(PREFIX);
    const unstored = this.#unstored.get(session.tokenHash);
    const fields: SessionFields = {
      ...withoutVersion(session),
      state: "active",
      second,
      tokenHash: tokenDigest(token),
      createdAt: now,
      confirmedAt: now,
      expiresAt: now + most,
      rotation: account.rotation,
    };
    if (unstored) {
      this.#unstored.delete(unstored.tokenHash);
      this.#unstored.set(fields.tokenHash, fields);
    } else {
      const version = (session as SessionFields & { version: number }).version;
      const expects = [expect(Account, { account: account.account }, account.version), expect(Session, key, version)];
      const [isApplied] = await Promise.all([commitOnce(this.#records, operation, expects, [put(Session, fields, version + 1)]), this.#name(fields)]);
      if (!isApplied) throw new Refusal("wrong_credentials");
    }
    return { token, session: fields.session, expiresAt: fields.expiresAt };
  }

  async #begin(
    account: Stored<typeof Account>,
    origin: Origin,
    how: Shown & Came & Pick<SessionFields, "state" | "expiresAt">,
    operation: Operation,
  ): Promise<IssuedSession> {
    const now = this.#clock.now();
    const token = randomToken(PREFIX);
    const fields: SessionFields = {
      account: account.account,
      session: randomUUID(),
      tokenHash: tokenDigest(token),
      epoch: account.epoch,
      rotation: account.rotation,
      createdAt: now,
      confirmedAt: now,
      userAgent: origin.userAgent,
      address: origin.address,
      ...how,
    };
    try {
      // Either one without the other lets nobody in.
      const [isApplied] = await Promise.all([
        commitOnce(this.#records, operation, [expect(Account, { account: account.account }, account.version)], [put(Session, fields)]),
        this.#name(fields),
      ]);
      if (!isApplied) throw new Refusal("conflict");
    } catch (error) {
      if (!(error instanceof StorageFull) || this.#unstored.size >= MOST_UNSTORED) throw error;
      this.#unstored.set(fields.tokenHash, fields);
    }
    return { token, session: fields.session, expiresAt: fields.expiresAt };
  }

  /**
   * @param changes what of the session changes with the token
   * @returns the new token, and what must be written so that it becomes the only one of this session
   */
  async renew(
    actor: Pick<Actor, "account" | "session">,
    changes: Partial<Pick<SessionFields, "epoch" | "rotation" | "second" | "confirmedAt" | "vouched" | "voucher" | "voucherEpoch">>,
  ): Promise<Renewal> {
    const key = { account: actor.account, session: actor.session };
    const stored = await this.#records.find(Session, key);
    const standing = stored ?? this.#unstoredOf(key);
    if (standing?.state !== "active") throw new Refusal("not_signed_in");
    const token = randomToken(PREFIX);
    const { version = 0, ...fields } = { ...standing, tokenHash: tokenDigest(token), ...changes } as SessionFields & { version?: number };
    await this.#name(fields);
    return { token, session: actor.session, expiresAt: fields.expiresAt, expects: [expect(Session, key, version)], puts: [put(Session, fields, version + 1)] };
  }

  /** A company's own connection said who bears this session: it gets its next token, and opens that company where it asks for that. No word about what is grave. */
  async vouch(actor: Pick<Actor, "account" | "session">, { holder, connection, epoch }: Word): Promise<IssuedSession> {
    const renewal = await this.renew(actor, { vouched: holder, voucher: connection, voucherEpoch: epoch });
    if (!(await commitOnce(this.#records, innerOperation(), renewal.expects, renewal.puts))) throw new Refusal("conflict");
    return renewal;
  }

  /** Ends the account's sessions that open this company only. */
  async endReaching(account: string, company: string): Promise<void> {
    for (const { session, reach } of await this.list(account)) if (reach === company) await this.#endLeft(account, session);
  }

  /** The next token of a session whose account's rights changed; the old one did nothing since. @throws Refusal not_signed_in */
  async takeNext(token: string): Promise<IssuedSession> {
    const standing = await this.#standing(token);
    if (!standing || isCurrent(standing.session, standing.account)) throw new Refusal("not_signed_in");
    const { session, account } = standing;
    const second = left(session.second, await this.#secondWaysOf(account.account));
    const renewal = await this.renew(session, { rotation: account.rotation, second });
    // Whoever was faster has the session; the rows tell.
    if (!(await commitOnce(this.#records, innerOperation(), renewal.expects, renewal.puts))) throw new Refusal("not_signed_in");
    return renewal;
  }

  /** Rights changed: every token of the account is dead but for fetching the next one. A disabled account has none. */
  async outdate(account: string): Promise<void> {
    await decideAgain(async () => {
      const found = await this.#records.find(Account, { account });
      if (!found || !isActive(found)) return true;
      const { expects, puts } = outdated(found);
      return commitOnce(this.#records, innerOperation(), expects, puts);
    });
  }

  /** The same, in one commit with a change that leaves the account these ways of a second factor; this session goes on by its next token. */
  async weaken(actor: Pick<Actor, "account" | "session">, ways: readonly SecondWay[]): Promise<Renewal> {
    const { account, session } = actor;
    const found = await this.#records.find(Account, { account });
    const standing = this.#unstoredOf({ account, session }) ?? (await this.#records.find(Session, { account, session }));
    if (!found || !standing) throw new Refusal("not_signed_in");
    const { expects, puts, rotation } = outdated(found);
    const renewal = await this.renew(actor, { rotation, second: left(standing.second, ways) });
    return { ...renewal, expects: [...expects, ...renewal.expects], puts: [...puts, ...renewal.puts] };
  }

  /** The person showed again who he is. @returns until when that is good, in milliseconds since the epoch */
  async noteConfirmed(actor: Actor, operation: Operation): Promise<number> {
    const key = { account: actor.account, session: actor.session };
    const confirmedAt = this.#clock.now();
    const unstored = this.#unstoredOf(key);
    if (unstored) this.#unstored.set(unstored.tokenHash, { ...unstored, confirmedAt });
    else {
      await decideAgain(async () => {
        const stored = await this.#records.find(Session, key);
        if (stored?.state !== "active") throw new Refusal("not_signed_in");
        return commitOnce(this.#records, operation, [expect(Session, key, stored.version)], [put(Session, { ...stored, confirmedAt }, stored.version + 1)]);
      });
    }
    return confirmedUntil({ confirmedAt, createdAt: confirmedAt });
  }

  /** Until when this session may do what is grave. */
  async confirmedUntil(actor: Actor): Promise<number> {
    const key = { account: actor.account, session: actor.session };
    const session = this.#unstoredOf(key) ?? (await this.#records.find(Session, key));
    return session ? confirmedUntil(session) : 0;
  }

  async #name({ tokenHash, account, session, expiresAt }: SessionFields): Promise<void> {
    await this.#records.claim(SessionToken, { token: tokenHash, account, session, expiresAt });
  }

  /** The living sessions of an account, the latest first. */
  async list(account: string): Promise<(SessionFields & { seenAt: number })[]> {
    const now = this.#clock.now();
    const life = await this.#lifeOf(account);
    const [owner, stored, seen] = await Promise.all([
      this.#records.find(Account, { account }),
      gather(this.#records.all(Session, { account })),
      gather(this.#records.all(SessionSeen, { account })),
    ]);
    const times = new Map(seen.map((row) => [row.session, row.seenAt]));
    const begun: SessionFields[] = [];
    for (const one of [...stored, ...this.#unstored.values()]) if (one.account === account && (await this.#words.isBegun(one))) begun.push(one);
    return begun
      .map((one) => ({ ...one, seenAt: Math.max(one.createdAt, times.get(one.session) ?? 0, this.#use.known(one.session)) }))
      .filter((one) => isStanding(one, owner, one.seenAt, life, now))
      .sort((a, b) => b.createdAt - a.createdAt);
  }

  /** Ends one session of the account. @throws Refusal session_not_found when it has no such living session */
  async end(account: string, session: string, operation = innerOperation()): Promise<void> {
    const key = { account, session };
    const unstored = this.#unstoredOf(key);
    if (unstored) {
      this.#unstored.delete(unstored.tokenHash);
      return this.#tell({ ...key, except: null });
    }
    const life = await this.#lifeOf(account);
    try {
      await decideAgain(async () => {
        const [stored, owner] = await Promise.all([this.#records.find(Session, key), this.#records.find(Account, { account })]);
        if (!stored || !isStanding(stored, owner, await this.#use.lastOf(stored), life, this.#clock.now())) throw new Refusal("session_not_found");
        return commitOnce(this.#records, operation, [expect(Session, key, stored.version)], [put(Session, { ...stored, state: "ended" }, stored.version + 1)]);
      });
    } finally {
      // An end of which nobody knows whether it was written is read anew.
      this.#sessions.forget(key);
    }
  }

  /** Ends every session of an account, but for one. */
  async endAll(account: string, except?: string): Promise<void> {
    for (const { session } of await this.list(account)) {
      if (session === except) continue;
      await this.#endLeft(account, session);
    }
  }

  /** Who was signed in on this browser is it no more. On a full disk that session runs out by itself. */
  async leave(before: Pick<Actor, "account" | "session"> | undefined): Promise<void> {
    if (before) await this.#endLeft(before.account, before.session).catch(unlessFull);
  }

  /** One that ended by itself meanwhile is no error. */
  async #endLeft(account: string, session: string): Promise<void> {
    try {
      await this.end(account, session);
    } catch (error) {
      if (!(error instanceof Refusal && error.code === "session_not_found")) throw error;
    }
  }

  #unstoredOf({ account, session }: { account: string; session: string }): SessionFields | undefined {
    return [...this.#unstored.values()].find((one) => one.account === account && one.session === session);
  }

  /** Removes what ended and expired sessions leave behind. @returns how many sessions */
  sweep(): Promise<number> {
    const now = this.#clock.now();
    for (const [hash, one] of this.#unstored) if (now >= one.expiresAt) this.#unstored.delete(hash);
    return sweepSessions(this.#records, now);
  }

  /** A later version of an account's row always ends its sessions, but for one that was renewed in the same commit. */
  #noticeEnds(rows: readonly Row[]): void {
    for (const row of rows) {
      const [account, session] = row.key as [string, string];
      if (row.table === Session.name && stateOf(row) === "ended") this.#tell({ account, session, except: null });
      if (row.table !== Account.name || row.version === 1) continue;
      const renewed = rows.find((other) => other.table === Session.name && stateOf(other) === "active");
      for (const [hash, one] of this.#unstored) if (one.account === account) this.#unstored.delete(hash);
      this.#tell({ account, session: null, except: (renewed?.key[1] ?? null) as string | null });
    }
  }

  #tell(ended: Ended): void {
    for (const listener of this.#listeners) listener(ended);
  }
}

function outdated(account: Stored<typeof Account>) {
  const rotation = (account.rotation ?? 0) + 1;
  return { rotation, expects: [expect(Account, account, account.version)], puts: [put(Account, { ...account, rotation }, account.version + 1)] };
}

const withoutVersion = (session: SessionFields): SessionFields => {
  const { version: _, ...fields } = session as SessionFields & { version?: number };
  return fields;
};

async function gather<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const gathered: T[] = [];
  for await (const row of rows) gathered.push(row);
  return gathered;
}

const stateOf = (row: Row) => row.clear[Object.keys(Session.clear).indexOf("state")];
