/** The throw-away company in which checks write: its people, and how they send requests. */
import type { EndpointName } from "../../../../contract/index.ts";
import type { PersonActor } from "../../../http/index.ts";

/** The proxy that the probe's server is told to believe: what comes from this address is forwarded. */
export const proxyOfProbe = "198.51.100.7";

export interface ProbePerson {
  readonly account: string;
  /** The sign-in name, which begins with the run's own mark: so that what a crash left behind is found again. */
  readonly name: string;
  readonly password: string;
  readonly token: string;
  readonly actor: PersonActor;
}

export interface ProbeRequest {
  readonly as?: Pick<ProbePerson, "token"> | undefined;
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, unknown>>;
  /** Bytes and texts travel as they are where the headers say what they are; all else as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** The network address that it seems to come from. */
  readonly address?: string;
}

export interface ProbeReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** What came of a reply that hands out stored bytes, also when it broke off. */
export interface ProbeDownload {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Buffer;
  /** It ended as it said that it would. */
  readonly isWhole: boolean;
}

export interface Probe {
  readonly company: string;
  readonly administrator: ProbePerson;
  /** A public channel with one message in it, and one reply to that. */
  readonly channel: string;
  /** Makes another account, and with a role a person of the company. */
  newPerson(role: "guest" | "member" | "administrator"): Promise<ProbePerson>;
  /** An account of this installation that is in no company. */
  newStranger(): Promise<Pick<ProbePerson, "account" | "token">>;
  /** A fresh sign-in name of this run. */
  newName(): string;
  /** Sends a request the whole way that one from the net goes, but for the net. */
  request(endpoint: EndpointName, request?: ProbeRequest): Promise<ProbeReply>;
  /** The same for bytes, taken as they come. */
  download(endpoint: EndpointName, request?: ProbeRequest): Promise<ProbeDownload>;
  /** Resolves when all that follows the journal has seen what was written: previews are made, words are found. */
  settled(): Promise<void>;
  /** Everything that these requests made the server log, at debug. */
  readonly logs: () => string;
  /** Logs a line at debug beside them: the control of whoever searches the logs. */
  readonly log: (text: string) => void;
}
