import type { BodyOf, CompanyRole, people as contract } from "../../../contract/index.ts";
import { operationId } from "../../../crypto/index.ts";
import { decideAgain, type Operation, type PersonActor, Refusal } from "../../http/index.ts";
import type { RowCache } from "../../platform/records/cache.ts";
import { expect, put, type SealedStore } from "../../platform/records/sealed.ts";
import type { PeopleDirectory, PersonRow, SharedPeople } from "./people.directory.ts";
import { type Handles, sameHandle } from "./people.handles.ts";
import { maySeePerson, requireHolder } from "./people.policy.ts";
import { Person } from "./people.records.ts";

export interface PeopleDeps {
  readonly records: SealedStore;
  readonly directory: PeopleDirectory;
  readonly rows: RowCache<typeof Person>;
  readonly handles: Handles;
  readonly shared: SharedPeople;
  readonly now: () => number;
  /** Keeps the company's count of administrators in the same commit; throws `last_owner`. */
  readonly countAdministrators: (company: string, change: -1 | 0 | 1) => Promise<{ expects: ReturnType<typeof expect>[]; puts: ReturnType<typeof put>[] }>;
  /** Opens the company again to the account of who was taken out. */
  readonly onBack: (person: PersonRow) => Promise<void>;
  /** Ends what the person holds outside of its row: link, channels, teams, sockets. */
  readonly onTakenOut: (person: PersonRow) => Promise<void>;
  /** Tokens that were made for the role before are dead. */
  readonly onRole: (account: string) => Promise<void>;
  /** A guest stands in no team. */
  readonly onGuest: (company: string, person: string) => Promise<void>;
}

export interface Followed {
  readonly name: string;
  readonly role: "guest" | "member";
  /** When whoever asks took him out: others' word stands. Null: he did not. */
  readonly outSince: number | null;
}

export type People = ReturnType<typeof createPeople>;

export function createPeople(d: PeopleDeps) {
  async function openPerson(actor: PersonActor, person: string): Promise<PersonRow> {
    const row = maySeePerson(actor, person, await d.shared(actor)) ? await d.directory.get(actor.company, person) : undefined;
    if (!row) throw new Refusal("person_not_found");
    return row;
  }

  /** Reads, changes and writes a person; tries again when somebody else was quicker. */
  async function change(
    company: string,
    person: string,
    operation: string,
    make: (row: PersonRow) => Promise<Partial<PersonRow> | undefined>,
  ): Promise<PersonRow> {
    return decideAgain(async () => {
      const row = await d.records.find(Person, { company, person });
      if (!row) throw new Refusal("person_not_found");
      const changes = await make(row);
      if (!changes) return row;
      const isMoved = (changes.state ?? row.state) !== row.state || (changes.role ?? row.role) !== row.role;
      const next = { ...row, ...changes, since: isMoved ? d.now() : row.since, version: row.version + 1 };
      const change = administratorsBy(row, next);
      const count = await d.countAdministrators(company, change);
      const done = await d.records.commit(operation, [expect(Person, row, row.version), ...count.expects], [put(Person, next, next.version), ...count.puts]);
      if (done.status !== "applied") return undefined;
      await d.directory.apply(next);
      return next;
    });
  }

  /** @returns since when he is out; null where he was out already */
  async function takeOut(company: string, person: string, state: "disabled" | "left", operation: string): Promise<number | null> {
    let wasIn = false;
    const row = await change(company, person, operation, async (p) => {
      wasIn = p.state === "active";
      return wasIn ? { state, role: "guest" } : undefined;
    });
    await d.onTakenOut(row);
    return wasIn ? row.since : null;
  }

  return {
    openPerson,

    async list(actor: PersonActor, query: { after?: string | undefined; limit: number }) {
      const shared = await d.shared(actor);
      const all = (await d.directory.sorted(actor.company)).filter((p) => maySeePerson(actor, p.person, shared));
      const start = query.after === undefined ? 0 : all.findIndex((p) => p.person === query.after) + 1;
      return { people: all.slice(start, start + query.limit).map(present), more: all.length > start + query.limit };
    },

    async find(actor: PersonActor, body: { words?: string | undefined; ids?: string[] | undefined; limit: number }, among?: ReadonlySet<string>) {
      const shared = await d.shared(actor);
      const visible = (p: PersonRow) => maySeePerson(actor, p.person, shared) && (!among || among.has(p.person));
      if (body.ids) return { people: (await d.directory.many(actor.company, body.ids)).filter(visible).map(present) };
      const found = await d.directory.find(actor.company, body.words ?? "", body.limit, (p) => p.state === "active" && visible(p));
      return { people: found.map(present) };
    },

    async updateProfile(actor: PersonActor, body: BodyOf<typeof contract.updateMyProfile>) {
      const row = await change(actor.company, actor.person, operationId(), async (p) => {
        const { name = p.name, handle = p.handle, title = p.title, zone = p.zone } = body;
        const status = body.status === undefined ? p.status : body.status && (body.status.emoji || body.status.text) ? body.status : null;
        if (!sameHandle(handle, p.handle)) await d.handles.take(p.company, p.person, handle);
        return { name, handle, title, zone, status };
      });
      return present(row);
    },

    async setRole(actor: PersonActor, person: string, role: CompanyRole, operation: Operation) {
      requireHolder(await openPerson(actor, person));
      const row = await change(actor.company, person, operation.id, async (p) => (p.role === role ? undefined : { role: requireHolder(p) && role }));
      if (role === "guest") await d.onGuest(actor.company, person);
      if (row.account) await d.onRole(row.account);
      return present(row);
    },

    async disable(actor: PersonActor, person: string, operation: Operation): Promise<void> {
      const row = await openPerson(actor, person);
      if (row.person === actor.person) throw new Refusal("not_allowed");
      await takeOut(actor.company, person, "disabled", operation.id);
    },

    /** Name and role as a directory has them, and back where that had taken him out. Administrators are made and unmade here only. */
    async follow(company: string, person: string, { name, role, outSince }: Followed, operation: Operation): Promise<void> {
      let before: PersonRow | undefined;
      const row = await change(company, person, operation.id, async (p) => {
        before = p;
        const isReturning = p.state === "disabled" && p.since === outSince;
        if (p.state !== "active" && !isReturning) return undefined;
        return { name, role: p.role === "administrator" ? p.role : role, ...(isReturning ? { state: "active" as const } : {}) };
      });
      if (row.state === "active" && before?.state === "disabled") await d.onBack(row);
      if (row.role === "guest" && before?.role !== "guest") await d.onGuest(company, person);
      if (row.account && row.role !== before?.role) await d.onRole(row.account);
    },

    async leave(actor: PersonActor, operation: Operation): Promise<void> {
      await takeOut(actor.company, actor.person, "left", operation.id);
    },
    /** Without an actor: the operator's command line, which disables an account everywhere. */
    takeOut,
  };
}

const isAdministrator = (p: PersonRow): boolean => p.role === "administrator" && p.state === "active";
const administratorsBy = (before: PersonRow, after: PersonRow): -1 | 0 | 1 => (Number(isAdministrator(after)) - Number(isAdministrator(before))) as -1 | 0 | 1;

export const present = (p: PersonRow) => ({
  id: p.person,
  name: p.name,
  handle: p.handle,
  title: p.title,
  zone: p.zone,
  status: p.status,
  kind: p.kind,
  role: p.role,
  state: p.state,
  createdAt: p.createdAt,
});
