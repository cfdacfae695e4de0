/** Notices of sign-ins from where the account never was: another kind of device, or another network. */
import { deviceName } from "../../../contract/device.ts";
import { blindToken } from "../../../crypto/index.ts";
import type { Clock } from "../../platform/clock/index.ts";
import { type Consumer, sweepRows } from "../../platform/jobs/index.ts";
import { put, type SealedStore, type Stored } from "../../platform/records/sealed.ts";
import type { Letters } from "../mail/index.ts";
import { Account, KnownPlace, Session } from "./accounts.records.ts";
import { placeOf } from "./networks.ts";

export interface DevicesParts {
  readonly records: SealedStore;
  readonly clock: Clock;
  readonly letters: Letters;
  readonly url: () => string;
}

/** Without versions, which change by themselves. */
const kindOfDevice = (agent: string): string => deviceName(agent).replace(/[\d./]+/g, "");

/** Milliseconds after which a session's row tells of a renewal, not of a sign-in. */
const isFresh = 3_600_000;
const DAY = 86_400_000;
/** Milliseconds after which a place is news again. */
const FORGOTTEN_AFTER = 365 * DAY;

/** Forgets from where nobody came for long. @returns how many */
export const sweepPlaces = (records: SealedStore, now: number): Promise<number> =>
  sweepRows(records, KnownPlace, ({ firstAt, usedAt }) => now >= (usedAt ?? firstAt) + FORGOTTEN_AFTER);

/** At least once for each sign-in; the letter is named by the session, so that it is written once. */
export function newSignIns({ records, clock, letters, url }: DevicesParts): Consumer {
  async function look(session: Stored<typeof Session>): Promise<void> {
    const { account } = session;
    const key = records.keys.indexKey(records.installation);
    const device = kindOfDevice(session.userAgent);
    const places = [`device ${device}`, `network ${placeOf(session.address)}`].map((place) => blindToken(key, "place", account, place));
    const known = await records.list(KnownPlace, { account }, { limit: 1000 });
    const seen = places.map((place) => ({ place, before: known.find((one) => one.place === place) }));
    // Where nothing is known yet this is the first sign-in, which is no news.
    if (known.length > 0 && seen.some(({ before }) => before === undefined)) await tell(session, device);
    const usedAt = session.createdAt;
    const changed = seen.filter(({ before }) => before === undefined || usedAt >= (before.usedAt ?? before.firstAt) + DAY);
    if (changed.length === 0) return;
    await records.merge(changed.map(({ place, before }) => put(KnownPlace, { account, place, firstAt: before?.firstAt ?? usedAt, usedAt }, usedAt)));
  }

  async function tell({ account, session, address, createdAt }: Stored<typeof Session>, device: string): Promise<void> {
    const found = await records.find(Account, { account });
    if (!found || found.email === null || found.emailConfirmedAt === null) return;
    const values = { name: found.name, host: new URL(url()).host, device, address, at: String(createdAt) };
    const of = { kind: "account" as const, id: account };
    await letters.post({ source: session, template: "sign_in", to: found.email, language: found.mailLanguage ?? "en", values, of });
  }

  return {
    name: "new sign-ins",
    tables: [Session.name],
    from: "durable",
    async handle(changes) {
      for (const row of changes.flatMap((change) => change.rows)) {
        const session = await records.open(Session, row);
        if (session.state === "active" && clock.now() - session.createdAt < isFresh) await look(session);
      }
    },
  };
}
