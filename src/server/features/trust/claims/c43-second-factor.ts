import { stepOfCode } from "../../factors/index.ts";
import type { ClaimContext } from "./context.ts";
import { defineClaim, type Finding } from "./define.ts";
import type { Probe, ProbePerson } from "./probe.ts";
import { codeAt, codesOf } from "./totp-codes.ts";
import { bodyOf, Visitor } from "./visitor.ts";

/** RFC 6238, appendix B, SHA-1: seconds, and the last six of the eight digits. The secret is "12345678901234567890". */
const vectors = [
  [59, "287082"],
  [1111111109, "081804"],
  [1111111111, "050471"],
  [1234567890, "005924"],
  [2000000000, "279037"],
  [20000000000, "353130"],
] as const;
const SEED = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

async function vectorsHold(): Promise<Finding> {
  const step = (seconds: number) => Math.floor(seconds / 30);
  const wrong = vectors.filter(([seconds, code]) => stepOfCode(SEED, code, seconds * 1000) !== step(seconds));
  // Controls: another digit, another time, and no code at all.
  const taken = vectors.filter(
    ([seconds, code]) =>
      stepOfCode(
        SEED,
        code.replace(/\d$/, (digit) => String((Number(digit) + 1) % 10)),
        seconds * 1000,
      ) !== undefined ||
      stepOfCode(SEED, code, (seconds + 95) * 1000) !== undefined ||
      stepOfCode(SEED, "", seconds * 1000) !== undefined,
  );
  return {
    looked: vectors.length * 4,
    ok: wrong.length === 0 && taken.length === 0,
    evidence:
      wrong.length + taken.length === 0
        ? `${vectors.length} vectors of RFC 6238: all taken; each with another digit, at another time, and none at all: all refused.`
        : `Vectors refused: ${wrong.length}; wrong codes taken: ${taken.length}.`,
  };
}

interface Armed {
  readonly person: ProbePerson;
  readonly me: Visitor;
  readonly secret: string;
  readonly recoveryCodes: readonly string[];
}

async function armed(company: Probe, address: string, now: number): Promise<Armed> {
  const person = await company.newPerson("member");
  const me = new Visitor(company, person, address, person.token);
  const { id, secret } = bodyOf<{ id: string; secret: string }>(await me.ask("startTotp", { body: {} }));
  const { recoveryCodes } = bodyOf<{ recoveryCodes: string[] }>(await me.ask("finishTotp", { params: { factor: id }, body: { code: codeAt(secret, now) } }));
  return { person, me, secret, recoveryCodes };
}

/** Signs in anew and shows this. @returns the answer's status */
async function shows(company: Probe, { person }: Armed, address: string, proof: object, password = person.password): Promise<number> {
  const at = new Visitor(company, person, address);
  const { ticket } = bodyOf<{ ticket?: string }>(await at.signIn(password));
  return ticket === undefined ? 0 : (await at.ask("finishSignIn", { body: { ticket, ...proof } })).status;
}

async function codesAreGoodOnce({ probe, clock, accounts }: ClaimContext): Promise<Finding> {
  const company = await probe();
  const address = "probe-codes";
  const one = await armed(company, address, clock.now());
  const [next = ""] = codesOf(one.secret, clock.now(), 1);
  const [first = "", second = ""] = one.recoveryCodes;
  const answers = {
    "a code that comes next": [await shows(company, one, address, { code: next }), 200],
    "the same code again": [await shows(company, one, address, { code: next }), 403],
    "a recovery code": [await shows(company, one, address, { recoveryCode: first }), 200],
    "the same recovery code again": [await shows(company, one, address, { recoveryCode: first }), 403],
    "another recovery code": [await shows(company, one, address, { recoveryCode: second }), 200],
  };
  const { recovery } = bodyOf<{ recovery: { left: number } | null }>(await one.me.ask("getSecurity"));
  await accounts.forgetGuesses(address, { account: one.person.account });
  const wrong = Object.entries(answers).filter(([, [status, wanted]]) => status !== wanted);
  const isCounted = recovery?.left === one.recoveryCodes.length - 2;
  return {
    looked: Object.keys(answers).length + 1,
    ok: wrong.length === 0 && isCounted,
    evidence:
      wrong.length === 0 && isCounted
        ? `${Object.keys(answers).length} sign-ins: each code let in once; ${recovery?.left} of ${one.recoveryCodes.length} recovery codes are left.`
        : `Not so: ${wrong.map(([what, [status]]) => `${what} was answered ${status}`).join("; ")}; recovery codes left: ${recovery?.left}.`,
  };
}

async function nothingGoesAround({ probe, clock, accounts }: ClaimContext): Promise<Finding> {
  const company = await probe();
  const address = "probe-guesses";
  const one = await armed(company, address, clock.now());
  const { path } = await accounts.credentials.makeResetLink(one.person.account);
  const password = `${one.person.password}3`;
  const at = new Visitor(company, one.person, address);
  await at.ask("redeemReset", { body: { token: path.slice(path.indexOf("token=") + "token=".length), password } });
  const { state } = bodyOf<{ state?: string }>(await at.signIn(password));
  const bare = await at.statusUnder(at.token);
  const far = codesOf(one.secret, clock.now() + 3_600_000, 11);
  const guesses: number[] = [];
  for (const code of far) guesses.push(await shows(company, one, address, { code }, password));
  const right = await shows(company, one, address, { code: codesOf(one.secret, clock.now(), 1)[0] }, password);
  const elsewhere = await shows(company, one, `${address}-2`, { code: codesOf(one.secret, clock.now(), 1)[0] }, password);
  for (const from of [address, `${address}-2`]) await accounts.forgetGuesses(from, { account: one.person.account });
  const wrong = [
    ...(state === "second_factor" && bare === 401 ? [] : [`a new password by link led to "${state}"`]),
    ...(guesses.slice(0, 10).every((status) => status === 403) && guesses[10] === 429 && right === 429
      ? []
      : [`guesses were answered ${guesses.join(", ")}, then ${right}`]),
    ...(elsewhere === 200 ? [] : [`the right code from elsewhere was answered ${elsewhere}`]),
  ];
  return {
    looked: guesses.length + 3,
    ok: wrong.length === 0,
    evidence:
      wrong.length === 0
        ? `A new password by link still asked for the code; of ${guesses.length} guesses the last was told to wait, and so was the right code from there, not from elsewhere.`
        : `Not so: ${wrong.join("; ")}.`,
  };
}

async function changesAskAgain({ probe, clock, accounts }: ClaimContext): Promise<Finding> {
  const company = await probe();
  const one = await armed(company, "probe-change", clock.now());
  // Later than showing who one is stays good; the control is that it worked at once.
  const later = accounts.sessionsIn(15 * 60_000);
  const now = await accounts.sessions.authenticate(one.me.token, { address: "probe-change", userAgent: "claims" });
  const then = await later.look(one.me.token);
  const foreign = await company.newPerson("administrator");
  const { factors } = bodyOf<{ factors: { id: string }[] }>(await one.me.ask("getSecurity"));
  const taken = await company.request("removeFactor", { as: foreign, params: { factor: factors[0]?.id ?? "" } });
  const ok = now?.isConfirmed === true && then?.isConfirmed === false && taken.status === 404;
  return {
    looked: 3,
    ok,
    evidence: ok
      ? "Right after signing in a factor may be changed; a quarter of an hour later only after showing again who one is; an administrator can't at all."
      : `Confirmed now: ${now?.isConfirmed}, later: ${then?.isConfirmed}; an administrator's removal was answered ${taken.status}.`,
  };
}

export const secondFactor = defineClaim({
  id: "C43",
  group: "who-can-get-in",
  source: "practices",
  sentence: {
    en: "Signing in can ask for a code of a second device, with recovery codes for its loss.",
    fr: "La connexion peut demander le code d'un second appareil, avec des codes de secours.",
  },
  clauses: [
    { id: "C43a", sentence: "Codes are those of RFC 6238.", where: "instance", check: vectorsHold },
    { id: "C43b", sentence: "Each code and each recovery code is good once.", where: "instance", check: codesAreGoodOnce },
    { id: "C43c", sentence: "Neither a new password nor guessing goes around it.", where: "instance", check: nothingGoesAround },
    { id: "C43d", sentence: "Who changes it shows again who he is.", where: "instance", check: changesAskAgain },
  ],
});
