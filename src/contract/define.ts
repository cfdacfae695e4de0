import { z } from "zod";
import type { Access, Audited, Endpoint, TokenAccess, TokenNeed, TokenNoun } from "./endpoint.ts";

const nothing = z.object({});
type Nothing = typeof nothing;

/** Declares an endpoint; parameters that are left out take nothing, and unknown fields are refused. */
export function endpoint<
  P extends z.ZodObject = Nothing,
  Q extends z.ZodObject = Nothing,
  B extends z.ZodType = z.ZodUndefined,
  R extends z.ZodType = z.ZodType,
>(
  method: Endpoint["method"],
  path: string,
  summary: string,
  access: Access,
  parts: {
    params?: P;
    query?: Q;
    body?: B;
    reply: R;
    upload?: boolean;
    tus?: boolean;
    stream?: boolean;
    form?: boolean;
    secret?: boolean;
    confirmed?: boolean | z.ZodType;
    oneCompany?: boolean;
    audit?: Audited;
    token?: TokenNeed;
  },
): Endpoint<P, Q, B, R> {
  return {
    method,
    path,
    summary,
    access,
    token: parts.token ?? null,
    params: (parts.params ?? nothing) as P,
    query: (parts.query ?? nothing) as Q,
    body: (parts.body ?? z.undefined()) as B,
    upload: parts.upload ?? false,
    tus: parts.tus ?? false,
    stream: parts.stream ?? false,
    form: parts.form ?? false,
    secret: parts.secret ?? false,
    confirmed: parts.confirmed ?? false,
    oneCompany: parts.oneCompany ?? false,
    audit: parts.audit ?? null,
    reply: parts.reply,
  };
}

export const anybody = (why: string): Access => ({ who: "public", why });
export const account: Access = { who: "account" };
export const owner: Access = { who: "owner" };
export const guest: Access = { who: "person", role: "guest" };
export const member: Access = { who: "person", role: "member" };
export const administrator: Access = { who: "person", role: "administrator" };

/** API tokens are let in that were made to read, or to write, this noun. */
export const toRead = (noun: TokenNoun) => ({ noun, access: "read" as TokenAccess });
export const toWrite = (noun: TokenNoun) => ({ noun, access: "write" as TokenAccess });
