import { type Access, companyRoles, type Endpoint, type EndpointName, type ErrorCode, endpoints } from "../../../../contract/index.ts";
import { randomUUID } from "../../../../crypto/index.ts";
import { Channel } from "../../channels/index.ts";
import { tokensByDeclaration } from "./c37-tokens.ts";
import type { ClaimContext } from "./context.ts";
import { defineClaim, type Finding } from "./define.ts";
import type { Probe, ProbePerson, ProbeReply } from "./probe.ts";
import { bodyOf, codeOf, toldAs } from "./visitor.ts";

/** Who asks; the roles are those of a company. */
const askers = ["nobody", "stranger", ...companyRoles] as const;
type Asker = (typeof askers)[number];
type Askers = Record<Asker, Pick<ProbePerson, "token"> | undefined>;

const names = Object.keys(endpoints) as EndpointName[];
const parametersOf = ({ path }: Endpoint): string[] => [...path.matchAll(/:(\w+)/g)].map(([, name = ""]) => name);

const kept = ["not_signed_in", "company_not_found", "not_allowed"] as const;

/** The code that keeps them out at the door; null: let in. */
function refusalOf(access: Access, asker: Asker): ErrorCode | null {
  if (access.who === "public") return null;
  if (asker === "nobody") return "not_signed_in";
  if (access.who === "account") return null;
  if (access.who === "owner") return "not_allowed";
  if (asker === "stranger") return "company_not_found";
  return companyRoles.indexOf(asker) < companyRoles.indexOf(access.role) ? "not_allowed" : null;
}

/** Asks so that who is let in is told that the request makes no sense, and nothing is done. What only reads may make sense. */
function senseless(endpoint: Endpoint, company: string) {
  const params = Object.fromEntries(parametersOf(endpoint).map((name) => [name, name === "company" ? company : "x"]));
  return { params, ...(endpoint.method === "GET" ? {} : { body: 7 }) };
}

async function everyDoor({ probe, signal }: ClaimContext): Promise<Finding> {
  const company = await probe();
  const people: Askers = {
    nobody: undefined,
    stranger: await company.newStranger(),
    guest: await company.newPerson("guest"),
    member: await company.newPerson("member"),
    administrator: await company.newPerson("administrator"),
  };
  const wrong: string[] = [];
  const counts = { kept: 0, let: 0 };
  for (const name of names) {
    const endpoint: Endpoint = endpoints[name];
    signal.throwIfAborted();
    if (endpoint.access.who === "public") continue;
    for (const asker of askers) {
      const refusal = refusalOf(endpoint.access, asker);
      // A stream is only asked for by who must not have it.
      if (refusal === null && (endpoint.upload || endpoint.stream)) continue;
      const code = codeOf(await company.request(name, { as: people[asker], ...senseless(endpoint, company.company) }));
      const isKept = kept.some((one) => toldAs(endpoint, one) === code);
      if (refusal === null ? isKept : code !== toldAs(endpoint, refusal)) wrong.push(`${name} as ${asker}: ${code || "let in"}`);
      counts[refusal === null ? "let" : "kept"]++;
    }
  }
  return {
    looked: counts.kept + counts.let,
    // Who lets nobody in keeps everybody out.
    ok: wrong.length === 0 && counts.let > 100,
    evidence:
      wrong.length === 0
        ? `${names.length} endpoints, asked by nobody, a stranger, a guest, a member and an administrator: ${counts.kept} times kept out and ${counts.let} times let in, each as it is declared.`
        : `${wrong.length} of ${counts.kept + counts.let} not as declared: ${wrong.slice(0, 5).join("; ")}.`,
  };
}

interface Tried {
  readonly what: string;
  readonly code: string;
  /** Codes that it may be answered with; "" is done. */
  readonly wanted: string;
}

async function ask(company: Probe, name: EndpointName, who: string, as: ProbePerson, params: Record<string, string>, body: unknown, wanted: string) {
  const reply = await company.request(name, { as, params: { company: company.company, ...params }, ...(body === undefined ? {} : { body }) });
  return { what: `${name} as ${who}`, code: codeOf(reply), wanted };
}

/** The roles inside a team: who may rename it, bring somebody in, and give a role. */
async function teamRoles(company: Probe): Promise<Tried[]> {
  const { administrator } = company;
  const params = { company: company.company };
  const { id: team } = bodyOf<{ id: string }>(await company.request("createTeam", { as: administrator, params, body: { name: "Probe team" } }));
  const people = {
    "somebody outside": await company.newPerson("member"),
    "a member": await company.newPerson("member"),
    "a manager": await company.newPerson("member"),
    "an administrator of the team": await company.newPerson("member"),
  };
  const other = await company.newPerson("member");
  const roles = { "a member": "member", "a manager": "manager", "an administrator of the team": "administrator" } as const;
  for (const [who, role] of Object.entries(roles)) {
    const { person } = people[who as keyof typeof roles].actor;
    await company.request("setTeamMember", { as: administrator, params: { ...params, team, person }, body: { role } });
  }
  const may: Record<keyof typeof people, { rename: boolean; bringIn: boolean; giveRole: boolean }> = {
    "somebody outside": { rename: false, bringIn: false, giveRole: false },
    "a member": { rename: false, bringIn: false, giveRole: false },
    "a manager": { rename: false, bringIn: true, giveRole: false },
    "an administrator of the team": { rename: true, bringIn: true, giveRole: true },
  };
  const tried: Tried[] = [];
  for (const [who, { rename, bringIn, giveRole }] of Object.entries(may)) {
    const as = people[who as keyof typeof people];
    const wanted = (allowed: boolean) => (allowed ? "" : "not_allowed");
    const at = { team, person: other.actor.person };
    tried.push(await ask(company, "renameTeam", who, as, { team }, { name: `Probe team ${who}` }, wanted(rename)));
    tried.push(await ask(company, "setTeamMember", who, as, at, { role: "member" }, wanted(bringIn)));
    tried.push(await ask(company, "setTeamMember", `${who}, to a role`, as, at, { role: "manager" }, wanted(giveRole)));
    await company.request("removeTeamMember", { as: administrator, params: { ...params, ...at } });
  }
  return tried;
}

/** Everything that reads a channel, and posting into it: by those in it, and by everybody else whatever the role. */
async function closedRooms(company: Probe): Promise<Tried[]> {
  const { administrator } = company;
  const [inside, peer, outside, guest] = [
    await company.newPerson("member"),
    await company.newPerson("member"),
    await company.newPerson("member"),
    await company.newPerson("guest"),
  ];
  const params = { company: company.company };
  const made = await company.request("createChannel", { as: inside, params, body: { name: "probe-closed", kind: "private" } });
  const direct = await company.request("openDirect", { as: inside, params, body: { people: [peer.actor.person] } });
  const tried: Tried[] = [];
  for (const room of [made, direct]) {
    const { id: channel } = bodyOf<{ id: string }>(room);
    const text = { text: "Behind a closed door." };
    tried.push(await ask(company, "postMessage", "one inside", inside, { channel }, text, ""));
    for (const [who, as] of Object.entries({ "an administrator": administrator, "a member": outside, "a guest": guest })) {
      tried.push(await ask(company, "postMessage", who, as, { channel }, text, "channel_not_found"));
      for (const name of names.filter((one) => endpoints[one].method === "GET" && endpoints[one].path.includes("/channels/:channel"))) {
        const at = { channel, message: "1", thread: "1", root: "1" };
        const own = await ask(company, name, "one inside", inside, at, undefined, "");
        // What those inside can't ask like this says nothing about the others.
        if (own.code === "") tried.push(own, await ask(company, name, who, as, at, undefined, "channel_not_found"));
      }
    }
  }
  return tried;
}

async function everyRoom({ probe }: ClaimContext): Promise<Finding> {
  const company = await probe();
  const tried = [...(await teamRoles(company)), ...(await closedRooms(company))];
  const isWanted = ({ code, wanted }: Tried) => code === wanted || (wanted === "channel_not_found" && code === "not_allowed");
  const wrong = tried.filter((one) => !isWanted(one));
  const done = tried.filter(({ wanted }) => wanted === "").length;
  return {
    looked: tried.length,
    ok: wrong.length === 0 && done > 10,
    evidence:
      wrong.length === 0
        ? `${tried.length} requests inside a team, a private channel and a direct message: ${done} done by those who may, ${tried.length - done} refused to others, administrators among them.`
        : `${wrong.length} of ${tried.length} not as they should be: ${wrong
            .slice(0, 5)
            .map(({ what, code }) => `${what}: ${code || "done"}`)
            .join("; ")}.`,
  };
}

/** Most channels of other companies whose ids are tried. */
const MOST = 50;

async function noOtherCompany({ probe, records }: ClaimContext): Promise<Finding> {
  const company = await probe();
  const { administrator } = company;
  const { rows } = await records.port.scan(Channel.name, undefined, 10 * MOST);
  const others = rows.map((row) => records.keyObject(Channel, row)).filter((key) => key.company !== company.company);
  const real = others.slice(0, MOST);
  const stranger = await company.newStranger();
  const reads = names.filter((name) => endpoints[name].method === "GET" && !endpoints[name].stream && endpoints[name].path.includes("/channels/:channel"));
  const leaks: string[] = [];
  let looked = 0;
  const same = async (name: EndpointName, as: Pick<ProbePerson, "token">, params: Record<string, string>, missing: Record<string, string>) => {
    looked++;
    const [there, gone] = [await company.request(name, { as, params }), await company.request(name, { as, params: missing })];
    const told = ({ status, text }: ProbeReply) => `${status} ${text.replace(/"requestId":"[^"]*"/, "")}`;
    if (there.status < 400 || told(there) !== told(gone)) leaks.push(`${name}: ${there.status}`);
  };
  const at = { message: "1", thread: "1", root: "1" };
  for (const name of reads) {
    const own = { ...at, company: company.company, channel: company.channel };
    await same(name, stranger, own, { ...own, company: randomUUID() });
    for (const { company: theirs, channel } of real) {
      await same(name, administrator, { ...at, company: company.company, channel }, { ...at, company: company.company, channel: randomUUID() });
      await same(name, administrator, { ...at, company: theirs, channel }, { ...at, company: randomUUID(), channel });
    }
  }
  // The control: the same request by who may.
  const { status } = await company.request("getChannel", { as: administrator, params: { company: company.company, channel: company.channel } });
  if (status !== 200) return { looked, ok: false, evidence: `Its control failed: the probe's own channel was answered ${status}.` };
  return {
    looked,
    ok: leaks.length === 0,
    evidence:
      leaks.length === 0
        ? `${looked} requests over the wall between companies, ${real.length} channels of others by their real ids among them: each answered like one for what doesn't exist.`
        : `${leaks.length} of ${looked} told something: ${leaks.slice(0, 5).join("; ")}.`,
  };
}

export const distinctRoles = defineClaim({
  id: "C37",
  group: "who-can-get-in",
  source: "practices",
  sentence: {
    en: "Members, managers and administrators may do different things, and nothing more.",
    fr: "Membres, responsables et administrateurs ont des droits distincts, et rien de plus.",
  },
  clauses: [
    { id: "C37a", sentence: "Every endpoint lets in the roles that it declares, and nobody else.", where: "instance", check: everyDoor },
    {
      id: "C37b",
      sentence: "What happens in a team asks for a role there; a private channel and a direct message open to those in them only.",
      where: "instance",
      check: everyRoom,
    },
    {
      id: "C37c",
      sentence: "Nothing of a company is reached from outside of it, nor told apart from what doesn't exist.",
      where: "instance",
      check: noOtherCompany,
    },
    { id: "C37d", sentence: "A token is let in where an endpoint declares it, for what it was made.", where: "instance", check: tokensByDeclaration },
  ],
});
