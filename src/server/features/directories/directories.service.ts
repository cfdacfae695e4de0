/** Directories of a company: setting them up, and what of them is told. */
import type { z } from "zod";
import type { BodyOf, directories as contract, Directory as Shown } from "../../../contract/index.ts";
import { decideAgain, type Operation, Refusal } from "../../http/index.ts";
import { LdapRefused } from "../../platform/egress/index.ts";
import { expect, put, type SealedStore, type Stored } from "../../platform/records/sealed.ts";
import { commitOnce, stepOf } from "../accounts/index.ts";
import type { ConnectionsService } from "../connections/index.ts";
import { Directory } from "./directories.records.ts";
import type { DirectorySettings, OpenDirectory } from "./directory.ts";
import { filterOf } from "./entries.ts";
import type { SyncsService } from "./syncs.service.ts";
import { DirectoryProblem, type Talks } from "./talks.ts";

export interface DirectoriesParts {
  readonly records: SealedStore;
  readonly now: () => number;
  readonly connections: ConnectionsService;
  readonly talks: Talks;
  readonly syncs: SyncsService;
}

type Wanted = BodyOf<typeof contract.createDirectory>;
type Changes = BodyOf<typeof contract.changeDirectory>;
type View = z.output<typeof Shown>;

export class DirectoriesService {
  readonly #p: DirectoriesParts;

  constructor(parts: DirectoriesParts) {
    this.#p = parts;
  }

  async list(holder: string): Promise<View[]> {
    const rows = (await this.#p.connections.rows(holder)).filter(({ kind }) => kind === "ldap");
    return Promise.all(rows.map(({ connection }) => this.#present(holder, connection)));
  }

  /** @throws Refusal connection_not_found */
  async open(holder: string, connection: string): Promise<OpenDirectory & { readonly version: number }> {
    const directory = await this.find(holder, connection);
    if (!directory) throw new Refusal("connection_not_found");
    return directory;
  }

  /** Undefined where there is none, or none any more. */
  async find(holder: string, connection: string): Promise<(OpenDirectory & { readonly version: number }) | undefined> {
    const row = await this.#p.connections.find(holder, connection);
    const settings = row?.kind === "ldap" ? await this.#p.records.find(Directory, { holder, connection }) : undefined;
    return row && settings && { connection: row, settings, version: settings.version };
  }

  async create(holder: string, wanted: Wanted, operation: Operation): Promise<View> {
    requireFilters(wanted);
    const { name, groups, newcomers, ...settings } = wanted;
    const { id } = await this.#p.connections.insert(holder, { kind: "ldap", issuer: "", trustsMfa: false, name, groups, newcomers }, operation);
    await this.#write(holder, id, async () => settings, stepOf(operation, "directory"));
    return this.#present(holder, id);
  }

  /** @throws Refusal connection_not_found */
  async change(holder: string, connection: string, changes: Changes, operation: Operation): Promise<View> {
    requireFilters(changes);
    const { name, groups, newcomers, state, ...settings } = changes;
    const standing = (await this.open(holder, connection)).settings;
    // What was written for one server is not sent to another, nor to the same one less well guarded.
    const isElsewhere = whither.some((name) => settings[name] !== undefined && settings[name] !== standing[name]);
    if (isElsewhere && settings.bindPassword === undefined) throw new Refusal("invalid_request", { fields: [{ path: "body.bindPassword", problem: "again" }] });
    if (Object.keys(settings).length > 0) {
      const step = stepOf(operation, "directory");
      await this.#write(holder, connection, async () => ({ ...(await this.open(holder, connection)).settings, ...given(settings) }), step);
    }
    await this.#p.connections.alter(holder, connection, given({ name, groups, newcomers, state }), operation);
    this.#p.syncs.expect(holder, connection, state === "on");
    return this.#present(holder, connection);
  }

  /** @throws Refusal connection_not_found */
  async remove(holder: string, connection: string, operation: Operation): Promise<void> {
    const { settings } = await this.open(holder, connection);
    await this.#write(holder, connection, async () => ({ ...settings, bindPassword: "" }), stepOf(operation, "directory"));
    await this.#p.connections.alter(holder, connection, { state: "removed" }, operation);
  }

  /** How far a directory lets us come. */
  async test(holder: string, connection: string) {
    const { settings } = await this.open(holder, connection);
    const steps: ("reach" | "secure" | "bind" | "search")[] = [];
    let protocol = "";
    const reached = (step: (typeof steps)[number], by: string) => {
      steps.push(step);
      protocol ||= by;
    };
    try {
      return { people: await this.#p.talks.test(settings, reached), steps, problem: null, result: null, protocol };
    } catch (error) {
      if (!(error instanceof LdapRefused || error instanceof DirectoryProblem)) throw error;
      return { people: 0, steps, problem: error.code, result: error instanceof LdapRefused ? error.result : null, protocol };
    }
  }

  async #write(holder: string, connection: string, make: () => Promise<DirectorySettings>, operation: Operation): Promise<void> {
    const { records, now } = this.#p;
    await decideAgain(async () => {
      const version = (await records.find(Directory, { holder, connection }))?.version ?? 0;
      const row = { ...(await make()), holder, connection, changedAt: now() };
      return commitOnce(records, operation, [expect(Directory, { holder, connection }, version)], [put(Directory, row, version + 1)]);
    });
  }

  async #present(holder: string, connection: string): Promise<View> {
    const { connections, syncs } = this.#p;
    const { settings } = await this.open(holder, connection);
    const { id, name, state, createdAt, newcomers, groups, problems } = await connections.show(holder, connection);
    const { product, host, port, security, authorities, bindDn, base, filter, loginAttributes, groupRule, disabledFilter } = settings;
    return {
      ...{ id, name, state, createdAt, newcomers, groups, problems, hasPassword: settings.bindPassword !== "" },
      ...{ product, host, port, security, authorities, bindDn, base, filter, groupRule, disabledFilter },
      loginAttributes: [...loginAttributes],
      sync: await syncs.standing(holder, connection),
    };
  }
}

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };
/** Where the password of the service account goes. */
const whither = ["host", "port", "security", "authorities", "bindDn"] as const;

const given = <T extends object>(changes: T): Given<T> => Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)) as Given<T>;

function requireFilters({ filter, disabledFilter }: { readonly filter?: string | undefined; readonly disabledFilter?: string | null | undefined }): void {
  for (const [path, text] of Object.entries({ filter, disabledFilter })) {
    try {
      if (typeof text === "string") filterOf(text);
    } catch {
      throw new Refusal("invalid_request", { fields: [{ path: `body.${path}`, problem: "filter" }] });
    }
  }
}

export type DirectoryRow = Stored<typeof Directory>;
