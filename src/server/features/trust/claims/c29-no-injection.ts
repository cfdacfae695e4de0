import { type EndpointName, endpoints } from "../../../../contract/index.ts";
import { randomUUID } from "../../../../crypto/index.ts";
import { hostileFilesAndQuestions } from "./c29-files.ts";
import type { ClaimContext } from "./context.ts";
import { fewInjections, injections } from "./corpus.ts";
import { defineClaim, type Finding } from "./define.ts";
import type { Probe, ProbePerson, ProbeRequest } from "./probe.ts";
import { jsonSchema, type Leaf, leavesOf, plainLeaf, sampleOf, variantsOf } from "./sample.ts";
import { ownCode } from "./scan/own-code.ts";

type Part = "params" | "query" | "body";

/** A parameter that takes a text: of a path, a query or a body. */
interface Target {
  readonly endpoint: EndpointName;
  readonly part: Part;
  readonly path: string;
  readonly variant: number;
}

const parts: readonly Part[] = ["params", "query", "body"];

/** Every parameter of every endpoint but raw uploads; numbers of paths and queries arrive as text, too. */
export function targets(): Target[] {
  return (Object.keys(endpoints) as EndpointName[]).flatMap((endpoint) =>
    parts.flatMap((part) => {
      const schema = jsonSchema(endpoints[endpoint][part]);
      const found = new Map<string, Target>();
      for (let variant = 0; variant < variantsOf(schema); variant++)
        for (const { path } of leavesOf(schema)) found.set(path, { endpoint, part, path, variant });
      return [...found.values()];
    }),
  );
}

/** Ids that exist in the probe, so that a request gets as far as it can; what ends a session or a person names nobody. */
function known(probe: Probe, name: string): string | undefined {
  const { company, channel, administrator } = probe;
  return { company, channel, message: "1", person: administrator.actor.person }[name];
}

/** A request that is sound but for the one parameter. */
function request(probe: Probe, as: ProbePerson, { endpoint, part, path, variant }: Target, hostile: string, n: number): ProbeRequest {
  const sampled = (which: Part) => {
    const schema = jsonSchema(endpoints[endpoint][which]);
    const fill = (leaf: Leaf) => {
      if (which === part && leaf.path === path) return hostile;
      return (
        (which === "params" ? known(probe, leaf.path) : undefined) ?? plainLeaf(leaf, () => (leaf.path.startsWith("people") ? as.actor.person : randomUUID()))
      );
    };
    return Object.keys(schema.properties ?? {}).length > 0 || schema.anyOf ? (sampleOf(schema, fill, variant) as Record<string, unknown>) : undefined;
  };
  // In an address everything is text.
  const asText = (values: Record<string, unknown> = {}) => Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));
  const params = asText(sampled("params"));
  const query = asText(sampled("query"));
  const body = endpoints[endpoint].method === "GET" ? undefined : sampled("body");
  return { as: endpoints[endpoint].access.who === "public" ? undefined : as, params, query, body, address: `probe-${n}` } as ProbeRequest;
}

/** What the requests must leave alone: the schema, and every row that is not the probe's. */
async function surroundings({ records }: ClaimContext): Promise<string> {
  return JSON.stringify(await records.port.liveSchema());
}

export async function hostileRequests(context: ClaimContext, list: readonly Target[] = targets()): Promise<Finding> {
  const probe = await context.probe();
  const as = await probe.newPerson("administrator");
  const before = await surroundings(context);
  const broken = new Map<string, number>();
  const codes = new Map<number, number>();
  let looked = 0;
  for (const target of list) {
    const fields = leavesOf(jsonSchema(endpoints[target.endpoint].body));
    // What bears a password, a code, an answer or an address of somebody is counted as a guess.
    const mayCount = fields.some(({ path }) => /password|current|next|code|token|login|email|answer|saml/i.test(path));
    const hasPassword = target.part === "body" && fields.some(({ path }) => /password|current|next/.test(path));
    for (const hostile of hasPassword ? fewInjections : injections) {
      context.signal.throwIfAborted();
      const sent = request(probe, as, target, hostile, looked++);
      const { status } = await probe.request(target.endpoint, sent);
      codes.set(status, (codes.get(status) ?? 0) + 1);
      if (status >= 500) broken.set(`${target.endpoint} ${target.part}.${target.path}`, status);
      if (mayCount) await forget(context, as, sent);
    }
  }
  const isSame = before === (await surroundings(context));
  const answers = [...codes].sort(([a], [b]) => a - b).map(([status, count]) => `${count} × ${status}`);
  const faults = [...broken].slice(0, 5).map(([where, status]) => `${where}: ${status}`);
  if (!(codes.get(200) ?? 0)) return { looked, ok: false, evidence: "Its control failed: no request got as far as a service." };
  return {
    looked,
    ok: broken.size === 0 && isSame,
    evidence: `${looked} requests with ${injections.length} hostile texts in ${list.length} parameters: ${faults.length > 0 ? faults.join(", ") : answers.join(", ")}; the tables are ${isSame ? "as before" : "changed"}.`,
  };
}

async function forget({ accounts }: ClaimContext, as: ProbePerson, { body, address = "" }: ProbeRequest): Promise<void> {
  const { login } = (body ?? {}) as { login?: unknown };
  await accounts.forgetGuesses(address, { account: as.account, ...(typeof login === "string" ? { login } : {}) });
}

/** Words of a statement in the order in which only a statement has them. */
const statement = new RegExp(
  [
    `SEL${"ECT"}\\s[^"'\`]{1,200}\\sFROM\\s`,
    `INS${"ERT"}\\s+INTO\\s`,
    `DEL${"ETE"}\\s+FROM\\s`,
    `UPD${"ATE"}\\s+\\S{1,60}\\s+SET\\s`,
    `CREA${"TE"}\\s+(UNIQUE\\s+)?(TABLE|INDEX)\\s`,
  ].join("|"),
);
const engines = /from\s+["'](better-sqlite3|node:sqlite|cassandra-driver)["']/;
const adapters = /\/server\/platform\/(records\/(sqlite|cassandra)|search-index\/[a-z-]+)\//;

async function statementsInAdapters({ premises }: ClaimContext): Promise<Finding> {
  const files = await ownCode(premises.program);
  const speaking = files.filter(({ text }) => statement.test(text) || engines.test(text));
  const outside = speaking.filter(({ path }) => !adapters.test(path) && !/claims\/corpus\.[jt]s$/.test(path)).map(({ path }) => path);
  // The control: the adapters themselves, where statements do stand, must be seen.
  if (speaking.every(({ path }) => !adapters.test(path)))
    return { looked: files.length, ok: false, evidence: "Its control failed: no statement was seen even in the adapters." };
  return {
    looked: files.length,
    ok: outside.length === 0,
    evidence: `${files.length} files of the program's own code: statements and database drivers in ${speaking.length - outside.length} of the adapters', ${outside.length === 0 ? "none elsewhere" : `and in ${outside.join(", ")}`}.`,
  };
}

export const noInjection = defineClaim({
  id: "C29",
  group: "how-is-it-built",
  source: "privacy",
  sentence: {
    en: "No request can smuggle a statement into the database: every access goes through the mapping layer.",
    fr: "Aucune requête ne peut glisser une instruction dans la base : tout accès passe par la couche de correspondance.",
  },
  clauses: [
    {
      id: "C29a",
      sentence: "Hostile texts in every parameter of every endpoint break nothing and change no table.",
      where: "instance",
      check: hostileRequests,
    },
    { id: "C29b", sentence: "Raw statements stand in the adapters only.", where: "instance", check: statementsInAdapters },
    {
      id: "C29c",
      sentence: "Hostile texts as names of real files, as questions and in share links: none breaks anything, and what was stored under them is read back.",
      where: "instance",
      check: hostileFilesAndQuestions,
    },
  ],
});
