/** When an account, a session or a link is good. Each reads as a sentence and is all that decides. */
import { equalDigests } from "../../../crypto/index.ts";
import type { Stored } from "../../platform/records/sealed.ts";
import type { Account, ResetLink, Session, SetupLink } from "./accounts.records.ts";

export interface SessionLife {
  /** Milliseconds without use after which a session is over. */
  readonly idle: number;
  /** Milliseconds after which it is over in any case. */
  readonly most: number;
}

type AccountState = Pick<Stored<typeof Account>, "state" | "epoch">;
type SessionState = Pick<Stored<typeof Session>, "state" | "epoch" | "createdAt" | "expiresAt" | "tokenHash">;

export const isActive = (account: AccountState | undefined): boolean => account?.state === "active";

/** A session lives while its account is active, has not ended its sessions since, and both its time limits are ahead. */
export const isAlive = (session: SessionState, account: AccountState | undefined, seenAt: number, life: SessionLife, now: number): boolean =>
  session.state === "active" &&
  account !== undefined &&
  isActive(account) &&
  session.epoch === account.epoch &&
  now < session.expiresAt &&
  now < Math.max(session.createdAt, seenAt) + life.idle;

/** A link is good once, for its time, and only the latest one. */
export const isOpenLink = (link: Stored<typeof SetupLink> | Stored<typeof ResetLink> | undefined, tokenHash: string, now: number): boolean =>
  link !== undefined && link.state === "open" && equalDigests(link.tokenHash, tokenHash) && now < link.expiresAt;

/** Somebody must remain who can run the installation. */
export const isLastOwner = (owners: number): boolean => owners <= 1;
