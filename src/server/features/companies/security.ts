/** What a company asks of those who enter: a second factor, and sessions that don't last too long. */
import type { z } from "zod";
import type { CompanySecurity as SecurityShape } from "../../../contract/index.ts";
import { type Actor, decideAgain, type Operation, type PersonActor, refuseOtherRequest } from "../../http/index.ts";
import type { Clock } from "../../platform/clock/index.ts";
import { RowCache } from "../../platform/records/cache.ts";
import { expect, type Fields, put, type SealedStore } from "../../platform/records/sealed.ts";
import { BreakGlass, CompanySecurity, Link } from "./companies.records.ts";

type View = z.output<typeof SecurityShape>;
type Wanted = Pick<View, "secondFactor" | "idleMinutes" | "mostHours"> & { readonly graceDays: number };
type Role = PersonActor["role"];
type Entering = Pick<Actor, "isStrong" | "vouched">;

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** What stands where nobody has chosen. */
const usual: Omit<Fields<typeof CompanySecurity>, "company"> = { secondFactor: "nobody", since: 0, idle: null, most: null, comeBy: null };

export function createCompanySecurity({ records, clock }: { readonly records: SealedStore; readonly clock: Clock }) {
  const rows = new RowCache(records, CompanySecurity);
  const named = new RowCache(records, BreakGlass);
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

  /** The rows that differ from what is wanted. */
  async function changesOf(company: string, breakGlass: readonly string[]) {
    const stood = new Map<string, { readonly state: "named" | "none"; readonly version: number }>();
    for await (const one of records.all(BreakGlass, { company })) stood.set(one.person, one);
    return [...new Set([...stood.keys(), ...breakGlass])].flatMap((person) => {
      const state = breakGlass.includes(person) ? ("named" as const) : ("none" as const);
      const before = stood.get(person);
      return before?.state === state ? [] : [{ person, state, version: before?.version ?? 0 }];
    });
  }

  return {
    /** Until when what this session showed is enough for the company: 0 where it is not, and no end where no more is asked for. */
    async lets(actor: Entering, company: string, { role, person }: { readonly role: Role; readonly person: string }): Promise<number> {
      const row = await standing(company);
      if (row.comeBy === "connection" && actor.vouched !== company) {
        // With the connection down somebody must get in to mend it, and shows more than a password for that.
        const isNamed = role === "administrator" && (await named.get({ company, person }))?.state === "named";
        if (!isNamed || !actor.isStrong) return 0;
      }
      return actor.isStrong || !isAsked(role, row) ? Number.POSITIVE_INFINITY : row.since;
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

    /** Whether only the company's own connections are let in, and who else is. */
    async comeBy(company: string): Promise<{ readonly required: boolean; readonly breakGlass: string[] }> {
      const people: string[] = [];
      for await (const row of records.all(BreakGlass, { company })) if (row.state === "named") people.push(row.person);
      return { required: (await standing(company)).comeBy === "connection", breakGlass: people };
    },

    /** @param breakGlass persons who may still come in by password and second factor */
    async setComeBy({ company }: PersonActor, required: boolean, breakGlass: readonly string[], operation: Operation): Promise<void> {
      await decideAgain(async () => {
        const row = await records.find(CompanySecurity, { company });
        const version = row?.version ?? 0;
        const fields = { ...(row ?? { ...usual, company }), comeBy: required ? ("connection" as const) : ("anything" as const) };
        const changed = await changesOf(company, breakGlass);
        const outcome = await records.commit(
          operation.id,
          [expect(CompanySecurity, { company }, version), ...changed.map(({ person, version: at }) => expect(BreakGlass, { company, person }, at))],
          [
            put(CompanySecurity, fields, version + 1),
            ...changed.map(({ person, state, version: at }) => put(BreakGlass, { company, person, state, since: clock.now() }, at + 1)),
          ],
          operation.digest,
        );
        refuseOtherRequest(outcome, operation);
        return outcome.status !== "refused";
      });
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
          comeBy: row?.comeBy ?? null,
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
