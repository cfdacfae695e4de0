/** Signing in by a real Keycloak in a real browser: a newcomer, signing out, and new keys of the provider. */
import { randomUUID } from "node:crypto";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chromiumPath, launch, openPage } from "../../e2e/browser.ts";
import { ensureWebBuilt } from "../../e2e/web-build.ts";
import { makeFolders } from "../../harness/installation.ts";
import { type NameServer, startNameServer } from "../../harness/name-server.ts";
import { newWorld, type World } from "../../harness/world.ts";
import { fetchKeycloak, KeycloakAdministration, startKeycloak, stopKeycloak } from "../engines/index.ts";

const DOMAIN = "acme.example";
const REALM = "people";
const ALICE = { username: "alice", password: "a word of alice" };
const secret = randomUUID();

describe.skipIf(!chromiumPath)("Keycloak", () => {
  let browser: Browser;
  let world: World;
  let keycloak: KeycloakAdministration;
  let url: string;
  let names: NameServer;

  beforeAll(async () => {
    fetchKeycloak();
    ensureWebBuilt();
    [url, browser] = await Promise.all([startKeycloak(), launch()]);
    keycloak = new KeycloakAdministration(url);
    names = await startNameServer();
    world = await newWorld({ folders: makeFolders({ BASTIDE_EGRESS_ALLOW: `sign-in=${new URL(url).host}`, BASTIDE_DNS: names.address }) });
    const params = { company: world.company };
    const { id: domain, record } = await world.owner.call("addDomain", { params, body: { name: DOMAIN } });
    names.texts.set(record.name, [record.text]);
    await world.owner.call("verifyDomain", { params: { ...params, domain } });
    const user = { username: ALICE.username, email: `alice@${DOMAIN}`, emailVerified: true, firstName: "Alice", lastName: "Archer", enabled: true };
    const client = { clientId: "bastide", secret, publicClient: false, standardFlowEnabled: true, redirectUris: [`${world.server.url}/login/back`] };
    await keycloak.ask("POST", "", {
      realm: REALM,
      enabled: true,
      sslRequired: "none",
      users: [{ ...user, credentials: [{ type: "password", value: ALICE.password, temporary: false }] }],
      clients: [{ ...client, protocol: "openid-connect", attributes: { "pkce.code.challenge.method": "S256" } }],
    });
  }, 600_000);
  afterAll(async () => {
    await browser?.close();
    await world?.close();
    names?.close();
    await stopKeycloak();
  });

  const newPage = async (): Promise<Page> => (await openPage(browser, { url: world.server.url })).page;

  /** At Keycloak's own page. */
  async function showWhoOneIs(page: Page): Promise<void> {
    await page.locator("#username").fill(ALICE.username);
    await page.locator("#password").fill(ALICE.password);
    await page.locator("#kc-login").click();
  }

  /** From now on it signs by another key. */
  async function newKeys(priority: number): Promise<void> {
    const active = async () => ((await keycloak.ask("GET", `/${REALM}/keys`)) as { active: { RS256: string } }).active.RS256;
    const before = await active();
    const { id: parentId } = (await keycloak.ask("GET", `/${REALM}`)) as { id: string };
    const keys = { providerId: "rsa-generated", providerType: "org.keycloak.keys.KeyProvider", parentId };
    const config = { priority: [String(priority)], enabled: ["true"], active: ["true"] };
    await keycloak.ask("POST", `/${REALM}/components`, { name: `since ${priority}`, ...keys, config });
    expect(await active()).not.toBe(before);
  }

  const entered = (page: Page) => page.waitForURL(`**/c/${world.company}**`);

  it("lets somebody in by OpenID Connect, out, and in again without asking; also with new keys", async () => {
    const { owner, company } = world;
    const settings = { name: "Keycloak", brand: "other", issuer: `${url}/realms/${REALM}`, clientId: "bastide", clientSecret: secret } as const;
    const { id: connection } = await owner.call("createConnection", { params: { company }, body: { ...settings, newcomers: "member" } });
    expect(await owner.call("testConnection", { params: { company, connection } })).toMatchObject({ problem: null });
    await owner.call("changeConnection", { params: { company, connection }, body: { state: "on" } });

    const page = await newPage();
    await page.goto(`/login/${company}`);
    await page.getByRole("button", { name: "Continue with Keycloak" }).click();
    await showWhoOneIs(page);
    await entered(page);
    const account = await page.evaluate(async () => (await fetch("/api/account")).json());
    expect(account).toMatchObject({ companies: [{ id: company, role: "member" }] });

    expect(await page.evaluate(async () => (await fetch("/api/sessions/current", { method: "DELETE" })).status)).toBe(200);
    expect(await page.evaluate(async () => (await fetch("/api/account")).status)).toBe(401);
    await page.goto(`/login/${company}`);
    await page.getByRole("button", { name: "Continue with Keycloak" }).click();
    await entered(page);

    await newKeys(200);
    const other = await newPage();
    await other.goto(`/login/${company}`);
    await other.getByRole("button", { name: "Continue with Keycloak" }).click();
    await showWhoOneIs(other);
    await entered(other);
    expect((await owner.call("listConnections", { params: { company } })).people).toHaveLength(1);
    await owner.call("removeConnection", { params: { company, connection } });
  });

  it("lets somebody in by SAML, whom we ask by signed questions; with new keys once they are made known", async () => {
    const { owner, company } = world;
    const metadata = { url: `${url}/realms/${REALM}/protocol/saml/descriptor` };
    const { id: connection } = await owner.call("createSamlConnection", { params: { company }, body: { name: "Keycloak", newcomers: "member", metadata } });
    const { connections } = await owner.call("listConnections", { params: { company } });
    const { entityId = "", acs = "" } = connections.find(({ id }) => id === connection)?.saml ?? {};
    const [, certificate] = /<(?:\w+:)?X509Certificate>([^<]+)</.exec(await (await fetch(entityId)).text()) ?? [];
    const mapped = (name: string, attribute: string) => ({
      name,
      protocol: "saml",
      protocolMapper: "saml-user-property-mapper",
      config: { "user.attribute": attribute, "attribute.name": name, "attribute.nameformat": "Basic" },
    });
    await keycloak.ask("POST", `/${REALM}/clients`, {
      clientId: entityId,
      protocol: "saml",
      redirectUris: [acs],
      attributes: {
        "saml.client.signature": "true",
        "saml.signing.certificate": certificate,
        "saml.assertion.signature": "true",
        "saml.server.signature": "true",
        "saml.signature.algorithm": "RSA_SHA256",
        "saml.force.post.binding": "true",
        "saml.authnstatement": "true",
        saml_name_id_format: "persistent",
        saml_assertion_consumer_url_post: acs,
      },
      protocolMappers: [mapped("email", "email"), mapped("name", "firstName")],
    });
    await owner.call("changeConnection", { params: { company, connection }, body: { state: "on" } });

    const enter = async () => {
      const page = await newPage();
      await page.goto(`/login/${company}`);
      await page.getByRole("button", { name: "Continue with Keycloak" }).click();
      await showWhoOneIs(page);
      return page;
    };
    await entered(await enter());
    await newKeys(300);
    await (await enter()).getByText("Signing in this way did not work.").waitFor();
    const { connections: after } = await owner.call("listConnections", { params: { company } });
    expect(after.find(({ id }) => id === connection)?.problems[0]?.code).toBe("bad_signature");
    await owner.call("setSamlMetadata", { params: { company, connection }, body: { metadata } });
    await entered(await enter());
  });
});
