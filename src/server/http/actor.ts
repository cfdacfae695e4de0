import type { CompanyRole, ErrorCode } from "../../contract/index.ts";
import type { TokenGrant } from "./token-grant.ts";

/** Who calls, and from where. Made by `authenticate` for each request from what stands in the store now. */
export interface Actor {
  /** Of a service, which has none, the person's id. */
  readonly account: string;
  /** Of a token its id. */
  readonly session: string;
  readonly installationOwner: boolean;
  /** Showed within the last ten minutes who he is. */
  readonly isConfirmed: boolean;
  /** Showed more than a password when the session began. */
  readonly isStrong: boolean;
  /** The one company that the session opens, where that company's own connection began it: whoever runs a connection runs no more. */
  readonly reach?: string;
  /** The company whose own connection said who it is. */
  readonly vouched?: string;
  /** The word by which the session began or was vouched for: what is made in it rests on that, too. */
  readonly word?: Word;
  /** Undefined: a session, with all rights of its person. */
  readonly token?: TokenGrant;
  readonly origin: Origin;
}

/** What a connection said. It counts while the connection stands as it did then: another epoch is another connection. */
export interface Word {
  /** The company or the installation that the connection belongs to. */
  readonly holder: string;
  readonly connection: string;
  readonly epoch: number;
}

/** An actor inside one company: the only thing that services of company nouns take. */
export interface PersonActor extends Actor {
  readonly company: string;
  readonly person: string;
  readonly role: CompanyRole;
  /** When the company begins to ask for more than the session showed; undefined: it does not. */
  readonly until?: number;
}

/** Where a request came from. */
export interface Origin {
  /** The network address, believed from a proxy only when it is a declared one. */
  readonly address: string;
  readonly userAgent: string;
}

/** Turns the token of a session or of a program into an actor, or undefined; a person of a company, or undefined. */
export interface Authenticator {
  authenticate(token: string, origin: Origin): Promise<Actor | undefined>;
  enterCompany(actor: Actor, company: string): Promise<PersonActor | undefined>;
  /** Why the actor does not come in. */
  whyNot(actor: Actor, company: string): Promise<ErrorCode>;
}
