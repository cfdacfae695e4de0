/** When an account, a session or a link is good. Each reads as a sentence and is all that decides. */
import { equalDigests } from "../../../crypto/index.ts";
import type { Stored } from "../../platform/records/sealed.ts";
import type { Account, AskedResetLink, ResetLink, Session, SetupLink } from "./accounts.records.ts";

export interface SessionLife {
  /** Milliseconds without use after which a session is over. */
  readonly idle: number;
  /** Milliseconds after which it is over in any case. */
  readonly most: number;
}

/** Milliseconds that showing who one is stays good for what is grave. */
export const CONFIRMED_FOR = 600_000;

type AccountState = Pick<Stored<typeof Account>, "state" | "epoch" | "rotation">;
type SessionState = Pick<Stored<typeof Session>, "state" | "epoch" | "createdAt" | "expiresAt" | "tokenHash" | "confirmedAt" | "rotation">;

export const isActive = (account: AccountState | undefined): boolean => account?.state === "active";

/** A session stands while its account is active, has not ended its sessions since, and both its time limits are ahead. */
export const isStanding = (session: SessionState, account: AccountState | undefined, seenAt: number, life: SessionLife, now: number): boolean =>
  session.state === "active" &&
  account !== undefined &&
  isActive(account) &&
  session.epoch === account.epoch &&
  now < Math.min(session.expiresAt, session.createdAt + life.most) &&
  now < Math.max(session.createdAt, seenAt) + life.idle;

/** Its token is good while the account's rights are those that it was made for; after that it only fetches the next one. */
export const isCurrent = (session: SessionState, account: AccountState | undefined): boolean => (session.rotation ?? 0) === (account?.rotation ?? 0);

/** A sign-in waits for its second factor while nothing about the account changed, and not for long. */
export const isAwaiting = (session: SessionState, account: AccountState | undefined, now: number): boolean =>
  session.state === "awaiting" && account !== undefined && isActive(account) && session.epoch === account.epoch && now < session.expiresAt;

/** Until when the person counts as having shown who he is. */
export const confirmedUntil = ({ confirmedAt, createdAt }: Pick<SessionState, "confirmedAt" | "createdAt">): number =>
  (confirmedAt ?? createdAt) + CONFIRMED_FOR;

type LinkState = Pick<Stored<typeof SetupLink> | Stored<typeof ResetLink>, "state" | "tokenHash" | "expiresAt">;

/** A link is good once, for its time, and only the latest one. */
export const isOpenLink = (link: LinkState | undefined, tokenHash: string, now: number): boolean =>
  link !== undefined && link.state === "open" && equalDigests(link.tokenHash, tokenHash) && now < link.expiresAt;

/** Milliseconds in which a link that was asked for again is not made anew: who asks for others would end theirs. */
const ASKED_ONCE_IN = 300_000;

/** The link that was asked for before stays, and no other letter goes out. */
export const isAskedAgain = (link: Stored<typeof AskedResetLink> | undefined, letter: string, now: number): boolean =>
  link !== undefined && link.state === "open" && link.letter !== letter && now < Math.min(link.expiresAt, link.madeAt + ASKED_ONCE_IN);

/** Somebody must remain who can run the installation. */
export const isLastOwner = (owners: number): boolean => owners <= 1;
