/** What a sync would do: who is new, changed, back or gone. Nothing is written here. */
import type { directoryObstacles } from "../../../contract/index.ts";
import type { Stored } from "../../platform/records/sealed.ts";
import type { DirectoryPerson } from "./directories.records.ts";
import type { Member } from "./talks.ts";

export type Known = Stored<typeof DirectoryPerson>;
export type Role = "guest" | "member";
export type Obstacle = (typeof directoryObstacles)[number];

export interface Plan {
  readonly found: number;
  readonly made: readonly { readonly member: Member; readonly role: Role | null }[];
  readonly changed: readonly { readonly member: Member; readonly known: Known; readonly role: Role }[];
  readonly back: readonly { readonly member: Member; readonly known: Known; readonly role: Role }[];
  readonly gone: readonly Known[];
  /** Who cannot be what the directory says. */
  readonly blocked: { readonly name: string; readonly login: string; readonly obstacle: Obstacle }[];
  /** Why it should not be carried out without being told to. */
  readonly brake: "empty" | "many" | null;
}

/** More than so many, and more than this part of all, are not taken out unasked. */
const FEW = 5;
const PART = 0.2;

export interface Rules {
  readonly groups: readonly { readonly group: string; readonly role: Role }[];
  readonly newcomers: Role | null;
}

export function planOf(members: readonly Member[], known: ReadonlyMap<string, Known>, entryOf: (member: Member) => string, rules: Rules): Plan {
  const active = new Map(members.filter(({ isDisabled }) => !isDisabled).map((member) => [entryOf(member), member]));
  const made: Plan["made"][number][] = [];
  const changed: Plan["changed"][number][] = [];
  const back: Plan["back"][number][] = [];
  for (const [entry, member] of active) {
    const before = known.get(entry);
    const role = roleOf(rules, member);
    if (!before) made.push({ member, role });
    else if (before.state === "gone") back.push({ member, known: before, role: role ?? before.role });
    else if (before.name !== member.name || before.login !== member.login || before.role !== (role ?? before.role))
      changed.push({ member, known: before, role: role ?? before.role });
  }
  const present = [...known.values()].filter(({ state }) => state === "active");
  const gone = present.filter(({ entry }) => !active.has(entry));
  const isMany = gone.length > FEW && gone.length > present.length * PART;
  const brake = gone.length === 0 ? null : active.size === 0 ? "empty" : isMany ? "many" : null;
  return { found: active.size, made, changed, back, gone, blocked: [], brake };
}

/** The highest of the groups counts; null for who is in none, where nobody is made. */
export function roleOf({ groups, newcomers }: Rules, { groups: own }: Pick<Member, "groups">): Role | null {
  const roles = groups.filter(({ group }) => own.includes(group)).map(({ role }) => role);
  return roles.includes("member") ? "member" : (roles[0] ?? newcomers);
}

export interface Prospects {
  /** Who a newcomer is here already, and why he cannot come. */
  newcomer(member: Member): Promise<{ readonly account: string | undefined; readonly obstacle: Obstacle | undefined }>;
  /** Whether who is back in the directory comes back here, too. */
  mayReturn(known: Known): Promise<boolean>;
  isLastAdministrator(person: string): Promise<boolean>;
}

/** Leaves out those that nothing can be done for, and says why; and who is nobody here where nobody is made. */
export async function settled(plan: Plan, prospects: Prospects): Promise<Plan> {
  const [made, back, gone, blocked]: [Plan["made"][number][], Plan["back"][number][], Known[], Plan["blocked"][number][]] = [[], [], [], []];
  for (const one of plan.made) {
    const { account, obstacle } = await prospects.newcomer(one.member);
    if (one.role === null && account === undefined) continue;
    if (obstacle === undefined) made.push(one);
    else blocked.push({ name: one.member.name, login: one.member.login, obstacle });
  }
  for (const one of plan.back) {
    if (await prospects.mayReturn(one.known)) back.push(one);
    else blocked.push({ name: one.member.name, login: one.member.login, obstacle: "taken_out" });
  }
  for (const one of plan.gone) {
    if (!(await prospects.isLastAdministrator(one.person))) gone.push(one);
    else blocked.push({ name: one.name, login: one.login, obstacle: "last_administrator" });
  }
  return { ...plan, made, back, gone, blocked };
}
