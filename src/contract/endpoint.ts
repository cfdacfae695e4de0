import type { z } from "zod";
import type { AuditAction } from "./audit-actions.ts";

/** Roles inside a company, from the least. A guest sees only what is shared with him. */
export const companyRoles = ["guest", "member", "administrator"] as const;
export type CompanyRole = (typeof companyRoles)[number];
/** A role as people write it into a table. */
export const roleNamed = (text: string): CompanyRole | undefined => companyRoles.find((known) => known === text.trim().toLowerCase());

/**
 * Who may call an endpoint at all; the policy of the noun decides about the object. No declaration, no start.
 * - public: anybody; `why` says what protects it instead
 * - account: who is signed in · owner: an owner of the installation
 * - person: who is an active person of the company in the path, with at least this role
 */
export type Access =
  | { readonly who: "public"; readonly why: string }
  | { readonly who: "account" }
  | { readonly who: "owner" }
  | { readonly who: "person"; readonly role: CompanyRole };

/** What an API token can be made for. Stored as codes: new ones join at the end. */
export const tokenNouns = ["channels", "messages", "directs", "people", "teams", "files"] as const;
export type TokenNoun = (typeof tokenNouns)[number];
export type TokenAccess = "read" | "write";
/** Writing does not include reading: a token that only posts reads nothing. */
export type TokenScope = `${TokenNoun}:${TokenAccess}`;

/** What an API token must be made for; "any": every one will do. Tokens are refused where nothing is declared. */
export type TokenNeed = { readonly noun: TokenNoun; readonly access: TokenAccess } | "any";

/** A call is an action of the log. Everything that changes something is one, or stands in `unaudited` with the reason. */
export interface Audited {
  readonly action: AuditAction;
  /** Name of the path's parameter that says to what it is done; without one it is what the reply names by `id`. */
  readonly object?: string;
  /** Name of the parameter that says to whom it is done: a person, so in a company's log alone. */
  readonly subject?: string;
  /** Names of the body's fields that are kept: codes, ids, yes and no. No text that somebody wrote. */
  readonly details?: readonly string[];
}

export interface Endpoint<
  Params extends z.ZodObject = z.ZodObject,
  Query extends z.ZodObject = z.ZodObject,
  Body extends z.ZodType = z.ZodType,
  Reply extends z.ZodType = z.ZodType,
> {
  readonly method: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** With `:name` parameters. */
  readonly path: string;
  readonly summary: string;
  readonly access: Access;
  /** null: no API token is let in. */
  readonly token: TokenNeed | null;
  readonly params: Params;
  readonly query: Query;
  /** Absent: no body. "upload": a raw stream. */
  readonly body: Body;
  readonly upload: boolean;
  /** Spoken by the tus 1.0 protocol, which has its own headers, bodies and statuses; only HTTP carries it. */
  readonly tus: boolean;
  /** The reply is a file, sent as it is made; only HTTP carries it. */
  readonly stream: boolean;
  /**
   * Another site may have a browser post it, as a form. So it is taken without cookies, and is answered by an address to go to;
   * only HTTP carries it.
   */
  readonly form: boolean;
  /** The body bears a password, a token or a piece of the kit: nothing is derived from it that lasts. */
  readonly secret: boolean;
  /** Grave: only for who showed within the last ten minutes who he is. Of an endpoint that is grave at times, the bodies that are. */
  readonly confirmed: boolean | z.ZodType;
  /** Of an account's own: open also to a session that one company's own connection began, and that opens this company only. */
  readonly oneCompany: boolean;
  /** What a call writes into the log; null for what is not written down. */
  readonly audit: Audited | null;
  /** Undeclared fields of a reply are dropped. */
  readonly reply: Reply;
}

export type ParamsOf<E> = E extends Endpoint<infer P, z.ZodObject, z.ZodType, z.ZodType> ? z.output<P> : never;
export type QueryOf<E> = E extends Endpoint<z.ZodObject, infer Q, z.ZodType, z.ZodType> ? z.output<Q> : never;
export type QueryIn<E> = E extends Endpoint<z.ZodObject, infer Q, z.ZodType, z.ZodType> ? z.input<Q> : never;
export type BodyOf<E> = E extends Endpoint<z.ZodObject, z.ZodObject, infer B, z.ZodType> ? z.output<B> : never;
export type BodyIn<E> = E extends Endpoint<z.ZodObject, z.ZodObject, infer B, z.ZodType> ? z.input<B> : never;
export type ReplyOf<E> = E extends Endpoint<z.ZodObject, z.ZodObject, z.ZodType, infer R> ? z.output<R> : never;
