/** What a company asks of those who enter: a second factor, and sessions that don't last too long. */
import type { z } from "zod";
import type { CompanySecurity as SecurityShape } from "../../../contract/index.ts";
import { type Actor, decideAgain, type Operation, type PersonActor, refuseOtherRequest } from "../../http/index.ts";
import type { Clock } from "../../platform/clock/index.ts";
import { RowCache } from "../../platform/records/cache.ts";
import { expect, type Fields, put, type SealedStore } from "../../platform/records/sealed.ts";
import { CompanySecurity, Link } from "./companies.records.ts";

type View = z.output<typeof SecurityShape>;
type Wanted = Pick<View, "secondFactor" | "idleMinutes" | "mostHours"> & { readonly graceDays: number };
type Role = PersonActor["role"];

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** What stands where nobody has chosen. */
const usual: Omit<Fields<typeof CompanySecurity>, "company"> = { secondFactor: "nobody", since: 0, idle: null, most: null };

export function createCompanySecurity({ records, clock }: { readonly records: SealedStore; readonly clock: Clock }) {
  const rows = new RowCache(records, CompanySecurity);
  /** By account: asked for at every request. */
  const limits = new Map<string, { readonly idle?: number; readonly most?: number }>();
  records.onCommit((_shard, _number, written) => {
    for (const { table, key } of written) {
      if (table === Link.name) limits.delete(key[0] as string);
      if (table === CompanySecurity.name) limits.clear();
    }
  });

  const standing = async (company: string) => (await rows.get({ company })) ?? { ...usual, company, version: 0 };

  const isAsked = (role: Role, { secondFactor }: Pick<Fields<typeof CompanySecurity>, "secondFactor">): boolean =>
    secondFactor === "everyone" || (secondFactor === "administrators" && role === "administrator");

  return {
    /** Whether this session showed enough for the company; from the end of the grace period on. */
    async lets(actor: Pick<Actor, "isStrong">, company: string, role: Role): Promise<boolean> {
      if (actor.isStrong) return true;
      const row = await standing(company);
      return !isAsked(role, row) || clock.now() < row.since;
    },

    /** From when on the company asks a second factor of this role; undefined: it does not. */
    async demand(company: string, role: Role): Promise<number | undefined> {
      const row = await standing(company);
      return isAsked(role, row) ? row.since : undefined;
    },

    /** The strictest limits of the account's companies, in milliseconds. */
    async limitsOf(account: string): Promise<{ readonly idle?: number; readonly most?: number }> {
      const known = limits.get(account);
      if (known) return known;
      const asked: Awaited<ReturnType<typeof standing>>[] = [];
      for await (const link of records.all(Link, { account })) if (link.state === "active") asked.push(await standing(link.joined));
      const least = (of: (number | null)[]) => Math.min(...of.filter((one) => one !== null));
      const [idle, most] = [least(asked.map((one) => one.idle)), least(asked.map((one) => one.most))];
      const found = { ...(Number.isFinite(idle) ? { idle } : {}), ...(Number.isFinite(most) ? { most } : {}) };
      if (limits.size >= 20_000) limits.clear();
      limits.set(account, found);
      return found;
    },

    async present(company: string): Promise<View> {
      const { secondFactor, since, idle, most } = await standing(company);
      return { secondFactor, from: secondFactor === "nobody" ? null : since, idleMinutes: idle && idle / MINUTE, mostHours: most && most / HOUR };
    },

    /** The grace period begins anew when more is asked than before. */
    async set({ company }: PersonActor, { secondFactor, graceDays, idleMinutes, mostHours }: Wanted, operation: Operation): Promise<void> {
      await decideAgain(async () => {
        const row = await records.find(CompanySecurity, { company });
        const isSame = row?.secondFactor === secondFactor;
        const fields = {
          company,
          secondFactor,
          since: isSame ? row.since : clock.now() + graceDays * DAY,
          idle: idleMinutes && idleMinutes * MINUTE,
          most: mostHours && mostHours * HOUR,
        };
        const version = row?.version ?? 0;
        const outcome = await records.commit(
          operation.id,
          [expect(CompanySecurity, { company }, version)],
          [put(CompanySecurity, fields, version + 1)],
          operation.digest,
        );
        refuseOtherRequest(outcome, operation);
        return outcome.status !== "refused";
      });
    },
  };
}
export type CompanySecurityService = ReturnType<typeof createCompanySecurity>;
