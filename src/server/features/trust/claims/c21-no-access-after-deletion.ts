import { operationId } from "../../../../crypto/index.ts";
import type { ClaimContext } from "./context.ts";
import { defineClaim, type Finding } from "./define.ts";
import { newProgram } from "./programs.ts";
import { socketDies } from "./sockets.ts";

async function disabledIsOut({ probe, accounts }: ClaimContext): Promise<Finding> {
  const company = await probe();
  const person = await company.newPerson("member");
  const row = await accounts.accounts.find(person.account);
  if (!row) return { looked: 0, ok: false, evidence: "The probe's account is missing." };
  const second = await accounts.sessions.start(row, { address: "probe", userAgent: "claims, second device" });
  const sessions = [person, { ...person, token: second.token }];
  const program = await newProgram(company, person, { scopes: ["people:read"] });
  const ask = () => Promise.all([...sessions.map((as) => company.request("getAccount", { as })), program.ask("describeToken")]);
  const signIn = () => company.request("signIn", { body: { login: person.name, password: person.password }, address: "probe-disabled" });
  const before = [...(await ask()), await signIn()].map(({ status }) => status);
  // The control: all of it worked while the account did.
  if (before.some((status) => status !== 200))
    return { looked: before.length, ok: false, evidence: `Its control failed: before it was disabled the account got ${before.join(", ")}.` };
  await accounts.accounts.disable(person.account, { id: operationId(), digest: null });
  const after = [...(await ask()), await signIn()].map(({ status }) => status);
  await accounts.forgetGuesses("probe-disabled", { login: person.name });
  return {
    looked: after.length,
    ok: after.every((status) => status === 401),
    evidence: `Two sessions, a token and a fresh sign-in of a disabled account, answered ${before.join(", ")} before and ${after.join(", ")} after.`,
  };
}

async function socketGoesToo({ premises, probe, accounts }: ClaimContext): Promise<Finding> {
  const company = await probe();
  const [gone, other] = [await company.newPerson("member"), await company.newPerson("member")];
  return socketDies(premises, { ending: gone.token, staying: other.token }, () => accounts.accounts.disable(gone.account, { id: operationId(), digest: null }));
}

export const noAccessAfterDeletion = defineClaim({
  id: "C21",
  group: "how-do-i-leave",
  source: "privacy",
  sentence: {
    en: "Nobody gets in any more through an account that was deleted or disabled.",
    fr: "Plus personne n'entre par un compte supprimé ou désactivé.",
  },
  clauses: [
    { id: "C21a", sentence: "Sessions and tokens of a disabled account are dead at once.", where: "instance", check: disabledIsOut },
    { id: "C21b", sentence: "So are share links, and everything of a deleted account.", where: "later" },
    { id: "C21c", sentence: "Its open sockets are closed within a second, and no others.", where: "instance", check: socketGoesToo },
    {
      id: "C21d",
      sentence: "Who is gone from the company's directory is out with the sync that sees it: sessions and tokens at once, sockets within a second.",
      where: "lab",
    },
  ],
});
