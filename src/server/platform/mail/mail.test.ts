import fc from "fast-check";
import PostalMime from "postal-mime";
import { afterEach, describe, expect, test } from "vitest";
import { type Certificate, closedPort, makeCertificate, type PeerOptions, type SmtpPeer, smtpPeer } from "../../../../tests/harness/smtp.ts";
import { type Egress, EgressRefused, written } from "../egress/index.ts";
import { type Letter, type SmtpOutcome, type SmtpServer, smtpMailer } from "./index.ts";

const certificate = makeCertificate();
let peer: SmtpPeer | undefined;
afterEach(async () => {
  await peer?.close();
  peer = undefined;
});

/** Names lead to loopback; nothing is counted. */
const egress = {
  addressOf: async (host: string) => {
    if (host === "nowhere.example") throw new EgressRefused("unknown_name");
    return { address: "127.0.0.1", others: [], family: 4, isNamed: true };
  },
} as unknown as Egress;

const letter: Letter = {
  id: "11111111-2222-8333-9444-555555555555",
  to: "lea@example.org",
  subject: "Ça marche",
  text: "Bonjour\n",
  html: "<p>Bonjour</p>",
  language: "fr",
  writtenAt: 1_790_000_000_000,
};

const server = (port: number, changes: Partial<SmtpServer> = {}): SmtpServer => ({
  host: "localhost",
  port,
  login: null,
  from: "Bastide <bastide@workspace.example>",
  tls: "opportunistic",
  authorities: certificate.cert,
  ...changes,
});

async function send(options: PeerOptions, changes: Partial<SmtpServer> = {}, prepare: (peer: SmtpPeer) => void = () => undefined) {
  peer = await smtpPeer(options);
  prepare(peer);
  const outcome = await smtpMailer(egress, server(peer.port, changes)).send(letter);
  return { outcome, letters: peer.letters };
}

describe("a connection", () => {
  test("is secured where that is offered, and the letter arrives whole", async () => {
    const { outcome, letters } = await send({ certificate });
    expect(outcome).toEqual({ state: "sent", step: "hand_over", problem: null, reply: null, protocol: "TLSv1.3" });
    const [got] = letters;
    expect(got).toMatchObject({ secure: true, subject: "Ça marche", rcpt: ["lea@example.org"], messageId: `<${letter.id}@workspace.example>` });
    expect([got?.text?.trim(), got?.html?.trim()]).toEqual(["Bonjour", "<p>Bonjour</p>"]);
    expect(got?.headers.filter(({ key }) => key === "auto-submitted" || key === "content-language").map(({ value }) => value)).toEqual([
      "auto-generated",
      "fr",
    ]);
  });

  test("without an offer goes in clear, or not at all where TLS is required", async () => {
    expect((await send({})).outcome).toMatchObject({ state: "sent", protocol: null });
    expect(peer?.letters[0]?.secure).toBe(false);
    await peer?.close();
    const { outcome, letters } = await send({}, { tls: "require-tls" });
    expect([outcome.state, outcome.step, outcome.problem, letters.length]).toEqual(["later", "secure", "no_tls", 0]);
  });

  test.each([
    ["of another name", makeCertificate("elsewhere.example"), (other: Certificate) => other.cert],
    ["of an unknown authority", makeCertificate(), () => null],
  ])("whose certificate is %s sends nothing, required or not", async (_what, other, authorities) => {
    for (const tls of ["opportunistic", "require-tls"] as const) {
      const { outcome, letters } = await send({ certificate: other }, { tls, authorities: authorities(other) });
      expect([outcome.state, outcome.step, outcome.problem, letters.length]).toEqual(["later", "secure", "bad_certificate", 0]);
      await peer?.close();
    }
  });

  test("to nobody says which step it was", async () => {
    const port = await closedPort();
    expect(await smtpMailer(egress, server(port)).send(letter)).toMatchObject({ state: "later", step: "connect", problem: "unreachable" });
    expect(await smtpMailer(egress, server(port, { host: "nowhere.example" })).send(letter)).toMatchObject({ step: "connect", problem: "unknown_name" });
  });
});

describe("signing in", () => {
  const login = { user: "bastide", password: "correct horse" };
  const as = (password: string) => ({ login: { user: login.user, password: { reveal: () => password } } });

  test("with the right password sends as that user, with another one it waits to be mended", async () => {
    expect((await send({ certificate, login }, as(login.password))).letters[0]).toMatchObject({ user: "bastide", secure: true });
    await peer?.close();
    const { outcome, letters } = await send({ certificate, login }, as("wrong"));
    expect([outcome.state, outcome.step, outcome.problem, outcome.reply, letters.length]).toEqual(["later", "sign_in", "sign_in_refused", 535, 0]);
  });

  test("is never done in clear beyond this machine", async () => {
    const far = { addressOf: async () => ({ address: "127.0.0.1", others: [], family: 4, isNamed: true }) } as unknown as Egress;
    peer = await smtpPeer({ login });
    // The one fact that differs: what the server is taken to stand on.
    const outcomes: SmtpOutcome[] = [];
    for (const isNear of [true, false]) outcomes.push(await smtpMailer(far, server(peer.port, as(login.password)), () => isNear).send(letter));
    expect(outcomes.map(({ state, problem }) => [state, problem])).toEqual([
      ["sent", null],
      ["later", "clear_password"],
    ]);
    expect(peer.letters).toHaveLength(1);
  });
});

describe("a server that says no", () => {
  test.each([
    [{ from: 550 }, "never", "sender_refused", 550],
    [{ to: 550 }, "never", "recipient_refused", 550],
    [{ to: 450 }, "later", "recipient_refused", 450],
    [{ content: 554 }, "never", "content_refused", 554],
    [{ content: 451 }, "later", "content_refused", 451],
    [{ content: "drop" }, "later", "cut_off", null],
  ] as const)("%j: %s", async (answers, state, problem, reply) => {
    const { outcome, letters } = await send({ certificate }, {}, (one) => Object.assign(one.answers, answers));
    expect([outcome.state, outcome.problem, outcome.reply, letters.length]).toEqual([state, problem, reply, 0]);
  });
});

test("no word of anybody becomes a header", async () => {
  const nasty = fc.string({ unit: fc.constantFrom("\r", "\n", "\0", ":", "<", ">", ",", ";", '"', "@", "B", "c", " ", "é", "=?", "?="), maxLength: 40 });
  const known = ["auto-submitted", "content-language", "content-type", "date", "from", "message-id", "mime-version", "subject", "to"];
  await fc.assert(
    fc.asyncProperty(nasty, nasty, async (subject, name) => {
      const raw = await written(
        { ...letter, subject: `${subject}\r\nBcc: mallory@example.org${name}`, text: name, html: name },
        "Bastide <bastide@workspace.example>",
      );
      const email = await PostalMime.parse(raw);
      expect([...new Set(email.headers.map(({ key }) => key))].sort()).toEqual(known);
      expect([email.to?.map(({ address }) => address), email.bcc, email.cc]).toEqual([["lea@example.org"], undefined, undefined]);
    }),
    { numRuns: 300 },
  );
});
