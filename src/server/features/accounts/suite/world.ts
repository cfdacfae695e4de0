/** A server's inside with the accounts noun alone: a real store in a folder of its own, a clock that tests move, browsers that keep their cookie. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { perhapsUnlucky } from "../../../../../tests/harness/misfortune.ts";
import { accounts as contract } from "../../../../contract/accounts.ts";
import type { BodyOf, Endpoint, ParamsOf, ReplyOf } from "../../../../contract/index.ts";
import { newSecretKey, operationId, randomUUID } from "../../../../crypto/index.ts";
import { dispatch, Refusal } from "../../../http/index.ts";
import { type ManualClock, manualClock } from "../../../platform/clock/index.ts";
import { DataKey, KeySet, KeyStore, WrappingKey } from "../../../platform/keys/index.ts";
import { tableSpec } from "../../../platform/records/define.ts";
import type { RecordsPort } from "../../../platform/records/port.ts";
import { SealedStore } from "../../../platform/records/sealed.ts";
import { openSqlite } from "../../../platform/records/sqlite/index.ts";
import { type AccountsDeps, type AccountsOptions, accountRecords, createAccounts, usualOptions } from "../index.ts";

/** At the floor of ASVS 5.0, so that tests take milliseconds for a hash. */
export const quickOptions: AccountsOptions = { ...usualOptions, argon2: { memory: 19_456, passes: 2, lanes: 1 } };
export const goodPassword = "violet-harbour-tram-49";
export const otherPassword = "seven quiet lanterns";

const migrations = [
  {
    number: 1,
    name: "accounts",
    createTables: [WrappingKey, DataKey, KeySet, ...accountRecords].map(tableSpec),
    addColumns: [],
    addCodes: [],
    oldestReader: 1,
    oldestWriter: 1,
  },
];

interface Ground {
  readonly folder: string;
  readonly installation: string;
  readonly root: ReturnType<typeof newSecretKey>;
  readonly clock: ManualClock;
}

export interface WorldOptions {
  readonly options?: AccountsOptions;
  /** Where mails go; none are sent without it. */
  readonly letters?: AccountsDeps["letters"];
  /** Puts something between the sealed store and the real one. */
  readonly wrap?: (port: RecordsPort) => RecordsPort;
}

export type World = Awaited<ReturnType<typeof openWorld>>;

export function newWorld(options: WorldOptions = {}): Promise<World> {
  const ground = { folder: mkdtempSync(join(tmpdir(), "bastide-accounts-")), installation: randomUUID(), root: newSecretKey(), clock: manualClock() };
  return openWorld(ground, options);
}

export async function openWorld(ground: Ground, given: WorldOptions) {
  const { folder, installation, root, clock } = ground;
  const real = await openSqlite({ folder, migrations, now: clock.now });
  const port = given.wrap?.(perhapsUnlucky(real)) ?? perhapsUnlucky(real);
  const keys = await KeyStore.open({ port, root, rootKeyId: 1, installation, suite: 1, now: clock.now });
  const records = new SealedStore(port, keys, installation, accountRecords);
  const accounts = createAccounts({
    records,
    clock,
    options: given.options ?? quickOptions,
    companiesOf: async () => [],
    holds: async () => true,
    secondWaysOf: async () => [],
    letters: given.letters ?? { isOn: false, post: async () => false },
    url: () => "https://workspace.example",
    stepAfterAccount: async () => "kit",
    version: "0.1.0",
  });
  const deps = {
    authenticator: { authenticate: accounts.authenticate, enterCompany: async () => undefined, whyNot: async () => "company_not_found" as const },
    clock,
    digestKey: () => keys.indexKey(installation),
  };

  return {
    ...accounts,
    port,
    records,
    clock,
    folder,
    installation,
    browser: (address = "192.0.2.1", userAgent = "Test/1") => new Browser(deps, accounts.routes, { address, userAgent }),
    /** Ends this process and starts another one on the same folder. */
    restart: async (changed: WorldOptions = given) => {
      await port.close();
      return openWorld(ground, changed);
    },
    close: async () => {
      await port.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

interface Sent<E> {
  readonly body?: BodyOf<E>;
  readonly params?: ParamsOf<E>;
  readonly idempotencyKey?: string;
}

class Browser {
  /** The session cookie. */
  token: string | undefined;
  expiresAt: number | undefined;
  readonly #deps: Parameters<typeof dispatch>[0];
  readonly #routes: Parameters<typeof dispatch>[1][];
  readonly #origin: { address: string; userAgent: string };

  constructor(deps: Parameters<typeof dispatch>[0], routes: Parameters<typeof dispatch>[1][], origin: { address: string; userAgent: string }) {
    this.#deps = deps;
    this.#routes = routes;
    this.#origin = origin;
  }

  async send<E extends Endpoint>(endpoint: E, { body, params, idempotencyKey }: Sent<E> = {}): Promise<ReplyOf<E>> {
    const route = this.#routes.find((one) => one.endpoint === (endpoint as Endpoint));
    if (!route) throw new Error(`nobody serves ${endpoint.method} ${endpoint.path}`);
    const setSession = (token: string | null, expiresAt?: number) => {
      this.token = token ?? undefined;
      this.expiresAt = expiresAt;
    };
    return (await dispatch(this.#deps, route, { token: this.token, origin: this.#origin, params, query: {}, body, idempotencyKey, setSession })) as ReplyOf<E>;
  }

  signIn(login: string, password = goodPassword) {
    return this.send(contract.signIn, { body: { login, password } });
  }
}

/** The port with some of its methods replaced. */
export const replacing = (port: RecordsPort, methods: Partial<RecordsPort>): RecordsPort =>
  new Proxy(port, {
    get(target, name) {
      const value = (Reflect.get(methods, name) ?? Reflect.get(target, name, target)) as unknown;
      return typeof value === "function" && !(name in methods) ? value.bind(target) : value;
    },
  });

/** The token in the fragment of a link. */
export const tokenOf = (link: string | undefined): string => new URLSearchParams(link?.split("#")[1]).get("token") ?? "";

/** The code of the refusal, "allowed" without one; other errors pass. */
export async function outcome(asked: Promise<unknown>): Promise<string> {
  try {
    await asked;
    return "allowed";
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}

export async function refusalOf(asked: Promise<unknown>): Promise<Refusal> {
  const refused = await asked.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(refused instanceof Refusal)) throw new Error("was not refused", { cause: refused });
  return refused;
}

export const operation = () => ({ id: operationId(), digest: null });

/** Somebody with an account, not an owner. */
export async function makeAccount(world: World, name: string, email?: string): Promise<string> {
  return world.accounts.make({ name, password: goodPassword, email }, operation());
}
