import { type Endpoint, type EndpointName, endpoints, limits } from "../../../../contract/index.ts";
import { randomUUID } from "../../../../crypto/index.ts";
import type { ClaimContext } from "./context.ts";
import type { Finding } from "./define.ts";
import { type ProbeRequest, proxyOfProbe } from "./probe.ts";
import { jsonSchema, plainLeaf, sampleOf } from "./sample.ts";

/** Of networks that nobody has (RFC 5737): where a request comes from, and what a stranger pretends. */
const ADDRESS = "192.0.2.42";
const PRETENDED = "203.0.113.9";
const forged = { "x-forwarded-for": PRETENDED, "x-real-ip": PRETENDED, forwarded: `for=${PRETENDED}`, "true-client-ip": PRETENDED };

/** Bodies that a schema alone does not tell. What names nothing in its path is asked so that the probe stays as it is, or gains what goes with it. */
const bodies: Partial<Record<EndpointName, () => unknown>> = {
  createChannel: () => ({ name: `logged-${randomUUID()}`, kind: "public" }),
  createTeam: () => ({ name: "Logged" }),
  createInvite: () => ({ role: "member" }),
  createToken: () => ({ name: "logged", scopes: ["people:read"] }),
  renameCompany: () => ({ name: "Probe" }),
  setAuditRetention: () => ({ days: null }),
  setCompanySecurity: () => ({ secondFactor: "nobody", idleMinutes: null, mostHours: null }),
  setSignInRule: () => ({ required: false, breakGlass: [] }),
  setTokenPolicy: () => ({ mostDays: limits.tokenDays.most }),
  exportAudit: () => ({ format: "csv", filter: {} }),
  leaveCompany: () => undefined,
  changeConnection: () => ({ name: "logged" }),
  handOver: () => ({ to: randomUUID() }),
  trashFiles: () => ({ files: [randomUUID()] }),
  purgeFiles: () => ({ files: [randomUUID()] }),
};

/** Not asked here: what they leave behind reaches beyond the probe. */
const beyond: readonly EndpointName[] = [
  "addDomain",
  "createConnection",
  "createDirectory",
  "createSamlConnection",
  "createServiceToken",
  "inviteMany",
  "uploadImport",
];

const parametersOf = ({ path }: Endpoint): string[] => [...path.matchAll(/:(\w+)/g)].map(([, name = ""]) => name).filter((name) => name !== "company");

/** The actions of companies; leaving is the last that somebody does. */
const actions = (Object.entries(endpoints) as [EndpointName, Endpoint][])
  .filter(([, { audit, access }]) => audit !== null && access.who === "person")
  .sort(([a], [b]) => Number(a === "leaveCompany") - Number(b === "leaveCompany"));

/** A sound request; ids in the path are of nothing that there is, so that it is refused behind the door. */
function requestTo(name: EndpointName, endpoint: Endpoint, company: string): ProbeRequest | undefined {
  const named = parametersOf(endpoint).map((one) => [one, one === "message" ? "1" : randomUUID()]);
  const schema = jsonSchema(endpoint.body);
  const sampled = () => (named.length > 0 && schema.properties ? sampleOf(schema, (leaf) => plainLeaf(leaf, randomUUID)) : undefined);
  const body = (bodies[name] ?? sampled)();
  if (!endpoint.body.safeParse(body).success || (named.length === 0 && !bodies[name])) return undefined;
  return { params: { company, ...Object.fromEntries(named) }, ...(body === undefined ? {} : { body }) };
}

interface Asked {
  readonly action: string;
  readonly result: "done" | "refused";
  readonly address: string;
  readonly object: string | undefined;
}

/** Every action of a company, and what has to stand in its log. */
export async function oneEntryEach({ probe, audit }: ClaimContext): Promise<Finding> {
  const company = await probe();
  const as = await company.newPerson("administrator");
  const since = (await audit.entries(company.company)).length;
  const asked: Asked[] = [];
  const wrong: string[] = [];
  const ask = async (name: EndpointName, endpoint: Endpoint, from: Pick<ProbeRequest, "address" | "headers">, address: string) => {
    const request = requestTo(name, endpoint, company.company);
    if (!request) return void wrong.push(`nobody could ask ${name}`);
    const { status } = await company.request(name, { as, ...from, ...request });
    const { action = "", object } = endpoint.audit ?? {};
    asked.push({ action, result: status < 300 ? "done" : "refused", address, object: object && request.params?.[object] });
  };
  // By the declared proxy: what stands last in its header is believed, and nothing before it.
  const byProxy = { address: proxyOfProbe, headers: { ...forged, "x-forwarded-for": `${PRETENDED}, ${ADDRESS}` } };
  for (const from of [byProxy, { address: proxyOfProbe, headers: { "x-forwarded-for": ADDRESS } }])
    await ask("createTeam", endpoints.createTeam, from, ADDRESS);
  for (const [name, endpoint] of actions) if (!beyond.includes(name)) await ask(name, endpoint, { address: ADDRESS, headers: forged }, ADDRESS);
  const entries = (await audit.entries(company.company)).slice(since);
  for (const [i, { action, result, address, object }] of asked.entries()) {
    const entry = entries[i];
    const isRight = entry?.action === action && entry.result === result && entry.actor === as.actor.person && (object === undefined || entry.object === object);
    if (!isRight || entry.details?.["address"] !== address)
      wrong.push(`${action} stands as ${entry?.action ?? "nothing"}, ${entry?.result}, from ${entry?.details?.["address"] ?? "nowhere"}`);
  }
  if (entries.length !== asked.length) wrong.push(`${asked.length} actions made ${entries.length} entries`);
  const refused = asked.filter(({ result }) => result === "refused").length;
  return {
    looked: asked.length,
    ok: wrong.length === 0 && refused > 10 && asked.length - refused > 5,
    evidence:
      wrong.length === 0
        ? `${asked.length} requests for ${actions.length - beyond.length} of the ${actions.length} actions of a company, ${refused} of them refused: one entry each, in their order, with time, person and the address that they came from, not the one that four forged headers named; by a declared proxy the one that it named itself.`
        : `Not so: ${wrong.slice(0, 3).join("; ")}.`,
  };
}
