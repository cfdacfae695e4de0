/** A keyspace of its own on the node that `scripts/cluster.mjs` started, and rows to put into it. */
import { Client } from "cassandra-driver";
import { type CassandraOptions, openCassandra } from "../../../src/server/platform/records/cassandra/index.ts";
import type { Commit, Expectation, RecordsPort, Row } from "../../../src/server/platform/records/port.ts";
import { suiteMigrations } from "../../../src/server/platform/records/suite/tables.ts";

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: these tests run by "npm run test:cluster"`);
  return value;
}

export const node = { contactPoints: [required("CASSANDRA_CONTACT_POINT")], localDataCenter: required("CASSANDRA_DATA_CENTER") };

export const bytes = (length: number): Uint8Array => crypto.getRandomValues(new Uint8Array(length));
export const token = (): string => Buffer.from(bytes(32)).toString("base64url");
export const uuid = (): string => crypto.randomUUID();
export const newKeyspace = (): string => `t${uuid().replaceAll("-", "")}`;

export const openStore = (keyspace: string, options: Partial<CassandraOptions> = {}): Promise<RecordsPort> =>
  openCassandra({ ...node, keyspace, migrations: suiteMigrations, now: Date.now, ...options });

/** Statements past the port: what no part of the program may do. */
export async function withClient<T>(work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client(node);
  try {
    return await work(client);
  } finally {
    await client.shutdown();
  }
}

export const dropKeyspace = (keyspace: string): Promise<unknown> =>
  withClient((client) => client.execute(`DROP KEYSPACE IF EXISTS "${keyspace}"`, [], { readTimeout: 60_000 }));

interface Channel {
  readonly company: string;
  readonly channel: string;
}
export const newChannel = (): Channel => ({ company: uuid(), channel: uuid() });

export const note = ({ company, channel }: Channel, post: number, version = 1): Row => ({
  table: "note",
  key: [company, channel, post],
  clear: [channel, post, null, "fresh"],
  version,
  envelope: bytes(120),
});
export const head = ({ company, channel }: Channel, version: number): Row => ({
  table: "head",
  key: [company, channel],
  clear: [version],
  version,
  envelope: bytes(60),
});
export const seen = (company: string, person: string, channel: string, version: number): Row => ({
  table: "seen",
  key: [company, person, channel],
  clear: [version],
  version,
  envelope: bytes(60),
});
export const name = (it: string, version: number): Row => ({ table: "name", key: [it], clear: [uuid(), version], version, envelope: bytes(60) });

export const commitOf = (put: readonly Row[], expect: readonly Expectation[] = [], opId = token()): Commit => ({ opId, digest: null, expect, put });
export const at = ({ table, key }: Row, version: number): Expectation => ({ table, key, version });
