import fc from "fast-check";
import { BerReader, BerWriter, EqualityFilter, FilterParser, OrFilter } from "ldapts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type DirectoryWorld, newDirectoryWorld, outcome } from "../../../../tests/harness/directory.ts";
import { HostileDirectory, honest, type Trick, tricks } from "../../../../tests/harness/hostile-directory.ts";
import { manualClock } from "../../platform/clock/index.ts";
import { lengthOf, readReply } from "../../platform/egress/ldap-replies.ts";
import { loginFilter } from "./entries.ts";
import { EVERY } from "./syncs.service.ts";

const clock = manualClock();
let hostile: HostileDirectory;
let it: DirectoryWorld;

beforeAll(async () => {
  hostile = await new HostileDirectory().open();
  const { plain, secure } = hostile.ports;
  const settings = { product: "openldap", host: "localhost", port: secure, security: "tls", authorities: hostile.certificate.cert } as const;
  const search = { bindDn: "cn=service", bindPassword: honest.service, base: "dc=example", filter: "(uid=*)", loginAttributes: ["uid"] };
  it = await newDirectoryWorld([plain, secure], { name: "Directory", ...settings, ...search, newcomers: "member" }, { clock });
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
    expect((await it.state()).problems).toContainEqual(expect.objectContaining({ code: told[trick], about: trick }));
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
