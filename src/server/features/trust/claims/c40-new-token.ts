import { equalDigests } from "../../../../crypto/index.ts";
import type { ClaimContext } from "./context.ts";
import { defineClaim, type Finding } from "./define.ts";
import { codeAt, codesOf } from "./totp-codes.ts";
import { bodyOf, Visitor } from "./visitor.ts";

const ADDRESS = "probe-tokens";

async function rotates({ probe, clock, accounts }: ClaimContext): Promise<Finding> {
  const company = await probe();
  const person = await company.newPerson("member");
  const me = new Visitor(company, person, ADDRESS, person.token);
  const kept: string[] = [];
  const changed: string[] = [];
  let status = 200;
  /** What happens, and that the token before it is dead afterwards, and the present one alive. */
  const step = async (name: string, does: () => Promise<unknown>) => {
    const before = me.token;
    await does();
    changed.push(name);
    const [old, now] = [await me.statusUnder(before), await me.statusUnder(me.token)];
    const isSame = equalDigests(me.token, before);
    if (isSame || old !== 401 || now !== 200) kept.push(`${name} (${isSame ? "the same token" : `old ${old}, new ${now}`})`);
    status = now;
  };
  await step("sign-in", () => me.signIn());
  const password = `${person.password}2`;
  await step("password", () => me.ask("changePassword", { body: { current: person.password, next: password } }));
  await step("role", async () => {
    await company.request("setPersonRole", {
      as: company.administrator,
      params: { company: company.company, person: person.actor.person },
      body: { role: "administrator" },
    });
    await me.ask("renewSession");
  });
  await step("e-mail address", async () => {
    const token = await accounts.emails.issueLink(person.account, `${company.newName()}@example.org`, "en");
    await me.ask("confirmEmail", { body: { token } });
    await me.ask("renewSession");
  });
  const { id, secret } = bodyOf<{ id: string; secret: string }>(await me.ask("startTotp", { body: {} }));
  await step("second factor set up", () => me.ask("finishTotp", { params: { factor: id }, body: { code: codeAt(secret, clock.now()) } }));
  await step("second factor shown", async () => {
    const { ticket } = bodyOf<{ ticket: string }>(await me.signIn(password));
    const [code] = codesOf(secret, clock.now(), 1);
    // The ticket is a token, too, and must open nothing.
    if ((await me.statusUnder(ticket)) !== 401) kept.push("the ticket of an unfinished sign-in");
    await me.ask("finishSignIn", { body: { ticket, code } });
  });
  await accounts.forgetGuesses(ADDRESS, { login: person.name });
  return {
    looked: changed.length,
    ok: kept.length === 0 && status === 200,
    evidence:
      kept.length === 0
        ? `${changed.length} events (${changed.join(", ")}): each time another token, the one before answered 401.`
        : `Kept or not taken away: ${kept.join("; ")}.`,
  };
}

export const newToken = defineClaim({
  id: "C40",
  group: "who-can-get-in",
  source: "practices",
  sentence: {
    en: "A session gets a new token whenever its rights change.",
    fr: "Une session reçoit un nouveau jeton chaque fois que ses droits changent.",
  },
  clauses: [
    {
      id: "C40a",
      sentence: "Sign-in, second factor, password, role and e-mail address each bring a new token, and the old one is dead at once.",
      where: "instance",
      check: rotates,
    },
  ],
});
