import { operationId } from "../../../../crypto/index.ts";
import type { ClaimContext } from "./context.ts";
import { defineClaim, type Finding } from "./define.ts";
import { newProgram } from "./programs.ts";

/** Milliseconds that an open socket may outlive the account. */
const SOCKET_LIFE = 1000;

async function disabledIsOut({ premises, probe, accounts }: ClaimContext): Promise<Finding> {
  const company = await probe();
  const person = await company.newPerson("member");
  const row = await accounts.accounts.find(person.account);
  if (!row) return { looked: 0, ok: false, evidence: "The probe's account is missing." };
  const second = await accounts.sessions.start(row, { address: "probe", userAgent: "claims, second device" });
  const sessions = [person, { ...person, token: second.token }];
  const program = await newProgram(company, person, { scopes: ["people:read"] });
  const ask = () => Promise.all([...sessions.map((as) => company.request("getAccount", { as })), program.ask("describeToken")]);
  const signIn = () => company.request("signIn", { body: { login: person.name, password: person.password }, address: "probe-disabled" });
  const listener = premises.listener();
  const socket = await listener?.askForSocket({ origin: listener.origin, cookie: `bastide=${person.token}; __Host-bastide=${person.token}` });
  const before = [...(await ask()), await signIn()].map(({ status }) => status);
  // The control: all of it worked while the account did.
  if (before.some((status) => status !== 200) || (socket && socket.status !== 101))
    return {
      looked: before.length,
      ok: false,
      evidence: `Its control failed: before it was disabled the account got ${before.join(", ")}${socket ? ` and its socket ${socket.status}` : ""}.`,
    };
  const isClosed = socket?.closedWithin(SOCKET_LIFE);
  await accounts.accounts.disable(person.account, { id: operationId(), digest: null });
  const after = [...(await ask()), await signIn()].map(({ status }) => status);
  await accounts.forgetGuesses("probe-disabled", { login: person.name });
  const socketIsDead = (await isClosed) ?? true;
  socket?.end();
  const ok = after.every((status) => status === 401) && socketIsDead;
  const shown = socket
    ? ` The open socket was ${socketIsDead ? "closed within" : "still open after"} ${SOCKET_LIFE} ms.`
    : " No server listens here, so no socket was tried.";
  return {
    looked: after.length + (socket ? 1 : 0),
    ok,
    evidence: `Two sessions, a token and a fresh sign-in of a disabled account, answered ${before.join(", ")} before and ${after.join(", ")} after.${shown}`,
  };
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
    { id: "C21a", sentence: "Sessions, tokens and open sockets of a disabled account are dead at once.", where: "instance", check: disabledIsOut },
    { id: "C21b", sentence: "So are share links, and everything of a deleted account.", where: "later" },
  ],
});
