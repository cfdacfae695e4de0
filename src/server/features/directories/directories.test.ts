import fc from "fast-check";
import { BerReader, BerWriter, EqualityFilter, FilterParser, OrFilter } from "ldapts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type DirectoryWorld, newDirectoryWorld, outcome, type Wanted } from "../../../../tests/harness/directory.ts";
import { HostileDirectory, honest, type Trick, tricks } from "../../../../tests/harness/hostile-directory.ts";
import { type NameServer, startNameServer } from "../../../../tests/harness/name-server.ts";
import { operationId } from "../../../crypto/index.ts";
import { manualClock } from "../../platform/clock/index.ts";
import { lengthOf, readReply } from "../../platform/egress/ldap-replies.ts";
import { expect as at, put } from "../../platform/records/sealed.ts";
import { Account } from "../accounts/index.ts";
import { loginFilter } from "./entries.ts";
import { EVERY } from "./syncs.service.ts";

const clock = manualClock();
let hostile: HostileDirectory;
let it: DirectoryWorld;

const wantedOf = (port: number, authorities: string): Wanted => ({
  ...{ name: "Directory", product: "openldap", host: "localhost", port, security: "tls", authorities, bindDn: "cn=service" },
  ...{ bindPassword: honest.service, base: "dc=example", filter: "(uid=*)", loginAttributes: ["uid"], newcomers: "member" },
});

beforeAll(async () => {
  hostile = await new HostileDirectory().open();
  const { plain, secure } = hostile.ports;
  it = await newDirectoryWorld([plain, secure], wantedOf(secure, hostile.certificate.cert), { clock });
});
afterAll(async () => {
  await it?.close();
  await hostile?.close();
});

/** What the administrators are told of each. */
const told: Record<Trick, string> = {
  not_ber: "bad_reply",
  cut_value: "bad_reply",
  indefinite: "bad_reply",
  trailing: "bad_reply",
  huge: "too_large",
  endless: "too_large",
  endless_pages: "too_large",
  wrong_id: "bad_reply",
  goes_away: "cut_off",
  other_operation: "bad_reply",
  referred: "referred",
  several: "several",
  no_id: "no_id",
  short_id: "no_id",
  silent: "too_slow",
  hangs_up: "cut_off",
  bind_unsure: "bind_refused",
  entry_in_bind: "bad_reply",
};

/** A clock that goes on while somebody waits. */
async function waiting<T>(work: Promise<T>): Promise<T> {
  let isOver = false;
  const ended = work.finally(() => {
    isOver = true;
  });
  while (!isOver) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    await clock.advanceAsync(500);
  }
  return ended;
}

test("the password of the service account goes to no other server than it was written for", async () => {
  const { owner, params } = it;
  const change = (body: object) => outcome(owner.call("changeDirectory", { params, body }));
  const { host, port, security } = await it.state();
  expect(await Promise.all([{ host: "evil.example" }, { port: port + 1 }, { security: security === "tls" ? "starttls" : "tls" }].map(change))).toEqual(
    Array(3).fill("invalid_request"),
  );
  expect(await change({ host, port, name: "Directory" })).toBe("allowed");
});

describe("a hostile directory", () => {
  test.each(tricks)("%s: nobody comes in, the stranger hears one code, the administrator which it was", async (trick) => {
    hostile.trick = trick;
    const before = (await it.people()).length;
    // Guesses are counted by name, and this directory knows one person by every name.
    const signIn = outcome(it.signIn(trick, honest.password));
    expect(await (trick === "silent" ? waiting(signIn) : signIn)).toBe("wrong_credentials");
    expect((await it.state()).problems).toContainEqual(
      expect.objectContaining({ code: told[trick], about: ["several", "no_id", "short_id"].includes(trick) ? trick : "" }),
    );
    expect(await it.people()).toHaveLength(before);
  });

  test("no TLS, or words in clear before it: no bind", async () => {
    hostile.trick = undefined;
    await it.change({ port: hostile.ports.plain, security: "starttls" });
    for (const [starttls, code] of [
      ["refused", "no_tls"],
      ["injects", "bad_reply"],
    ] as const) {
      hostile.starttls = starttls;
      hostile.binds.length = 0;
      expect(await outcome(it.signIn(starttls, honest.password))).toBe("wrong_credentials");
      expect([(await it.state()).problems[0]?.code, hostile.binds]).toEqual([code, []]);
    }
    hostile.starttls = "yes";
    await it.change({ port: hostile.ports.secure, security: "tls" });
  });

  test("does the same for a wrong password, for nobody and for who is disabled, and more only for who shows the right one", async () => {
    hostile.trick = undefined;
    await it.change({ groups: [{ group: "cn=staff,dc=example", role: "member" }] });
    const asked = async (login: string, password: string) => {
      hostile.asked.length = 0;
      return [await outcome(it.signIn(login, password)), ...hostile.asked];
    };
    const wrong = await asked("ada", "guess");
    expect(wrong).toEqual(["wrong_credentials", "bind", "search", "bind"]);
    hostile.isEmpty = true;
    expect(await asked("nobody", "guess")).toEqual(wrong);
    hostile.isEmpty = false;
    expect(await asked(honest.login, honest.password)).toEqual(["allowed", "bind", "search", "bind", "bind", "search"]);
    // Whatever it is asked, this directory answers with its one person: disabled, too.
    await it.change({ disabledFilter: "(locked=yes)" });
    const disabled = await asked(honest.login, honest.password);
    expect(disabled).toEqual(["wrong_credentials", "bind", "search", "search", "bind"]);
    expect(await asked("ada", "guess")).toEqual(disabled);
    hostile.isEmpty = true;
    expect(await asked("nobody", "guess")).toEqual(disabled);
    hostile.isEmpty = false;
    await it.change({ disabledFilter: null, groups: [] });
  });

  test("counts guesses at one person together, whatever he is called, and tells nobody that they were one person's", async () => {
    clock.setWall(clock.now() + 3_600_000);
    hostile.binds.length = 0;
    const tries = async (password: string, name: (at: number) => string, count: number) => {
      const answers: string[] = [];
      for (let at = 0; at < count; at++) answers.push(await outcome(it.signIn(name(at), password)));
      return new Set(answers);
    };
    expect(await tries("guess", (at) => `ada+${at}@example.org`, 15)).toEqual(new Set(["wrong_credentials"]));
    expect(hostile.binds.filter((dn) => dn.startsWith("uid=ada"))).toHaveLength(10);
    expect(await outcome(it.signIn("yet another name", honest.password))).toBe("wrong_credentials");
    // The control: as often, at nobody.
    hostile.isEmpty = true;
    expect(await tries("guess", (at) => `nobody+${at}@example.org`, 15)).toEqual(new Set(["wrong_credentials"]));
    hostile.isEmpty = false;
    clock.setWall(clock.now() + 3_600_000);
    expect(await outcome(it.signIn("yet another name", honest.password))).toBe("allowed");
  });

  test("the same directory, honest: he comes in by the right password, not by none or another, and is counted as guessing", async () => {
    hostile.trick = undefined;
    await it.signIn(honest.login, honest.password);
    expect((await it.people()).map(({ name }) => name)).toContain("Ada");
    expect((await it.world.owner.call("listIdentities")).ways).toEqual([]); // signs in, but nobody links it by hand
    hostile.binds.length = 0;
    expect(await outcome(it.signIn(honest.login, ""))).toBe("wrong_credentials");
    expect(hostile.binds).toEqual([]);
    const answers: string[] = [];
    for (let tries = 0; tries < 12; tries++) answers.push(await outcome(it.signIn(honest.login, "guess")));
    expect([answers[0], answers.at(-1)]).toEqual(["wrong_credentials", "too_many_attempts"]);
  });

  test("a sync by the schedule; one that fails takes nobody out", async () => {
    hostile.trick = "hangs_up";
    // One that began while the directory was silent.
    await waiting(it.world.services.directories.syncs.idle());
    clock.setWall(clock.now() + EVERY + 60_000);
    it.world.services.directories.syncs.wake();
    await it.world.services.directories.syncs.idle();
    expect((await it.state()).sync).toMatchObject({ state: "failed", problem: "cut_off" });
    expect((await it.people()).find(({ name }) => name === "Ada")?.state).toBe("active");
  });
});

describe("whom the directory cannot make what it says", () => {
  let names: NameServer;
  let one: DirectoryWorld;
  beforeAll(async () => {
    names = await startNameServer();
    hostile.trick = undefined;
    hostile.mail = ["ada@acme.example"];
    const { certificate, ports } = hostile;
    one = await newDirectoryWorld([ports.secure], wantedOf(ports.secure, certificate.cert), { names: names.address });
    const params = { company: one.company };
    const domain = await one.owner.call("addDomain", { params, body: { name: "acme.example" } });
    names.texts.set(domain.record.name, [domain.record.text]);
    await one.owner.call("verifyDomain", { params: { ...params, domain: domain.id } });
  });
  afterAll(async () => {
    hostile.mail = [];
    hostile.isEmpty = false;
    await one?.close();
    names?.close();
  });

  const written = async () => {
    await one.world.services.feed.idle();
    const { entries } = await one.owner.call("listAudit", { params: { company: one.company }, query: { limit: 100 } });
    return entries.map(({ action }) => action).filter((action) => action.startsWith("person."));
  };
  const ada = async () => (await one.people()).find(({ name }) => name === "Ada");

  test("an address that its bearer did not confirm: told and not tried, until he does", async () => {
    const { records, accounts } = one.world.services;
    const account = await accounts.accounts.make(
      { name: "Ada", email: "ada@acme.example", password: "correct horse battery staple" },
      { id: operationId(), digest: null },
    );
    const told = { counts: { found: 1, made: 0, blocked: 1, failed: 0 }, blocked: [{ name: "Ada", login: "ada", obstacle: "address_taken" }] };
    for (let syncs = 0; syncs < 2; syncs++) expect((await one.sync()).sync).toMatchObject(told);
    expect((await one.owner.call("tryDirectorySync", { params: one.params })).changes).toMatchObject([{ kind: "blocked", obstacle: "address_taken" }]);
    expect(await written()).toEqual([]);
    const row = await records.get(Account, { account });
    if (!row) throw new Error("no account");
    await records.commit(operationId(), [at(Account, { account }, row.version)], [put(Account, { ...row, emailConfirmedAt: 1 }, row.version + 1)]);
    expect((await one.sync()).sync).toMatchObject({ counts: { made: 1, blocked: 0, failed: 0 }, blocked: [] });
    expect(await written()).toEqual(["person.make"]);
  });

  test("the last administrator: stays and is told, until there is another one", async () => {
    const { company, owner, world } = one;
    const person = (await ada())?.id ?? "";
    await owner.call("setPersonRole", { params: { company, person }, body: { role: "administrator" } });
    const { client } = await one.signIn(honest.login, honest.password);
    await client.call("setPersonRole", { params: { company, person: owner.person }, body: { role: "member" } });
    hostile.isEmpty = true;
    const before = (await client.call("listAudit", { params: { company }, query: { limit: 100 } })).entries.length;
    const sync = async () => {
      await client.call("syncDirectory", { params: one.params, body: { gone: 1 } });
      await world.services.directories.syncs.idle();
      return (await client.call("listDirectories", { params: { company } })).directories[0]?.sync;
    };
    expect(await sync()).toMatchObject({ counts: { gone: 0, blocked: 1 }, blocked: [{ name: "Ada", login: "ada", obstacle: "last_administrator" }] });
    expect(await sync()).toMatchObject({ counts: { gone: 0, blocked: 1 } });
    const after = (await client.call("listAudit", { params: { company }, query: { limit: 100 } })).entries;
    expect(after.slice(0, after.length - before).map(({ action }) => action)).toEqual(["directory.sync", "directory.sync"]);
    await client.call("setPersonRole", { params: { company, person: owner.person }, body: { role: "administrator" } });
    expect((await one.sync(1)).sync).toMatchObject({ counts: { gone: 1, blocked: 0 }, blocked: [] });
    expect((await ada())?.state).toBe("disabled");
  });

  test("whom an administrator took out: stays out when the directory has him again, by sync and by sign-in; whom it took out itself comes back", async () => {
    const { company, owner } = one;
    hostile.isEmpty = false;
    expect((await one.sync()).sync).toMatchObject({ counts: { back: 1, blocked: 0 } });
    const person = (await ada())?.id ?? "";
    expect((await ada())?.state).toBe("active");
    await owner.call("disablePerson", { params: { company, person } });
    hostile.isEmpty = true;
    await one.sync(1);
    hostile.isEmpty = false;
    expect((await one.sync()).sync).toMatchObject({ counts: { back: 0, blocked: 1 }, blocked: [{ name: "Ada", obstacle: "taken_out" }] });
    expect(await outcome(one.signIn(honest.login, honest.password))).toBe("wrong_credentials");
    expect((await ada())?.state).toBe("disabled");
  });
});

test("any bytes are a reply or are refused by name, and end", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const message = Buffer.from([0x30, Math.min(bytes.length, 127), ...bytes]);
      try {
        if (lengthOf(message) === message.length) readReply(message);
      } catch (error) {
        expect((error as Error).name).toBe("BadReply");
      }
    }),
  );
});

/** What means something in a filter or a distinguished name, and what does not. */
const signs = ["(", ")", "*", "\\", "\0", "&", "|", "!", "=", "<", ">", "~", ":", ",", "+", '"', ";", "#", " ", "a", "2a", "é", "猫", "\u{1f600}"];

test("whatever is typed is the value that is asked for, and nothing of the filter around it", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...signs), minLength: 1, maxLength: 60 }), (login) => {
      const writer = new BerWriter();
      loginFilter(["uid", "mail"], login).write(writer);
      const sent = FilterParser.parse(new BerReader(writer.buffer));
      expect(sent).toEqual(new OrFilter({ filters: ["uid", "mail"].map((attribute) => new EqualityFilter({ attribute, value: login })) }));
    }),
  );
});
