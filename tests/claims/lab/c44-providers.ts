/** C44: a company with a provider of our own, which tells the truth and then lies about one fact at a time. */
import type { Finding } from "../../../src/server/features/trust/claims/define.ts";
import { lies } from "../../harness/lies.ts";
import { connect, manners, speak } from "../../harness/manners.ts";
import { newSso, person, type Sso } from "../../harness/sso.ts";

let people = 0;
const somebody = () => person(`lab${++people}`);

async function within(check: (sso: Sso) => Promise<Finding>): Promise<Finding> {
  const sso = await newSso();
  return check(sso).finally(() => sso.close());
}

/** Who has come in, by the rows that signing in makes. */
async function signedIn({ world }: Sso): Promise<number> {
  let count = 0;
  for (const table of ["account", "session", "identity"]) count += (await world.services.records.port.scan(table, undefined, 10_000)).rows.length;
  return count;
}

export const noLieLetsIn = (): Promise<Finding> =>
  within(async (sso) => {
    const entered: string[] = [];
    let told = 0;
    for (const [name, lie] of Object.entries(lies)) {
      const claims = somebody();
      const browser = sso.browser();
      const before = await signedIn(sso);
      sso.provider.twist = lie(sso.provider);
      const answer = await browser.refused(sso.signIn(claims, browser));
      if (answer !== "sso_refused" || (await signedIn(sso)) !== before) entered.push(name);
      sso.provider.twist = {};
      if ((await sso.signIn(claims)).state === "signed_in") told += 1;
    }
    const browser = sso.browser();
    const { url } = await browser.client.call("startConnection", { body: sso.way });
    const answer = sso.provider.authorize(url, somebody());
    const elsewhere = await sso.browser().refused(sso.browser().client.call("finishConnection", { body: { answer } }));
    const first = await browser.refused(browser.client.call("finishConnection", { body: { answer } }));
    const again = await browser.refused(browser.client.call("finishConnection", { body: { answer } }));
    const isOnce = elsewhere === "sso_refused" && first === "allowed" && again === "sso_refused";
    const count = Object.keys(lies).length;
    return {
      looked: count * 2 + 3,
      ok: entered.length === 0 && told === count && isOnce,
      evidence:
        entered.length === 0 && told === count && isOnce
          ? `${count} lies of a provider, each with one fact changed: no sign-in, no new row; ${told} times the same told rightly: in. An answer was good once, in its own browser.`
          : `Let in by: ${entered.join("; ") || "none"}; told rightly ${told} of ${count}; an answer elsewhere, first, again: ${elsewhere}, ${first}, ${again}.`,
    };
  });

export const onlyByItsRules = (): Promise<Finding> =>
  within(async (sso) => {
    const entered: string[] = [];
    let looked = 0;
    let told = 0;
    for (const [name, manner] of Object.entries(manners)) {
      const way = await connect(sso, manner);
      for (const lie of Object.keys(manner.lies)) {
        const claims = somebody();
        const browser = sso.browser();
        const before = await signedIn(sso);
        speak(sso, manner, lie);
        if ((await browser.refused(sso.signIn(claims, browser, way))) !== "sso_refused" || (await signedIn(sso)) !== before) entered.push(`${name}: ${lie}`);
        // The control: the same person, told rightly.
        speak(sso, manner);
        if ((await browser.refused(sso.signIn(claims, sso.browser(), way))) === "allowed") told += 1;
        looked += 1;
      }
    }
    const ok = entered.length === 0 && told === looked;
    return {
      looked: looked * 2,
      ok,
      evidence: ok
        ? `${looked} lies about hosted domain, tenant, its issuer and who checked the address, by the rules of Google and Microsoft: no sign-in, no new row; ${told} times the same told rightly: in.`
        : `Let in by: ${entered.join("; ") || "none"}; told rightly ${told} of ${looked}.`,
    };
  });

export const noFurther = (): Promise<Finding> =>
  within(async (sso) => {
    const browser = sso.browser();
    const done = await sso.signIn(somebody(), browser);
    const account = done.state === "signed_in" ? done.account.id : "";
    const other = await sso.world.newCompany("Elsewhere", account);
    const { call } = browser.client;
    const whole = await sso.world.callerOf(account, other);
    const answers = {
      "its own company": [await browser.refused(call("getCompany", { params: { company: sso.company } })), "allowed"],
      "another company of the account": [await browser.refused(call("getCompany", { params: { company: other } })), "company_not_found"],
      "the account's sessions": [await browser.refused(call("listSessions")), "not_allowed"],
      "a second factor": [await browser.refused(call("startTotp", { body: {} })), "not_allowed"],
      "another link": [await browser.refused(call("startLink", { body: sso.way })), "not_allowed"],
      "the other company with a password": [await whole.call("getCompany", { params: { company: other } }).then(() => "allowed"), "allowed"],
    };
    const wrong = Object.entries(answers).filter(([, [got, wanted]]) => got !== wanted);
    return {
      looked: Object.keys(answers).length,
      ok: wrong.length === 0,
      evidence:
        wrong.length === 0
          ? "A session that a company's provider began opened that company; another company of the same account, its sessions, factors and links were refused."
          : `Not so: ${wrong.map(([what, [got]]) => `${what} was answered ${got}`).join("; ")}.`,
    };
  });

export const onlyNamedPeers = (): Promise<Finding> =>
  within(async (sso) => {
    const params = { company: sso.company };
    const problemAt = async (issuer: string) => {
      const { id } = await sso.administrator.call("createConnection", { params, body: { name: "Inner", brand: "other", issuer, clientId: "x" } });
      return (await sso.administrator.call("testConnection", { params: { ...params, connection: id } })).problem;
    };
    sso.names.addresses.set("inner.example", "10.0.0.7");
    const asked = {
      "https://127.0.0.1:1": "not_public",
      "https://[::ffff:127.0.0.1]:1": "not_public",
      "https://169.254.169.254": "not_public",
      "https://inner.example": "not_public",
      "http://198.51.100.1": "not_public",
      [sso.provider.issuer]: null,
    };
    const wrong: string[] = [];
    for (const [issuer, wanted] of Object.entries(asked)) {
      const got = await problemAt(issuer);
      if (got !== wanted) wrong.push(`${issuer}: ${got}`);
    }
    const { peers } = await sso.administrator.call("listEgress");
    const counted = peers.find(({ host, purpose }) => host === "127.0.0.1" && purpose === "sign-in" && sso.provider.peer.startsWith(host));
    const reached = [...sso.provider.asked.values()].reduce((sum, count) => sum + count, 0);
    const isCounted = peers.some(({ port, connections }) => sso.provider.peer.endsWith(`:${port}`) && connections === reached);
    return {
      looked: Object.keys(asked).length + peers.length,
      ok: wrong.length === 0 && isCounted && counted !== undefined,
      evidence:
        wrong.length === 0 && isCounted
          ? `${Object.keys(asked).length - 1} inner addresses, one of them behind a name: not connected to. The provider that the operator named saw ${reached} requests, and the ledger counts as many.`
          : `Not so: ${wrong.join("; ") || "none"}; the provider saw ${reached} requests, the ledger has ${JSON.stringify(peers.map(({ port, connections }) => [port, connections]))}.`,
    };
  });
