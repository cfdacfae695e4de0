/** What the checks may use. Everything that they write goes into the probe. */
import type { RootParts } from "../../../../crypto/index.ts";
import type { Clock } from "../../../platform/clock/index.ts";
import type { SealedStore } from "../../../platform/records/sealed.ts";
import type { Probe } from "./probe.ts";
import type { Pace } from "./scan/pace.ts";

/** Where this installation keeps what, and what it is reached by. */
export interface Premises {
  /** Folders whose every file is scanned for canaries: data, state and configuration. */
  readonly folders: readonly { readonly what: string; readonly path: string }[];
  /** The folder that this process may write temporary files to. */
  readonly temporary: string;
  /** The clone or the installed package. */
  readonly program: string;
  /** The origin that it listens on; undefined while nothing listens (a command without a server). */
  readonly listener: () => string | undefined;
  /** The three parts of root as they lie in their three places now. */
  readonly parts: () => Promise<RootParts>;
}

export interface ClaimContext {
  readonly records: SealedStore;
  readonly clock: Clock;
  readonly premises: Premises;
  readonly rootKeyId: number;
  /** Keeps scans below their share of the disk. */
  readonly pace: Pace;
  /** Makes the throw-away company on its first use; the same one for the whole run. */
  readonly probe: () => Promise<Probe>;
  readonly signal: AbortSignal;
}
