/** How somebody came, and what that is worth now: a second factor as long as the account has it, a word as long as its connection stands. */
import type { SecondWay } from "../../../contract/index.ts";
import type { Actor, Word } from "../../http/index.ts";
import type { Fields, Stored } from "../../platform/records/sealed.ts";
import { confirmedUntil, type SessionLife } from "./accounts.policy.ts";
import type { Account, Session } from "./accounts.records.ts";

export type SessionFields = Fields<typeof Session>;
/** How somebody showed who he is. */
export type Shown = { readonly by: NonNullable<SessionFields["by"]>; readonly second: NonNullable<SessionFields["second"]> };
/** The one company that a session opens, the company whose own connection said who it is, and by which words. */
export type Bound = Pick<SessionFields, "reach" | "vouched" | "connection" | "connectionEpoch" | "voucher" | "voucherEpoch">;
export const unbound: Bound = { reach: null, vouched: null, connection: null, connectionEpoch: null, voucher: null, voucherEpoch: null };
/** What a session or a token is worth at this moment. */
export type ShownNow = Pick<Actor, "isConfirmed" | "isStrong" | "reach" | "vouched" | "word">;
/** How somebody came, and when he last showed who he is; without a time that is now. */
export type Came = Bound & Partial<Pick<SessionFields, "confirmedAt">>;
/** A password alone. */
export const byPassword: Shown = { by: "password", second: "none" };
/** A session that is good, and by what. */
export interface Standing {
  readonly session: SessionFields;
  readonly account: Stored<typeof Account>;
  readonly word: Word | undefined;
  readonly seenAt: number;
  readonly life: SessionLife;
  readonly now: number;
}

/** Words of connections, as sessions bear them. */
export class Words {
  readonly #installation: string;
  readonly #holds: (word: Word) => Promise<boolean>;

  constructor(installation: string, holds: (word: Word) => Promise<boolean>) {
    this.#installation = installation;
    this.#holds = holds;
  }

  /** Whether the connection by whose word the session began, if one did, still stands as it did. */
  async isBegun({ reach, connection, connectionEpoch }: SessionFields): Promise<boolean> {
    return connection == null || this.#holds({ holder: reach ?? this.#installation, connection, epoch: connectionEpoch ?? 0 });
  }

  /** The word that counts for it now: the company's that vouched, else that by which it began. */
  async wordOf({ vouched, voucher, voucherEpoch, connection, connectionEpoch }: SessionFields): Promise<Word | undefined> {
    if (vouched && voucher) {
      const word = { holder: vouched, connection: voucher, epoch: voucherEpoch ?? 0 };
      if (await this.#holds(word)) return word;
    }
    return connection ? { holder: this.#installation, connection, epoch: connectionEpoch ?? 0 } : undefined;
  }
}

export const shownBy = ({ session, word, now }: Standing): ShownNow => ({
  isConfirmed: now < confirmedUntil(session),
  isStrong: (session.second ?? "none") !== "none",
  ...(session.reach ? { reach: session.reach } : {}),
  ...(session.vouched && word?.holder === session.vouched ? { vouched: session.vouched } : {}),
  ...(word ? { word } : {}),
});

/** What remains of a second factor that was shown: nothing, once the account has none of that kind any more. Of a provider's it has none. */
export function left(second: SessionFields["second"], ways: readonly SecondWay[]): Shown["second"] {
  if (!second || second === "provider") return second ?? "none";
  const isLeft = second === "recovery" ? ways.length > 0 : ways.some((way) => way === second);
  return isLeft ? second : "none";
}
