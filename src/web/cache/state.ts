import type { z } from "zod";
import type { SocketState } from "../../client/index.ts";
import type { Account, Channel, Message, MyChannel, Person, Preferences, Team } from "../../contract/index.ts";

export type AccountRow = z.output<typeof Account>;
export type ChannelRow = z.output<typeof Channel>;
export type MyChannelRow = z.output<typeof MyChannel>;
export type MessageRow = z.output<typeof Message>;
export type PersonRow = z.output<typeof Person>;
export type TeamRow = z.output<typeof Team> & { readonly company: string };

/** A message as last seen; `seen` is the channel's seq at that moment, so that an older page never covers a newer event. */
export interface Row {
  readonly message: MessageRow;
  readonly seen: number;
}

/** What is loaded of a channel. Posts are numbered without gaps, so a row's number is its place; what isn't there isn't loaded. */
export interface Contents {
  readonly seq: number;
  /** Of the last post and, per thread, of the last reply. */
  readonly head: number;
  readonly replyHeads: ReadonlyMap<number, number>;
  /** By ref: `12`, `12.3`. */
  readonly rows: ReadonlyMap<string, Row>;
  /** Asked for, and not there for this reader. */
  readonly holes: ReadonlySet<string>;
}

/** away: connected, and without input for ten minutes. */
export type Presence = "here" | "away";

export interface CompanyView {
  readonly id: string;
  readonly name: string;
  /** The reader's person in this company. */
  readonly me: string;
  readonly role: PersonRow["role"];
  readonly channels: ReadonlyMap<string, MyChannelRow>;
  readonly directory: number;
  readonly inbox: number;
}

/** A file of a post that is not sent yet. What arrived whole has its upload and SHA-256. */
export interface PendingFile {
  readonly key: string;
  readonly name: string;
  readonly type: string;
  readonly size: number;
  readonly upload?: string;
  readonly sha256?: string;
}

/** A post of one's own on its way. `key` is its operation id: the same over every repetition, reload and tab. */
export interface Pending {
  readonly key: string;
  readonly company: string;
  readonly channel: string;
  /** 0: into the channel itself. */
  readonly thread: number;
  readonly text: string;
  readonly files?: readonly PendingFile[];
  readonly at: number;
  /** sending · asks: an hour old or more, waits for a yes · failed: refused, `reason` is an error code */
  readonly state: "sending" | "asks" | "failed";
  readonly reason: string;
}

export interface Cache {
  readonly account: AccountRow | null;
  readonly companies: ReadonlyMap<string, CompanyView>;
  /** By id, of all companies: person ids are random and never shared. */
  readonly people: ReadonlyMap<string, PersonRow>;
  /** By id, of companies whose teams were asked for. */
  readonly teams: ReadonlyMap<string, TeamRow>;
  /** Channels that were looked at without being a member. */
  readonly looked: ReadonlyMap<string, ChannelRow & { readonly joined: boolean; readonly members: number }>;
  readonly contents: ReadonlyMap<string, Contents>;
  readonly outbox: readonly Pending[];
  /** Which operation became which message, `channel/ref` → key: its row keeps its identity on the screen. */
  readonly born: ReadonlyMap<string, string>;
  /** People who are connected, by company. */
  readonly present: ReadonlyMap<string, ReadonlyMap<string, Presence>>;
  /** Of the reader, by company, once they were read. */
  readonly preferences: ReadonlyMap<string, Preferences>;
  readonly connection: SocketState;
  readonly build: string;
  readonly readOnly: boolean;
  /** When this was true, where it comes from this device and the server hasn't been heard yet; else 0. */
  readonly asOf: number;
}

export const emptyCache: Cache = {
  account: null,
  companies: new Map(),
  people: new Map(),
  teams: new Map(),
  looked: new Map(),
  contents: new Map(),
  outbox: [],
  born: new Map(),
  present: new Map(),
  preferences: new Map(),
  connection: "connecting",
  build: "",
  readOnly: false,
  asOf: 0,
};

export const emptyContents: Contents = { seq: 0, head: 0, replyHeads: new Map(), rows: new Map(), holes: new Set() };

/** A copy of the map with one entry changed; `undefined` takes it out. */
export function withEntry<K, V>(map: ReadonlyMap<K, V>, key: K, value: V | undefined): ReadonlyMap<K, V> {
  const copy = new Map(map);
  if (value === undefined) copy.delete(key);
  else copy.set(key, value);
  return copy;
}
