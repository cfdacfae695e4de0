/** What the checks may use. Everything that they write goes into the probe. */
import type { RootParts, SecretKey } from "../../../../crypto/index.ts";
import type { TlsScan } from "../../../http/tls-hello.ts";
import type { Clock } from "../../../platform/clock/index.ts";
import type { ObjectStore } from "../../../platform/objects/index.ts";
import type { SealedStore } from "../../../platform/records/sealed.ts";
import type { SearchIndex } from "../../../platform/search-index/index.ts";
import type { Accounts } from "../../accounts/index.ts";
import type { AuditWitness } from "../../audit/index.ts";
import type { Tokens } from "../../tokens/index.ts";
import type { Probe } from "./probe.ts";
import type { Pace } from "./scan/pace.ts";

/** `objects` and `search index` hold something as soon as there are files and messages. */
export type Folder = "objects" | "search index" | "spool" | "data" | "state" | "configuration";

/** Where this installation keeps what, and what it is reached by. */
export interface Premises {
  /** Folders whose every file is scanned for canaries: data, state and configuration, and apart from the data what lies in folders of its own. */
  readonly folders: readonly { readonly what: Folder; readonly path: string }[];
  /** The folder that this process may write temporary files to. */
  readonly temporary: string;
  /** The configuration file that was read, if one was. */
  readonly settingsFile: string | null;
  /** Writes a backup to the file; false when none can be made yet. */
  readonly backUp: (file: string, company: string, signal: AbortSignal) => Promise<boolean>;
  /** The clone or the installed package. */
  readonly program: string;
  /** Undefined while nothing listens (a command without a server). */
  readonly listener: () => Listener | undefined;
  /** The three parts of root as they lie in their three places now. */
  readonly parts: () => Promise<RootParts>;
}

/** The server's own ear, as the net reaches it. */
export interface Listener {
  readonly origin: string;
  readonly port: number;
  /** A real upgrade request over a real connection. */
  askForSocket(headers: Readonly<Record<string, string>>): Promise<SocketAnswer>;
  /** Every version and suite that it agrees to; null: it speaks no TLS. */
  scanTls(): Promise<TlsScan> | null;
  /** Addresses of this machine, and those at which a request without TLS was answered. A declared proxy's own are not asked. */
  answeredInClear(): Promise<{ readonly asked: readonly string[]; readonly answered: readonly string[] }>;
}

export interface SocketAnswer {
  /** 101: opened. */
  readonly status: number;
  /** Whether the server closes an opened socket within the milliseconds. */
  closedWithin(ms: number): Promise<boolean>;
  end(): void;
}

export interface ClaimContext {
  readonly records: SealedStore;
  readonly objects: ObjectStore;
  readonly index: SearchIndex;
  readonly clock: Clock;
  readonly premises: Premises;
  readonly root: { readonly key: SecretKey; readonly keyId: number };
  readonly accounts: Accounts;
  readonly tokens: Pick<Tokens, "isAlive">;
  readonly audit: AuditWitness;
  /** Keeps scans below their share of the disk. */
  readonly pace: Pace;
  /** Makes the throw-away company on its first use; the same one for the whole run. */
  readonly probe: () => Promise<Probe>;
  /** Another one, whose rows are written over: nothing can be relied on in it afterwards. */
  readonly spoilt: () => Promise<Probe>;
  readonly signal: AbortSignal;
}
