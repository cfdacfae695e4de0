import { pbkdf2 } from "../../../../crypto/index.ts";
import {
  Credential,
  type ImportedHash,
  isImportedStrong,
  meetsFloor,
  type PasswordHashFacts,
  readImportedHash,
  readPasswordHash,
} from "../../accounts/index.ts";
import type { ClaimContext } from "./context.ts";
import { defineClaim, type Finding } from "./define.ts";
import { rowsOf } from "./scan/rows.ts";
import { bodyOf, codeOf, Visitor } from "./visitor.ts";

/** RFC 9106 §3.1 and ASVS 5.0: bytes of a stored hash. */
const LEAST_HASH = 16;

interface Stored {
  /** Undefined for one that isn't Argon2id. */
  readonly facts: PasswordHashFacts | undefined;
  /** As it came from elsewhere: nobody has signed in by it yet. */
  readonly imported: ImportedHash | undefined;
}

async function storedPasswords({ records, probe, pace, signal }: ClaimContext): Promise<Stored[]> {
  await probe();
  const stored: Stored[] = [];
  for await (const row of rowsOf(records, Credential, pace, signal)) {
    const { phc } = await records.open(Credential, row);
    stored.push({ facts: readPasswordHash(phc), imported: readImportedHash(phc) });
  }
  return stored;
}

/** The facts of every stored Argon2id hash, the probe's included. */
export const storedHashes = async (context: ClaimContext): Promise<(PasswordHashFacts | undefined)[]> =>
  (await storedPasswords(context)).map(({ facts }) => facts);

const isSlow = (facts: PasswordHashFacts | undefined): facts is PasswordHashFacts => facts !== undefined && meetsFloor(facts) && facts.hashBytes >= LEAST_HASH;

/** What must not pass: no PHC string, another algorithm, too little work. */
const weak = [
  "",
  "secret",
  "$2b$05$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW",
  "$pbkdf2-sha256$i=1000$c2FsdHNhbHRzYWx0c2FsdA$aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNoaGFzaGhhc2g",
  "$argon2id$v=19$m=1024,t=1,p=1$c2FsdHNhbHRzYWx0c2FsdA$aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNoaGFzaGhhc2g",
];

async function storedSlow(context: ClaimContext): Promise<Finding> {
  const passes = (text: string) => {
    const imported = readImportedHash(text);
    return isSlow(readPasswordHash(text)) || (imported !== undefined && isImportedStrong(imported));
  };
  if (weak.some(passes)) return { looked: weak.length, ok: false, evidence: "Its control failed: a weak hash passed." };
  const stored = await storedPasswords(context);
  const waiting = stored.flatMap(({ imported }) => imported ?? []);
  const hashes = stored.filter(({ imported }) => !imported).map(({ facts }) => facts);
  const bad = hashes.filter((facts) => !isSlow(facts)).length;
  const kinds = new Set(hashes.filter(isSlow).map(({ memory, passes, lanes }) => `m=${memory} KiB, t=${passes}, p=${lanes}`));
  const weakOnes = waiting.filter((one) => !isImportedStrong(one)).length;
  const elsewhere =
    waiting.length > 0
      ? ` ${waiting.length} came from elsewhere and wait for their first sign-in, ${weakOnes} of them below that floor; who signs in or sets a new password has Argon2id from then on.`
      : "";
  return {
    looked: stored.length,
    ok: bad === 0 && weakOnes === 0,
    evidence: `${hashes.length} stored password hashes read: ${bad} below the floor of ASVS 5.0; ${kinds.size > 0 ? `the others Argon2id with ${[...kinds].join("; ")}` : "none above it"}.${elsewhere}`,
  };
}

const ADDRESS = "probe-imported";
/** What somebody typed elsewhere; the bcrypt hash below is of it. */
const typed = "violet-harbour-tram-49";
const salt = Buffer.from("Xq3kP9sLw2Vd");
/** Of bcrypt, with cost 5, by libxcrypt; and of 72 letters and more, of which it saw 72. */
const bcryptOne = "$2b$05$abcdefghijklmnopqrstuu5dz10ctvFu.r3CLIb3VTXKy6m3t57CW";
const bcryptLong = "$2b$05$X0LWkIwA48/HPVP9H16cOuf8ZStqlDYSJ0up/RnlFQL15pkxmkQ2S";

/** Brings accounts from elsewhere, signs each in, and looks at what is stored then. */
async function importedBecomeSlow({ probe, accounts, records }: ClaimContext): Promise<Finding> {
  const company = await probe();
  const value = (await pbkdf2("sha256", typed, salt, 1000, 32)).toString("base64");
  const long = (await pbkdf2("sha512", typed, salt, 1000, 64)).toString("base64");
  const brought = {
    "PBKDF2 of Django": `pbkdf2_sha256$1000$${salt}$${value}`,
    "PBKDF2 as a PHC string": `$pbkdf2-sha512$i=1000$${salt.toString("base64").replace(/=+$/, "")}$${long.replace(/=+$/, "")}`,
    bcrypt: bcryptOne,
  };
  const wrong: string[] = [];
  const comes = async (hash: string) => {
    const name = company.newName();
    await accounts.accounts.importOne({ name, hash });
    const account = (await accounts.accounts.findByLogin(name)) ?? "";
    const at = new Visitor(company, { ...company.administrator, name }, ADDRESS);
    const stored = async () => (await records.find(Credential, { account, kind: "password" }))?.phc ?? "";
    return { at, stored, forget: () => accounts.forgetGuesses(ADDRESS, { login: name }) };
  };
  for (const [kind, hash] of Object.entries(brought)) {
    const { at, stored, forget } = await comes(hash);
    // The control: another password, after which it stands as it came.
    const refused = codeOf(await at.signIn(`${typed}x`));
    const before = await stored();
    const { state } = bodyOf<{ state?: string }>(await at.signIn(typed));
    await forget();
    if (refused !== "wrong_credentials" || before !== hash) wrong.push(`${kind} with another password: ${refused || "let in"}`);
    if (state !== "signed_in") wrong.push(`${kind} did not let in`);
    if (!isSlow(readPasswordHash(await stored()))) wrong.push(`${kind} stayed as it was`);
  }
  const cut = await comes(bcryptLong);
  const told = codeOf(await cut.at.signIn(`${"a".repeat(72)} and something else`));
  await cut.forget();
  if (told !== "reset_needed") wrong.push(`a password beyond 72 bytes: ${told || "let in"}`);
  const looked = Object.keys(brought).length * 3 + 1;
  return {
    looked,
    ok: wrong.length === 0,
    evidence:
      wrong.length === 0
        ? `${Object.keys(brought).join(", ")}: the right password let in, and Argon2id stood there afterwards; another one did neither; of a password beyond bcrypt's 72 bytes it was told to set a new one.`
        : `Not so: ${wrong.join("; ")}.`,
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
      sentence:
        "Every stored password is a slow hash with parameters at or above OWASP ASVS 5.0, appendix C: Argon2id, or PBKDF2 or bcrypt from elsewhere that waits for its first sign-in.",
      where: "instance",
      check: storedSlow,
    },
    {
      id: "C07b",
      sentence: "Hashes from elsewhere (PBKDF2, bcrypt) verify and become Argon2id at sign-in; what bcrypt would leave out is told, not cut.",
      where: "instance",
      check: importedBecomeSlow,
    },
  ],
});
