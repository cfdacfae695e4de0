import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Secret, TOTP } from "otpauth";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { exitKinds } from "../../src/contract/exit.ts";
import { asked, bastide, call, newPlace, type Place, type Serving, serve, signIn } from "./program.ts";

let place: Place;
let server: Serving;
let ownersPassword: string;
const strong = "an uncommon phrase of mine";

beforeAll(async () => {
  place = newPlace();
  ownersPassword = (await asked<{ password: string }>(place, ["user", "create", "olga", "--owner"])).password;
});
afterAll(async () => {
  await server?.end();
  place.remove();
});

describe("without a server", () => {
  test("makes an account with a password that is shown once, or a given one, which isn't shown", async () => {
    const made = await bastide(place, ["user", "create", "mia"]);
    expect(made).toMatchObject({ status: 0, stderr: "" });
    expect(made.stdout).toMatch(/^Made the account mia\.\nIts password, shown once: [a-z2-9]{5}(-[a-z2-9]{5}){3}\n$/);
    writeFileSync(join(place.root, "password"), `${strong}\n`);
    expect(await bastide(place, ["user", "create", "noa", "--email", "noa@there.example", "--password-file", "password"])).toMatchObject({
      status: 0,
      stdout: "Made the account noa.\n",
    });
    expect(await bastide(place, ["user", "create", "pia", "--password-file", "-"], { stdin: `${strong}\n` })).toMatchObject({ status: 0 });
  });

  test("brings people from elsewhere, or says line by line why not", async () => {
    const hash = "$2b$05$abcdefghijklmnopqrstuu5dz10ctvFu.r3CLIb3VTXKy6m3t57CW";
    const lines = (...people: object[]) => writeFileSync(join(place.root, "people.jsonl"), people.map((one) => `${JSON.stringify(one)}\n`).join(""));
    lines({ name: "uma", hash }, { name: "olga", hash }, { name: "vera", hash: "secret" });
    const refused = await bastide(place, ["user", "import", "people.jsonl"]);
    expect(refused).toMatchObject({ status: exitKinds.usage.status, stdout: "line 2, name: taken\nline 3, hash: unknown_hash\nNothing was made.\n" });
    lines({ name: "uma", hash });
    expect((await bastide(place, ["user", "import", "people.jsonl", "--dry-run"])).stdout).toMatch(/^Would make 1 of 1 accounts\./);
    expect((await bastide(place, ["user", "import", "people.jsonl"])).stdout).toMatch(/^Made 1 of 1 accounts\.\n1 of the hashes were made with less work/);
    expect((await bastide(place, ["user", "import", "people.jsonl"])).stdout).toMatch(/^Made 0 of 1 accounts; 1 were there already\./);
  });

  test.each([
    ["refused", ["user", "create", "OLGA"], "This name is taken."],
    ["refused", ["user", "create", "ria", "--password-file", "weak"], "too easy to guess"],
    ["usage", ["user", "create", "ria", "--password-file", "nowhere"], "can't be read"],
    ["usage", ["user", "create", "ria", "--email", "nobody"], "email"],
    ["usage", ["user", "create"], "missing required argument"],
    ["refused", ["user", "disable", "sia"], 'There is no account "sia".'],
    ["refused", ["user", "reset-link", "sia"], 'There is no account "sia".'],
    ["refused", ["user", "make-owner", "sia"], 'There is no account "sia".'],
    ["refused", ["user", "invite", "--company", "Nowhere"], 'There is no company "Nowhere".'],
    ["usage", ["user", "invite", "--company", "Nowhere", "--role", "king"], "role"],
    ["usage", ["user", "invite", "--company", "Nowhere", "--hours", "many"], "hours"],
    ["refused", ["user", "disable", "olga"], "The last one in this role can't be removed."],
  ] as const)("ends as %s: bastide %s", async (kind, args, words) => {
    writeFileSync(join(place.root, "weak"), "password1");
    const { status, stdout, stderr } = await bastide(place, args);
    expect([status, stdout]).toEqual([exitKinds[kind].status, ""]);
    expect(stderr).toContain(words);
  });
});

describe("beside a running server", () => {
  let company: string;
  let olga: string;

  beforeAll(async () => {
    server = await serve(place);
    olga = (await signIn(server.url, "olga", ownersPassword)).cookie;
    company = ((await call(server.url, "POST", "/api/companies", { name: "Acme", start: "empty" }, olga)).body as { id: string }).id;
  });

  test("the accounts of before can sign in; no first-run link is printed any more", async () => {
    expect(server.firstRun).toBeUndefined();
    expect((await signIn(server.url, "pia", strong)).status).toBe(200);
    expect((await signIn(server.url, "noa@there.example", strong)).body).toMatchObject({ account: { name: "noa", installationOwner: false } });
    expect((await call(server.url, "GET", "/api/account", undefined, olga)).body).toMatchObject({ installationOwner: true });
  });

  test("commands run inside it, over a socket that only its user may use; a second server is refused", async () => {
    expect(statSync(join(place.root, "data/bastide.sock")).mode & 0o777).toBe(0o600);
    const { password } = await asked<{ password: string }>(place, ["user", "create", "tia"]);
    expect((await signIn(server.url, "tia", password)).status).toBe(200);
    await expect(serve(place)).rejects.toMatchObject({ status: exitKinds.second_server.status, message: expect.stringContaining(`process ${server.pid}`) });
    expect((await call(server.url, "GET", "/readyz")).status).toBe(200);
    const kit = join(place.root, "kit.txt");
    writeFileSync(kit, "no kit");
    expect((await bastide(place, ["recover", "--kit", kit])).status).toBe(exitKinds.second_server.status);
    expect((await bastide(place, ["restore", "any", "--kit", kit])).status).toBe(exitKinds.refused.status);
  });

  test("an invitation lets a person in, with its channels", async () => {
    const made = await bastide(place, ["user", "invite", "--company", "Acme", "--role", "guest", "--channels", "general", "--hours", "2"]);
    expect(made).toMatchObject({ status: 0, stderr: expect.stringContaining("For one guest") });
    expect(made.stdout.startsWith(`${server.url}/invite#token=`)).toBe(true);
    const token = made.stdout.trim().split("token=")[1];
    const { cookie, body } = await call(server.url, "POST", "/api/invites/accept", { token, account: { name: "una", password: strong } });
    expect(body).toMatchObject({ name: "una", companies: [{ name: "Acme", role: "guest" }] });
    const { body: mine } = await call(server.url, "GET", `/api/companies/${company}/channels`, undefined, cookie);
    expect((mine as { channels: { name: string }[] }).channels.map(({ name }) => name)).toEqual(["general"]);
    expect((await bastide(place, ["user", "invite", "--company", "Acme", "--channels", "nothing"])).stderr).toContain('no public channel "nothing"');
  });

  test("a reset link sets a new password once and ends every session", async () => {
    const before = (await signIn(server.url, "noa", strong)).cookie;
    const made = await bastide(place, ["user", "reset-link", "noa"]);
    expect(made.stdout.startsWith(`${server.url}/reset#token=`)).toBe(true);
    const token = made.stdout.trim().split("token=")[1];
    const redeem = () => call(server.url, "POST", "/api/password-resets", { token, password: "a new uncommon phrase" });
    expect((await redeem()).status).toBe(200);
    expect((await redeem()).status).toBe(404);
    expect((await call(server.url, "GET", "/api/account", undefined, before)).status).toBe(401);
    expect((await signIn(server.url, "noa", "a new uncommon phrase")).status).toBe(200);
  });

  test("who lost every second factor gets in by the password again; who was signed in is out", async () => {
    const { cookie } = await signIn(server.url, "noa", "a new uncommon phrase");
    const begun = (await call(server.url, "POST", "/api/account/totp", {}, cookie)).body as { id: string; secret: string };
    const code = new TOTP({ secret: Secret.fromBase32(begun.secret) }).generate();
    expect((await call(server.url, "POST", `/api/account/totp/${begun.id}`, { code }, cookie)).status).toBe(200);
    const state = async () =>
      ((await call(server.url, "POST", "/api/sessions", { login: "noa", password: "a new uncommon phrase" })).body as { state: string }).state;
    expect(await state()).toBe("second_factor");
    expect(await asked(place, ["user", "remove-factors", "noa"])).toEqual({ removed: 1 });
    expect(await state()).toBe("signed_in");
    expect((await bastide(place, ["user", "remove-factors", "noa"])).stdout).toBe("noa has no second factor.\n");
  });

  test("a disabled account is out at once: session, socket, sign-in, company", async () => {
    const una = (await signIn(server.url, "una", strong)).cookie;
    const socket = await openSocket(server.url, una);
    expect(await asked(place, ["user", "disable", "una"])).toMatchObject({ companies: [{ name: "Acme", state: "disabled" }] });
    const since = performance.now();
    await socket.closed;
    expect(performance.now() - since).toBeLessThan(1000);
    expect((await call(server.url, "GET", "/api/account", undefined, una)).status).toBe(401);
    expect((await signIn(server.url, "una", strong)).status).toBe(401);
    const { body } = await call(server.url, "GET", `/api/companies/${company}/people`, undefined, olga);
    expect((body as { people: { name: string; state: string }[] }).people.find(({ name }) => name === "una")).toMatchObject({ state: "disabled" });
  });

  test("the last owner stays until there is another; a company's last administrator is told", async () => {
    expect((await bastide(place, ["user", "disable", "olga"])).status).toBe(exitKinds.refused.status);
    expect(await bastide(place, ["user", "make-owner", "pia"])).toMatchObject({ status: 0, stdout: "pia runs the installation now.\n" });
    const disabled = await bastide(place, ["user", "disable", "olga"]);
    expect(disabled).toMatchObject({
      status: 0,
      stdout: "Disabled olga.\n",
      stderr: expect.stringContaining('user invite --company "Acme" --role administrator'),
    });
    expect((await call(server.url, "GET", "/api/account", undefined, olga)).status).toBe(401);
  });

  test("SIGTERM ends it well; the socket goes with it", async () => {
    expect(await server.end()).toBe(0);
    expect(() => statSync(join(place.root, "data/bastide.sock"))).toThrow();
  });
});

async function openSocket(url: string, cookie: string): Promise<{ closed: Promise<void> }> {
  const { default: WebSocket } = await import("ws");
  const socket = new WebSocket(`${url.replace("http", "ws")}/api/socket`, { headers: { cookie, origin: url } });
  await new Promise((resolve, reject) => socket.once("message", resolve).once("error", reject));
  return { closed: new Promise((resolve) => socket.once("close", () => resolve())) };
}
