import { storedHashes } from "./c07-slow-password-hashes.ts";
import type { ClaimContext } from "./context.ts";
import { defineClaim, type Finding } from "./define.ts";

const LEAST_SALT = 16;

const repeated = (salts: readonly string[]): number => salts.length - new Set(salts).size;

async function saltsDiffer(context: ClaimContext): Promise<Finding> {
  const probe = await context.probe();
  // Two more of the same moment: whoever runs this alone has salts to compare as well.
  await Promise.all([probe.newPerson("member"), probe.newPerson("guest")]);
  const hashes = (await storedHashes(context)).filter((facts) => facts !== undefined);
  const salts = hashes.map(({ salt }) => salt);
  if (repeated([...salts, salts[0] ?? ""]) === repeated(salts))
    return { looked: salts.length, ok: false, evidence: "Its control failed: a repeated salt was not seen." };
  const short = hashes.filter(({ saltBytes }) => saltBytes < LEAST_SALT).length;
  const twice = repeated(salts);
  return { looked: salts.length, ok: twice === 0 && short === 0, evidence: `${salts.length} stored salts: ${twice} repeated, ${short} shorter than 128 bits.` };
}

export const saltPerUser = defineClaim({
  id: "C08",
  group: "who-can-get-in",
  source: "privacy",
  sentence: { en: "Every password has a random salt of its own.", fr: "Chaque mot de passe a son propre sel aléatoire." },
  clauses: [{ id: "C08a", sentence: "No two stored salts are equal, and none is shorter than 128 bits.", where: "instance", check: saltsDiffer }],
});
