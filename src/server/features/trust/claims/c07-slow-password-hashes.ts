import { Credential, meetsFloor, type PasswordHashFacts, readPasswordHash } from "../../accounts/index.ts";
import type { ClaimContext } from "./context.ts";
import { defineClaim, type Finding } from "./define.ts";
import { rowsOf } from "./scan/rows.ts";

/** RFC 9106 §3.1 and ASVS 5.0: bytes of a stored hash. */
const LEAST_HASH = 16;

/** The facts of every stored password hash, the probe's included; undefined for one that isn't Argon2id. */
export async function storedHashes({ records, probe, pace, signal }: ClaimContext): Promise<(PasswordHashFacts | undefined)[]> {
  await probe();
  const facts: (PasswordHashFacts | undefined)[] = [];
  for await (const row of rowsOf(records, Credential, pace, signal)) facts.push(readPasswordHash((await records.open(Credential, row)).phc));
  return facts;
}

const isSlow = (facts: PasswordHashFacts | undefined): facts is PasswordHashFacts => facts !== undefined && meetsFloor(facts) && facts.hashBytes >= LEAST_HASH;

/** What must not pass: no PHC string, another algorithm, too little work. */
const weak = [
  "",
  "secret",
  "$2b$12$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW",
  "$pbkdf2-sha256$i=1000$c2FsdHNhbHRzYWx0c2FsdA$aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNoaGFzaGhhc2g",
  "$argon2id$v=19$m=1024,t=1,p=1$c2FsdHNhbHRzYWx0c2FsdA$aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNoaGFzaGhhc2g",
];

async function storedSlow(context: ClaimContext): Promise<Finding> {
  if (weak.some((phc) => isSlow(readPasswordHash(phc)))) return { looked: weak.length, ok: false, evidence: "Its control failed: a weak hash passed." };
  const hashes = await storedHashes(context);
  const bad = hashes.filter((facts) => !isSlow(facts)).length;
  const kinds = new Set(hashes.filter(isSlow).map(({ memory, passes, lanes }) => `m=${memory} KiB, t=${passes}, p=${lanes}`));
  return {
    looked: hashes.length,
    ok: bad === 0,
    evidence: `${hashes.length} stored password hashes read: ${bad} below the floor of ASVS 5.0; ${kinds.size > 0 ? `the others Argon2id with ${[...kinds].join("; ")}` : "none above it"}.`,
  };
}

export const slowPasswordHashes = defineClaim({
  id: "C07",
  group: "who-can-get-in",
  source: "both",
  sentence: {
    en: "Passwords are stored only as salted slow hashes.",
    fr: "Les mots de passe ne sont gardés que comme empreintes lentes et salées.",
  },
  clauses: [
    {
      id: "C07a",
      sentence: "Every stored password is an Argon2id hash with parameters at or above OWASP ASVS 5.0, appendix C.",
      where: "instance",
      check: storedSlow,
    },
  ],
});
