/** Notices of sign-ins from where the account never was: another kind of device, or another network. */
import { blindToken } from "../../../crypto/index.ts";
import type { Clock } from "../../platform/clock/index.ts";
import type { Consumer } from "../../platform/jobs/index.ts";
import { put, type SealedStore, type Stored } from "../../platform/records/sealed.ts";
import type { Letters } from "../mail/index.ts";
import { Account, KnownPlace, Session } from "./accounts.records.ts";

export interface DevicesParts {
  readonly records: SealedStore;
  readonly clock: Clock;
  readonly letters: Letters;
  readonly url: () => string;
}

const browsers: readonly [RegExp, string][] = [
  [/Edg\//, "Edge"],
  [/OPR\//, "Opera"],
  [/Firefox\//, "Firefox"],
  [/Chrom(e|ium)\//, "Chrome"],
  [/Safari\//, "Safari"],
];
const systems: readonly [RegExp, string][] = [
  [/iPhone|iPad/, "iOS"],
  [/Android/, "Android"],
  [/Windows/, "Windows"],
  [/Mac OS X/, "macOS"],
  [/Linux/, "Linux"],
];

/** `Firefox · Linux` of a user agent, as far as it tells: without versions, which change by themselves. */
export function kindOfDevice(agent: string): string {
  const find = (known: readonly [RegExp, string][]) => known.find(([sign]) => sign.test(agent))?.[1];
  return [find(browsers) ?? agent.replace(/[\d./]+/g, "").slice(0, 40), find(systems)].filter(Boolean).join(" · ");
}

/** The wide network of an address: what a provider hands out at one place. */
const wideNetwork = (address: string): string => (address.includes(":") ? address.split(":").slice(0, 2).join(":") : address.split(".").slice(0, 2).join("."));

/** Milliseconds after which a session's row tells of a renewal, not of a sign-in. */
const isFresh = 3_600_000;

/** At least once for each sign-in; the letter is named by the session, so that it is written once. */
export function newSignIns({ records, clock, letters, url }: DevicesParts): Consumer {
  async function look(session: Stored<typeof Session>): Promise<void> {
    const { account } = session;
    const key = records.keys.indexKey(records.installation);
    const device = kindOfDevice(session.userAgent);
    const places = [`device ${device}`, `network ${wideNetwork(session.address)}`].map((place) => blindToken(key, "place", account, place));
    const known = await records.list(KnownPlace, { account }, { limit: 1000 });
    const fresh = places.filter((place) => !known.some((one) => one.place === place));
    if (fresh.length === 0) return;
    // Where nothing is known yet this is the first sign-in, which is no news.
    if (known.length > 0) await tell(session, device);
    await records.merge(fresh.map((place) => put(KnownPlace, { account, place, firstAt: session.createdAt })));
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
