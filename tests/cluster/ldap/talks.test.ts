import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type DirectorySettings, Talks } from "../../../src/server/features/directories/index.ts";
import { type Installation, openInstallation } from "../../../src/server/installation.ts";
import { systemClock } from "../../../src/server/platform/clock/index.ts";
import { Egress, type LdapRefused } from "../../../src/server/platform/egress/index.ts";
import { makeFolders } from "../../harness/installation.ts";
import { makeCertificate } from "../../harness/smtp.ts";
import { base, dnOf, groupOf, ldifOf, people, type Slapd, service, startSlapd } from "./slapd.ts";

/** Names that would end a filter or a distinguished name which is put together as text. */
const hostile = ["*", "a*", "ada)(uid=*", "ada)(|(uid=*", "ada\\2a", "*)(objectClass=*", 'o\'neill, "the" <one>; +1=2 \\ #', "(ada)", "zoë & 猫"];
const many = 1600;

let slapd: Slapd;
const folders = makeFolders();
let core: Installation;
let settings: DirectorySettings;
let talks: Talks;

beforeAll(async () => {
  const entries = [
    ldifOf({ uid: "ada", name: "Ada Lovelace", password: "ada's own", mail: "ada@example.org" }),
    ...hostile.map((uid) => ldifOf({ uid, name: `Name of ${uid}`, password: `${uid} own` })),
    ...Array.from({ length: many }, (_, at) => ldifOf({ uid: `person${at}`, name: `Person ${at}` })),
  ];
  slapd = await startSlapd(entries.join("\n"));
  slapd.change(groupOf("staff", ["ada", ...hostile]));
  const { plain, secure } = slapd.ports;
  const allow = [plain, secure].flatMap((port) =>
    ["127.0.0.1", "localhost"].map((host) => ({ purpose: "directory" as const, kind: "peer" as const, host, port })),
  );
  core = await openInstallation({ config: folders.config, clock: systemClock });
  const egress = new Egress({ records: core.records, clock: systemClock, allow, dns: [] });
  talks = new Talks(egress, systemClock);
  settings = {
    ...{ product: "openldap", host: "localhost", port: secure, security: "tls", authorities: slapd.authorities },
    ...{ bindDn: service.dn, bindPassword: service.password, base: people, filter: "(objectClass=inetOrgPerson)" },
    ...{ loginAttributes: ["uid", "mail"], groupRule: "member_of", disabledFilter: null },
  };
});
afterAll(async () => {
  await core?.close();
  folders.remove();
  await slapd?.stop();
});

const fault = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "nothing",
    (error: unknown) => (error as LdapRefused).code ?? String(error),
  );

const anyone = async () => true;

describe("the conversation", () => {
  test("TLS from the first byte and by StartTLS; another authority, another name and no TLS are refused", async () => {
    expect(await talks.signIn(settings, "ada", "ada's own", [], anyone)).toMatchObject({ name: "Ada Lovelace", login: "ada", email: "ada@example.org" });
    expect(await talks.signIn({ ...settings, port: slapd.ports.plain, security: "starttls" }, "ada@example.org", "ada's own", [], anyone)).toMatchObject({
      login: "ada",
    });
    expect(await fault(talks.signIn({ ...settings, authorities: makeCertificate().cert }, "ada", "ada's own", [], anyone))).toBe("bad_certificate");
    expect(await fault(talks.signIn({ ...settings, authorities: null }, "ada", "ada's own", [], anyone))).toBe("bad_certificate");
    expect(await fault(talks.signIn({ ...settings, port: slapd.ports.plain }, "ada", "ada's own", [], anyone))).toMatch(/tls_failed|cut_off/);
  });

  test("a wrong password, an empty one, a wrong service account", async () => {
    expect(await talks.signIn(settings, "ada", "ada's", [], anyone)).toBeUndefined();
    expect(await talks.signIn(settings, "ada", "", [], anyone)).toBeUndefined();
    expect(await talks.signIn(settings, "nobody", "ada's own", [], anyone)).toBeUndefined();
    expect(await fault(talks.signIn({ ...settings, bindPassword: "x" }, "ada", "ada's own", [], anyone))).toBe("service_account");
  });

  test("hostile names find their own entry and nobody else's", async () => {
    for (const uid of hostile) {
      expect(await talks.signIn(settings, uid, `${uid} own`, [], anyone), uid).toMatchObject({ login: uid, dn: expect.any(String) });
      expect(await talks.signIn(settings, uid, "ada's own", [], anyone), uid).toBeUndefined();
    }
  });

  test("everybody, over the server's own limit, with groups", async () => {
    const staff = `cn=staff,ou=groups,${base}`;
    const found = await talks.everybody(settings, [staff]);
    expect(found).toHaveLength(many + hostile.length + 1);
    expect(new Set(found.map(({ subject }) => subject)).size).toBe(found.length);
    expect(
      found
        .filter(({ groups }) => groups.includes(staff))
        .map(({ login }) => login)
        .sort(),
    ).toEqual(["ada", ...hostile].sort());
    const listed = await talks.everybody({ ...settings, groupRule: "listed" }, [staff]);
    expect(listed.filter(({ groups }) => groups.includes(staff))).toHaveLength(hostile.length + 1);
    expect(await talks.signIn(settings, "ada", "ada's own", [staff], anyone)).toMatchObject({ groups: [staff] });
    expect(await talks.signIn({ ...settings, groupRule: "listed" }, "ada", "ada's own", [staff], anyone)).toMatchObject({ groups: [staff] });
  });

  test("locked by an administrator is disabled; locked by wrong guesses is not", async () => {
    const lock = (uid: string, time: string) =>
      slapd.change(`dn: ${dnOf(uid)}\nchangetype: modify\nreplace: pwdAccountLockedTime\npwdAccountLockedTime: ${time}\n`);
    lock("person1", "000001010000Z");
    lock("person2", "20260101000000Z");
    const found = await talks.everybody(settings, []);
    expect(found.filter(({ isDisabled }) => isDisabled).map(({ login }) => login)).toEqual(["person1"]);
    const custom = await talks.everybody({ ...settings, disabledFilter: "(uid=person3)" }, []);
    expect(custom.filter(({ isDisabled }) => isDisabled).map(({ login }) => login)).toEqual(["person1", "person3"]);
  });
});
