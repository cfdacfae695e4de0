/** When a token is good, and who may end it. Each reads as a sentence and is all that decides. */
import type { PersonActor } from "../../http/index.ts";
import type { Stored } from "../../platform/records/sealed.ts";
import type { ApiToken } from "./tokens.records.ts";

export type TokenRow = Stored<typeof ApiToken>;
export const DAY = 86_400_000;

/** The company's maximum holds for tokens that were made before it, too. */
export const endOf = ({ createdAt, expiresAt }: Pick<TokenRow, "createdAt" | "expiresAt">, mostDays: number): number =>
  Math.min(expiresAt, createdAt + mostDays * DAY);

export const stateOf = (row: Pick<TokenRow, "state" | "createdAt" | "expiresAt">, mostDays: number, now: number): "active" | "expired" | "revoked" =>
  row.state === "revoked" ? "revoked" : now < endOf(row, mostDays) ? "active" : "expired";

export const isOwn = (actor: PersonActor, row: Pick<TokenRow, "kind" | "person">): boolean => row.kind === "personal" && row.person === actor.person;
export const mayRevoke = (actor: PersonActor, row: Pick<TokenRow, "kind" | "person">): boolean => isOwn(actor, row) || actor.role === "administrator";
