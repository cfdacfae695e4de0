import type { OwnList } from "../../contract/index.ts";
import type { Accounts } from "../features/accounts/index.ts";
import type { Reads } from "../features/audit/index.ts";
import type { ChannelAccess, ChannelView } from "../features/channels/index.ts";
import type { Inbox, MessageReader } from "../features/messages/index.ts";
import type { PeopleDirectory } from "../features/people/index.ts";
import type { Tokens } from "../features/tokens/index.ts";
import type { DispatchDeps } from "../http/dispatch.ts";
import type { Authenticator, Route } from "../http/index.ts";
import type { Clock } from "../platform/clock/index.ts";
import type { SealedStore } from "../platform/records/sealed.ts";

export interface Announcements {
  /** The person's own marker, mute or mentions in a channel changed. */
  personal(company: string, person: string, channel: string): void;
  inbox(company: string, person: string): void;
  /** A list of the person's own changed. */
  own(company: string, person: string, what: OwnList): void;
  /** A job of the company moved on. */
  job(company: string, job: string): void;
}

/** What the gateway is given; most of it by the name that it has among the services. */
export interface GatewayDeps extends Pick<DispatchDeps, "limit" | "trail"> {
  readonly records: SealedStore;
  readonly clock: Clock;
  readonly authenticator: Authenticator;
  readonly accounts: Pick<Accounts, "accounts" | "sessions">;
  readonly tokens: Pick<Tokens, "isAlive" | "look" | "describe" | "onChange">;
  readonly access: ChannelAccess;
  readonly view: ChannelView;
  readonly reader: MessageReader;
  readonly directory: PeopleDirectory;
  readonly inbox: Pick<Inbox, "count">;
  /** Before anything of a channel is sent: who reads in some of them stands in the log. */
  readonly reads: Reads;
  /** What `call` frames may call. */
  readonly routes: readonly Route[];
  /** Resolves when projections have what is committed. */
  readonly settled: () => Promise<void>;
  /** What features tell beside the journal; the gateway takes its place here. */
  readonly notices?: Announcements;
  /** Origins under which people reach this server. */
  readonly origins: () => readonly string[];
  readonly isTrustedProxy: ((address: string) => boolean) | null;
  /** Hash of the running build: a client that was built for another one reloads. */
  readonly build: string;
  readonly onError: (where: string, error: unknown) => void;
}
