import { insecureExportKey } from "../../../../crypto/index.ts";
import { plantBeside, plantRequests, plantRows } from "./c09-planting.ts";
import { judged, type Surface, searched, surfacesOf } from "./c09-surfaces.ts";
import { Canaries } from "./canaries.ts";
import type { ClaimContext } from "./context.ts";
import { defineClaim, type Finding } from "./define.ts";
import type { Probe } from "./probe.ts";
import { jsonSchema, leavesOf } from "./sample.ts";
import { Needle } from "./scan/needle.ts";
import { bodyOf } from "./visitor.ts";

/** Leaves of the sealed fields of every record type, those of the search index too. */
const sealedLeaves = ({ records }: ClaimContext): string[] =>
  [...records.records, ...records.beside].flatMap((record) =>
    record.sealed ? leavesOf(jsonSchema(record.sealed)).map(({ path }) => `${record.name}.${path}`) : [],
  );

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

/** Whether the index has a text that was drawn out of a file: else nothing would be looked for there. */
async function isTextFound({ company, administrator: as, request }: Probe, { inClear }: Canaries): Promise<boolean> {
  const reply = await request("search", { as, params: { company }, body: { text: inClear, filters: { kind: "file" } } });
  return reply.status === 200 && bodyOf<{ hits: unknown[] }>(reply).hits.length > 0;
}

/** Plants once per run and searches every surface; the clauses read from it. */
async function examine(context: ClaimContext): Promise<{ canaries: Canaries; missing: string[]; isFound: boolean; surfaces: Surface[] }> {
  const startedAt = context.clock.now();
  const probe = await context.spoilt();
  const canaries = new Canaries();
  const secrets = await plantRequests(context, probe, canaries);
  // Found and drawn out before what follows the journal is spoilt: words of messages, names and files are in the index.
  await probe.settled();
  const isFound = await isTextFound(probe, canaries);
  await plantRows(context, probe, canaries);
  await plantBeside(context, probe, canaries);
  // Durable: what the store still held back is on the disk now.
  await context.records.port.probe();
  const planted = new Set(canaries.planted);
  const missing = sealedLeaves(context).filter((leaf) => !planted.has(leaf));
  const needles = [...canaries.needles(), ...secrets, ...keyNeedles(context, probe.company)];
  const surfaces: Surface[] = [];
  for (const surface of surfacesOf(context, probe, startedAt)) surfaces.push(await searched(surface, needles, canaries.inClear, context));
  return { canaries, missing, isFound, surfaces };
}

const running = new WeakMap<ClaimContext, ReturnType<typeof examine>>();

/** The same examination for all clauses of a run. */
function examined(context: ClaimContext): ReturnType<typeof examine> {
  const known = running.get(context) ?? examine(context);
  running.set(context, known);
  return known;
}

async function onDisk(context: ClaimContext): Promise<Finding> {
  const { canaries, missing, isFound, surfaces } = await examined(context);
  if (!isFound) return { looked: canaries.planted.length, ok: false, evidence: "Its control failed: a text that stands in a file is not in the index." };
  if (missing.length > 0)
    return { looked: canaries.planted.length, ok: false, evidence: `Sealed fields without a canary: ${missing.slice(0, 10).join(", ")}.` };
  return judged(
    canaries.planted.length,
    surfaces.filter(({ place }) => place === "disk"),
  );
}

async function elsewhere(context: ClaimContext): Promise<Finding> {
  const { canaries, surfaces } = await examined(context);
  return judged(
    canaries.planted.length,
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
      sentence: "A canary in every sealed field of every record is on no byte of store, search index, objects, folders, configuration and backups.",
      where: "instance",
      check: onDisk,
    },
    { id: "C09b", sentence: "Nor in the log at debug, in temporary files, or in what a backup reads.", where: "instance", check: elsewhere },
  ],
});
