import { newSecretKey, openCheckpoint, signCheckpoint, signingKeyFrom, verifierKey } from "../../../../crypto/index.ts";
import { oneEntryEach } from "./c42-one-entry.ts";
import type { ClaimContext } from "./context.ts";
import { defineClaim, type Finding } from "./define.ts";

/** At how many entries the log is touched: each touch is a verification of the whole. */
const PLACES = 8;

/**
 * The same log under a key of the check's own, which alone may sign a history that was not.
 * @returns the log, its verifier, and a head of its size under another root
 */
function underOwnKey(lines: readonly string[], verifier: string) {
  const [first = "{}", last = "{}"] = [lines[0], lines.at(-1)];
  const head = openCheckpoint((JSON.parse(last) as { checkpoint: string }).checkpoint, verifier);
  if (!head) throw new Error("the exported log has no signed head");
  const [name = ""] = verifier.split("+");
  const key = signingKeyFrom(newSecretKey());
  const own = verifierKey(name, key.publicKey);
  const header = JSON.stringify({ ...JSON.parse(first), verifier: own });
  const signed = [header, ...lines.slice(1, -1), JSON.stringify({ checkpoint: signCheckpoint(head, name, key) })];
  return { signed, own, another: signCheckpoint({ ...head, root: Buffer.alloc(head.root.length, 1) }, name, key) };
}

/** Every way of touching the exported log, at its first and last entry and some between. */
async function touchedIsFound({ probe, audit }: ClaimContext): Promise<Finding> {
  const { company, administrator, request } = await probe();
  const before = await audit.exported(company);
  await request("createTeam", { as: administrator, params: { company }, body: { name: "Logged team" } });
  const { lines, verifier, earlier } = await audit.exported(company);
  const { checkpoint } = JSON.parse(lines.at(-1) ?? "{}") as { checkpoint: string };
  const control = await audit.verify(lines, verifier, [earlier]);
  if (!control.ok) return { looked: 1, ok: false, evidence: `Its control failed: the untouched log was not found good (${control.faults[0]}).` };
  const { signed, own, another } = underOwnKey(lines, verifier);
  const isGood = (await audit.verify(signed, own, [])).ok;
  if (!isGood) return { looked: 1, ok: false, evidence: "Its control failed: the untouched log was not found good under another key." };
  const leaves = lines.flatMap((line, i) => (line.startsWith('{"leaf"') ? [i] : []));
  const missed: string[] = [];
  let looked = 0;
  const check = async (what: string, touched: readonly string[], heads: readonly string[] = []) => {
    looked++;
    if ((await audit.verify(touched, verifier, heads)).ok) missed.push(what);
  };
  const places = new Set(Array.from({ length: PLACES }, (_, k) => Math.round((k * (leaves.length - 1)) / (PLACES - 1))));
  for (const n of places) {
    const i = leaves[n] ?? 0;
    const line = lines[i] ?? "";
    await check(`entry ${n} changed`, lines.with(i, line.replace(/1(?=\d{5})/, "2")));
    await check(`entry ${n} removed`, lines.toSpliced(i, 1));
    const next = leaves[n + 1];
    if (next !== undefined) await check(`entries ${n} and ${n + 1} reordered`, lines.with(i, lines[next] ?? "").with(next, line));
    await check(`cut off before entry ${n}`, [...lines.slice(0, i), lines.at(-1) ?? ""]);
    await check(`entry ${n} twice`, lines.toSpliced(i, 0, line));
  }
  await check("the signed head removed", lines.slice(0, -1));
  looked++;
  if ((await audit.verify(signed, own, [another])).ok) missed.push("another history, signed by the right key");
  await check("taken back to what it was, as it was signed then", before.lines, [checkpoint]);
  return {
    looked,
    ok: missed.length === 0,
    evidence:
      missed.length === 0
        ? `A log of ${leaves.length} leaves, good by its public key; ${looked} touched ones (changed, removed, reordered, repeated, cut off, taken back to a signed state of before, rewritten and signed anew): all found.`
        : `Not found: ${missed.slice(0, 3).join("; ")}.`,
  };
}

/** The logs that stand here. */
async function storedIsWhole({ probe, audit }: ClaimContext): Promise<Finding> {
  const trees = [...(await audit.trees()), (await probe()).company];
  const broken: string[] = [];
  let leaves = 0;
  for (const tree of trees) {
    const found = await audit.walked(tree);
    leaves += found.leaves;
    if (!found.isWhole) broken.push(`the leaves of ${tree} do not come to its signed root`);
    if (found.kept === "inconsistent") broken.push(`the log of ${tree} has not grown from the head that was kept elsewhere`);
  }
  const elsewhere = audit.keepsElsewhere ? "each agrees with the head that was kept elsewhere" : "heads are kept nowhere else";
  return {
    looked: leaves,
    ok: broken.length === 0,
    evidence:
      broken.length === 0
        ? `${leaves} leaves of ${trees.length} logs, read anew: each log comes to its signed root; ${elsewhere}.`
        : `Not so: ${broken.join("; ")}.`,
  };
}

export const loggedActions = defineClaim({
  id: "C42",
  group: "who-can-get-in",
  source: "practices",
  sentence: {
    en: "What is done to documents is logged, with time and address.",
    fr: "Ce qui est fait aux documents est consigné, avec l'heure et l'adresse.",
  },
  clauses: [
    {
      id: "C42a",
      sentence: "Each action in a company is exactly one entry, with the time and the address that it really came from.",
      where: "instance",
      check: oneEntryEach,
    },
    { id: "C42b", sentence: "A log in which anything was changed, removed, reordered or cut off is found out.", where: "instance", check: touchedIsFound },
    { id: "C42c", sentence: "The logs that are stored here are whole.", where: "instance", check: storedIsWhole },
    { id: "C42d", sentence: "What is done to documents to be signed is logged, too.", where: "later" },
  ],
});
