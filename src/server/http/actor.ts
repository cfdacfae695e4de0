import type { CompanyRole, ErrorCode } from "../../contract/index.ts";

/** Who calls, and from where. Made by `authenticate` for each request from what stands in the store now. */
export interface Actor {
  readonly account: string;
  readonly session: string;
  readonly installationOwner: boolean;
  /** Showed within the last ten minutes who he is. */
  readonly isConfirmed: boolean;
  /** Showed more than a password when the session began. */
  readonly isStrong: boolean;
  readonly origin: Origin;
}

/** An actor inside one company: the only thing that services of company nouns take. */
export interface PersonActor extends Actor {
  readonly company: string;
  readonly person: string;
  readonly role: CompanyRole;
}

/** Where a request came from. */
export interface Origin {
  /** The network address, believed from a proxy only when it is a declared one. */
  readonly address: string;
  readonly userAgent: string;
}

/** Turns a session cookie's token into an actor, or undefined; a person of a company, or undefined. */
export interface Authenticator {
  authenticate(token: string, origin: Origin): Promise<Actor | undefined>;
  enterCompany(actor: Actor, company: string): Promise<PersonActor | undefined>;
  /** Why the actor does not come in. */
  whyNot(actor: Actor, company: string): Promise<ErrorCode>;
}
