/** C45: a company with an identity provider of our own, whose answers are then forged in one fact at a time. */
import { newSigningPair } from "../../../src/crypto/index.ts";
import { usualOptions } from "../../../src/server/features/accounts/index.ts";
import type { Finding } from "../../../src/server/features/trust/claims/define.ts";
import { systemClock } from "../../../src/server/platform/clock/index.ts";
import { testServer } from "../../harness/installation.ts";
import { ask, come, hand, newSamlStage, post, type SamlStage } from "../../harness/saml.ts";
import { attacks } from "../../harness/saml-attacks.ts";
import { encoded } from "../../harness/saml-idp.ts";
import { SsoBrowser } from "../../harness/sso.ts";

async function within(check: (stage: SamlStage) => Promise<Finding>): Promise<Finding> {
  // What lets in nobody is counted by network, and requests by address: here all of it comes from one, faster than people do.
  const accounts = { ...usualOptions, guesses: { ...usualOptions.guesses, perNetwork: 1000, perWideNetwork: 1000 } };
  let looks = 0;
  const clock = { ...systemClock, monotonic: () => systemClock.monotonic() + ++looks * 100 };
  const stage = await newSamlStage(Date.now, { accounts, clock });
  return check(stage).finally(() => stage.close());
}

/** Who has come in, by the rows that signing in makes. */
async function signedIn({ world }: SamlStage): Promise<number> {
  let count = 0;
  for (const table of ["account", "session", "identity"]) count += (await world.services.records.port.scan(table, undefined, 10_000)).rows.length;
  return count;
}

const wayOf = ({ world, connection }: SamlStage) => ({ holder: world.company, connection });

export const noForgeryLetsIn = (): Promise<Finding> =>
  within(async (stage) => {
    const { world, idp } = stage;
    const foreign = await newSigningPair("idp", 0, Date.now() + 1e10);
    const entered: string[] = [];
    let honest = 0;
    for (const { name, forge } of attacks) {
      const from = new SsoBrowser(world.server.url);
      const question = await ask(from, idp, wayOf(stage));
      const before = await signedIn(stage);
      const next = await post(question.acs, forge({ idp, question, now: Date.now(), foreign }));
      const answer = await from.refused(hand(from, next));
      if (answer !== "sso_refused" || (await signedIn(stage)) !== before) entered.push(name);
      if ((await come(stage, Date.now())).state === "signed_in") honest += 1;
    }
    const ok = entered.length === 0 && honest === attacks.length;
    const evidence = ok
      ? `${attacks.length} forged answers, each with one fact changed, the eight ways of signature wrapping among them: no sign-in, no new row; ${honest} honest ones: in.`
      : `Let in by: ${entered.join("; ") || "none"}; honest ones let in ${honest} of ${attacks.length}.`;
    return { looked: attacks.length * 2, ok, evidence };
  });

export const onceHere = (): Promise<Finding> =>
  within(async (stage) => {
    const { world, idp } = stage;
    const from = new SsoBrowser(world.server.url);
    const question = await ask(from, idp, wayOf(stage));
    const said = idp.said(question, Date.now());
    const next = await post(question.acs, encoded(idp.answer(said)));
    const other = new SsoBrowser(world.server.url);
    await ask(other, idp, wayOf(stage));
    const answers = {
      "another browser": [await other.refused(hand(other, next)), "sso_refused"],
      "the browser that asked": [await from.refused(hand(from, next)), "allowed"],
      "the same again": [await from.refused(hand(from, next)), "sso_refused"],
      "the same word to a second question": [await reused(from, idp, wayOf(stage), said.assertionId), "sso_refused"],
      "a new word": [await reused(from, idp, wayOf(stage)), "allowed"],
    };
    await world.server.close();
    const second = await testServer({ folders: world.server.folders });
    const later = new SsoBrowser(second.url);
    const restarted = {
      "the same word after a restart": [await reused(later, idp, wayOf(stage), said.assertionId), "sso_refused"],
      "a new word after a restart": [await reused(later, idp, wayOf(stage)), "allowed"],
    };
    await second.close();
    const all = Object.entries({ ...answers, ...restarted });
    const wrong = all.filter(([, [got, wanted]]) => got !== wanted);
    const evidence =
      wrong.length === 0
        ? `${all.length} answers handed in: good once in the browser that asked; in another one, a second time, and after a restart refused.`
        : `Not so: ${wrong.map(([what, [got]]) => `${what} was answered ${got}`).join("; ")}.`;
    return { looked: all.length, ok: wrong.length === 0, evidence };
  });

async function reused(from: SsoBrowser, idp: SamlStage["idp"], way: ReturnType<typeof wayOf>, assertionId?: string): Promise<string> {
  const question = await ask(from, idp, way);
  const field = encoded(idp.answer(idp.said(question, Date.now(), assertionId ? { assertionId } : {})));
  return from.refused(hand(from, await post(question.acs, field)));
}
