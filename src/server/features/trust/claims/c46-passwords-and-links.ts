import { randomUUID, tokenDigest } from "../../../../crypto/index.ts";
import { Refusal } from "../../../http/index.ts";
import { innerOperation, ResetToken } from "../../accounts/index.ts";
import type { ClaimContext } from "./context.ts";
import { defineClaim, type Finding } from "./define.ts";
import { bodyOf, codeOf, Visitor } from "./visitor.ts";

const ADDRESS = "probe-passwords";

const tokenOf = (path: string): string => path.slice(path.indexOf("token=") + "token=".length);

/** Tries passwords that must not be taken, by both ways to set one, and one that must. */
async function weakAreRefused({ probe, accounts }: ClaimContext): Promise<Finding> {
  const company = await probe();
  const person = await company.newPerson("member");
  const me = new Visitor(company, person, ADDRESS, person.token);
  const { name } = bodyOf<{ name: string }>(await company.request("getCompany", { as: company.administrator, params: { company: company.company } }));
  const weak = {
    "seven characters": "q7#vK2!",
    "a common one": "iloveyou",
    "a common one with blanks": "pass word 1",
    "the own name": person.name,
    "the workspace's name": name.padEnd(8, "1"),
    "this program's name": "bastide1",
  };
  const taken: string[] = [];
  for (const [what, next] of Object.entries(weak)) {
    const changed = codeOf(await me.ask("changePassword", { body: { current: person.password, next } }));
    const { path } = await accounts.credentials.makeResetLink(person.account);
    const reset = codeOf(await me.ask("redeemReset", { body: { token: tokenOf(path), password: next } }));
    if (changed !== "weak_password") taken.push(`${what}, changed: ${changed || "taken"}`);
    if (reset !== "weak_password") taken.push(`${what}, by link: ${reset || "taken"}`);
  }
  const long = "k".repeat(3) + randomUUID() + randomUUID();
  const good = codeOf(await me.ask("changePassword", { body: { current: person.password, next: long } }));
  if (good !== "") taken.push(`a good one of ${long.length} characters was refused: ${good}`);
  await accounts.forgetGuesses(ADDRESS, { account: person.account });
  return {
    looked: Object.keys(weak).length * 2 + 1,
    ok: taken.length === 0,
    evidence:
      taken.length === 0
        ? `${Object.keys(weak).join(", ")}: refused, as a change and by a link; one of ${long.length} characters was taken.`
        : `Not so: ${taken.join("; ")}.`,
  };
}

/** Redeems links: the latest, an older one, one twice at once, one too late. */
async function linksWorkOnce({ probe, accounts, records, clock }: ClaimContext): Promise<Finding> {
  const company = await probe();
  const person = await company.newPerson("member");
  const redeem = async (token: string) =>
    codeOf(await company.request("redeemReset", { address: ADDRESS, body: { token, password: `four quiet words ${randomUUID()}` } }));
  const older = tokenOf((await accounts.credentials.makeResetLink(person.account)).path);
  const { path, expiresAt } = await accounts.credentials.makeResetLink(person.account);
  const latest = tokenOf(path);
  const wrong: string[] = [];
  const is = (what: string, found: string, wanted: string) => {
    if (found !== wanted) wrong.push(`${what}: ${found || "taken"}`);
  };
  is("an older link", await redeem(older), "link_not_found");
  const before = await new Visitor(company, person, ADDRESS, person.token).statusUnder(person.token);
  const both = await Promise.all([redeem(latest), redeem(latest)]);
  is("two uses at once", both.sort().join(" and "), " and link_not_found");
  is("a third use", await redeem(latest), "link_not_found");
  const after = await new Visitor(company, person, ADDRESS, person.token).statusUnder(person.token);
  is("the sessions before and after", `${before}, ${after}`, "200, 401");
  is("its life", String(expiresAt - clock.now() <= 30 * 60_000), "true");
  const late = tokenOf((await accounts.credentials.makeResetLink(person.account)).path);
  const call = { origin: { address: ADDRESS, userAgent: "claims" }, operation: innerOperation(), concern: async () => undefined };
  const inHalfAnHour = accounts.credentialsIn(30 * 60_000).redeemReset(late, `four quiet words ${randomUUID()}`, call);
  is(
    "after thirty minutes",
    await inHalfAnHour.then(
      () => "",
      (error: unknown) => (error instanceof Refusal ? error.code : "another error"),
    ),
    "link_not_found",
  );
  // The control: the same link, now.
  is("the same link in time", await redeem(late), "");
  await accounts.forgetGuesses(ADDRESS, { account: person.account });
  const row = await records.raw(ResetToken, { token: tokenDigest(latest) });
  is("what is stored of it", row === undefined || JSON.stringify([row.key, row.clear]).includes(latest) ? "more than a hash" : "", "");
  return {
    looked: 9,
    ok: wrong.length === 0,
    evidence:
      wrong.length === 0
        ? "Of two uses at once one won; a third, an older link and one half an hour old were refused; every session ended; only a hash was stored."
        : `Not so: ${wrong.join("; ")}.`,
  };
}

export const passwordsAndLinks = defineClaim({
  id: "C46",
  group: "who-can-get-in",
  source: "practices",
  sentence: {
    en: "Passwords have a least length; reset links work once and for a short time.",
    fr: "Les mots de passe ont une longueur minimale ; les liens de réinitialisation servent une fois et peu de temps.",
  },
  clauses: [
    { id: "C46a", sentence: "Passwords of fewer than eight characters, common ones and names are refused.", where: "instance", check: weakAreRefused },
    {
      id: "C46b",
      sentence: "A link for a new password is good once, for thirty minutes, only the latest of its kind, and kept as a hash.",
      where: "instance",
      check: linksWorkOnce,
    },
  ],
});
