/** When sessions were last used: exactly in memory, about every ten minutes in the store. And how people see a session. */
import type { z } from "zod";
import type { Session as SessionShape } from "../../../contract/index.ts";
import { sweepRows } from "../../platform/jobs/index.ts";
import type { KeyOf } from "../../platform/records/define.ts";
import { StorageFull, StoreUnavailable } from "../../platform/records/port.ts";
import { put, type SealedStore } from "../../platform/records/sealed.ts";
import { Session, SessionSeen, SessionToken } from "./accounts.records.ts";
import type { SessionFields } from "./sessions.shown.ts";

const MOST = 20_000;

export class SessionUse {
  readonly #records: SealedStore;
  readonly #seen = new Map<string, number>();

  constructor(records: SealedStore) {
    this.#records = records;
  }

  /** @param isUnstored the store doesn't know the session */
  async lastOf(session: SessionFields, isUnstored = false): Promise<number> {
    const known = this.#seen.get(session.session);
    if (known !== undefined) return known;
    const stored = isUnstored ? undefined : await this.#records.find(SessionSeen, { account: session.account, session: session.session });
    const seenAt = Math.max(session.createdAt, stored?.seenAt ?? 0);
    this.#remember(session.session, seenAt);
    return seenAt;
  }

  /** What this process knows of it: 0 for nothing. */
  known(session: string): number {
    return this.#seen.get(session) ?? 0;
  }

  /** A store that takes no writes does not sign anybody out. */
  async note({ account, session }: SessionFields, now: number): Promise<void> {
    this.#remember(session, now);
    try {
      await this.#records.merge([put(SessionSeen, { account, session, seenAt: now }, now)]);
    } catch (error) {
      if (!(error instanceof StorageFull || error instanceof StoreUnavailable)) throw error;
    }
  }

  #remember(session: string, seenAt: number): void {
    if (this.#seen.size >= MOST) this.#seen.delete(this.#seen.keys().next().value ?? "");
    this.#seen.set(session, seenAt);
  }
}

/** A session as people see it. */
export const presentSession = (one: SessionFields & { readonly seenAt: number }, current: string): z.output<typeof SessionShape> => ({
  id: one.session,
  current: one.session === current,
  createdAt: one.createdAt,
  seenAt: one.seenAt,
  expiresAt: one.expiresAt,
  device: one.userAgent,
  address: one.address,
  by: one.by ?? "password",
  second: one.second ?? "none",
});

/** Removes sessions that ended or expired, their tokens, and when they were last used. @returns how many sessions */
export async function sweepSessions(records: SealedStore, now: number): Promise<number> {
  const isOver = ({ expiresAt }: { expiresAt: number }) => now >= expiresAt;
  await sweepRows(records, SessionToken, isOver);
  const seen: KeyOf<typeof SessionSeen>[] = [];
  const gone = await sweepRows(records, Session, (one) => {
    const isDead = one.state === "ended" || isOver(one);
    if (isDead) seen.push({ account: one.account, session: one.session });
    return isDead;
  });
  if (seen.length > 0) await records.erase(SessionSeen, seen);
  return gone;
}
