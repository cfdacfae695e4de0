import { insecureExportKey } from "../../../../crypto/index.ts";
import { plantRequests, plantRows } from "./c09-planting.ts";
import { type Surface, searched, surfacesOf } from "./c09-surfaces.ts";
import { Canaries } from "./canaries.ts";
import type { ClaimContext } from "./context.ts";
import { defineClaim, type Finding } from "./define.ts";
import { jsonSchema, leavesOf } from "./sample.ts";
import { Needle } from "./scan/needle.ts";

/** Leaves of the sealed fields of every record type. */
const sealedLeaves = (context: ClaimContext): string[] =>
  context.records.records.flatMap((record) => (record.sealed ? leavesOf(jsonSchema(record.sealed)).map(({ path }) => `${record.name}.${path}`) : []));

/** Keys in use are the canaries of the tables that hold keys. */
function keyNeedles({ records }: ClaimContext, company: string): Needle[] {
  const data = records.keys.ring.activeKey(company, { kind: "company", id: company });
  const index = records.keys.ring.activeKey(company, { kind: "index", id: company });
  return [data, index].flatMap((held, i) => {
    if (!held) return [];
    const bytes = insecureExportKey(held.key);
    const needles = [
      Needle.bytes(`key ${i}`, bytes),
      { name: `key ${i}`, dresses: [{ encoding: "base64url text", bytes: Buffer.from(bytes.toString("base64url"), "latin1") }] },
    ];
    bytes.fill(0);
    return needles;
  });
}

/** Plants once per run and searches every surface; the clauses read from it. */
async function examine(context: ClaimContext): Promise<{ canaries: Canaries; missing: string[]; surfaces: Surface[] }> {
  const startedAt = context.clock.now();
  const probe = await context.spoilt();
  const canaries = new Canaries();
  await plantRequests(context, probe, canaries);
  await plantRows(context, probe, canaries);
  // Durable: what the store still held back is on the disk now.
  await context.records.port.probe();
  const planted = new Set(canaries.planted);
  const missing = sealedLeaves(context).filter((leaf) => !planted.has(leaf));
  const needles = [...canaries.needles(), ...keyNeedles(context, probe.company)];
  const surfaces: Surface[] = [];
  for (const surface of surfacesOf(context, probe, startedAt)) surfaces.push(await searched(surface, needles, canaries.inClear, context));
  return { canaries, missing, surfaces };
}

const running = new WeakMap<ClaimContext, ReturnType<typeof examine>>();

/** The same examination for all clauses of a run. */
function examined(context: ClaimContext): ReturnType<typeof examine> {
  const known = running.get(context) ?? examine(context);
  running.set(context, known);
  return known;
}

const size = (bytes: number): string => (bytes < 1e5 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1e6).toFixed(1)} MB`);

function judged(canaries: Canaries, surfaces: readonly Surface[]): Finding {
  const deaf = surfaces.filter(({ hears }) => !hears).map(({ name }) => name);
  if (deaf.length > 0)
    return { looked: canaries.planted.length, ok: false, evidence: `Its control failed: a canary in clear was not found in ${deaf.join(", ")}.` };
  const found = surfaces.flatMap(({ name, hits }) => hits.map(({ needle, encoding }) => `${name} (${needle} as ${encoding})`));
  const read = surfaces.map(({ name, parts, bytes }) => `${name} ${parts} of ${size(bytes)}`).join(", ");
  return {
    looked: canaries.planted.length,
    ok: found.length === 0,
    evidence:
      found.length === 0
        ? `${canaries.planted.length} canaries; none found in ${read}, in any of 11 encodings.`
        : `Found in clear: ${[...new Set(found)].slice(0, 6).join(", ")}.`,
  };
}

async function onDisk(context: ClaimContext): Promise<Finding> {
  const { canaries, missing, surfaces } = await examined(context);
  if (missing.length > 0)
    return { looked: canaries.planted.length, ok: false, evidence: `Sealed fields without a canary: ${missing.slice(0, 10).join(", ")}.` };
  return judged(
    canaries,
    surfaces.filter(({ place }) => place === "disk"),
  );
}

async function elsewhere(context: ClaimContext): Promise<Finding> {
  const { canaries, surfaces } = await examined(context);
  return judged(
    canaries,
    surfaces.filter(({ place }) => place === "passing"),
  );
}

export const encryptedBeforeTheDatabase = defineClaim({
  id: "C09",
  group: "who-can-read",
  source: "privacy",
  sentence: { en: "Everything is encrypted before it reaches the database.", fr: "Tout est chiffré avant d'atteindre la base de données." },
  clauses: [
    {
      id: "C09a",
      sentence: "A canary in every sealed field of every record is on no byte of store, folders, configuration and backups.",
      where: "instance",
      check: onDisk,
    },
    { id: "C09b", sentence: "Nor in the log at debug, in temporary files, or in what a backup reads.", where: "instance", check: elsewhere },
  ],
});
