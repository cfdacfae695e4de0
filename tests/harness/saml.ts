/** A company whose people come in by an identity provider of our own. */
import { makeFolders, type TestOptions } from "./installation.ts";
import { type NameServer, startNameServer } from "./name-server.ts";
import { encoded, type Question, type Said, SamlIdp } from "./saml-idp.ts";
import { DOMAIN, SsoBrowser } from "./sso.ts";
import { newWorld, type World } from "./world.ts";

export interface SamlStage {
  readonly world: World;
  readonly names: NameServer;
  readonly idp: SamlIdp;
  readonly connection: string;
  close(): Promise<void>;
}

/** @param now of the server's clock */
export async function newSamlStage(now: () => number, options: TestOptions = {}): Promise<SamlStage> {
  const [names, idp] = await Promise.all([startNameServer(), SamlIdp.make("https://idp.example/saml", now())]);
  const world = await newWorld({ ...options, folders: makeFolders({ BASTIDE_DNS: names.address }) });
  const connection = await connect(world, idp);
  const domain = await world.owner.call("addDomain", { params: { company: world.company }, body: { name: DOMAIN } });
  names.texts.set(domain.record.name, [domain.record.text]);
  await world.owner.call("verifyDomain", { params: { company: world.company, domain: domain.id } });
  const close = () => world.close().finally(() => names.close());
  return { world, names, idp, connection, close };
}

export async function connect(world: World, idp: SamlIdp): Promise<string> {
  const params = { company: world.company };
  const made = await world.owner.call("createSamlConnection", { params, body: { name: "Acme", newcomers: "member", metadata: { xml: idp.metadata() } } });
  await world.owner.call("changeConnection", { params: { ...params, connection: made.id }, body: { state: "on" } });
  return made.id;
}

export async function ask(from: SsoBrowser, idp: SamlIdp, way: { holder: string; connection: string }): Promise<Question & { url: string }> {
  const { url } = await from.client.call("startConnection", { body: way });
  return { ...idp.asked(url), url };
}

/** As the provider's page has a browser do it: from another site, so without cookies. @returns where that goes next */
export async function post(acs: string, field: string): Promise<URL> {
  const headers = { origin: "https://idp.example", "sec-fetch-site": "cross-site" };
  const reply = await fetch(acs, { method: "POST", redirect: "manual", headers, body: new URLSearchParams({ SAMLResponse: field, RelayState: "" }) });
  if (reply.status !== 303 || reply.headers.getSetCookie().length > 0) throw new Error(`${reply.status} ${await reply.text()}`);
  return new URL(reply.headers.get("location") ?? "", acs);
}

export const hand = (to: SsoBrowser, next: URL) => to.client.call("finishConnection", { body: { answer: next.search.slice(1) } });

/** The whole way with an honest answer. */
export async function come({ world, idp, connection }: SamlStage, now: number, otherwise: Partial<Said> = {}, from = new SsoBrowser(world.server.url)) {
  const question = await ask(from, idp, { holder: world.company, connection });
  return hand(from, await post(question.acs, encoded(idp.answer(idp.said(question, now, otherwise)))));
}
