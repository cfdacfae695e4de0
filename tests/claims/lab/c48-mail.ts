/** C48: letters to mail servers that offer TLS, that don't, and whose certificate proves nothing. Each keeps what it got. */
import type { Finding } from "../../../src/server/features/trust/claims/define.ts";
import type { Egress } from "../../../src/server/platform/egress/index.ts";
import { type SmtpOutcome, type SmtpServer, smtpMailer } from "../../../src/server/platform/mail/index.ts";
import { makeCertificate, type PeerOptions, smtpPeer } from "../../harness/smtp.ts";

const good = makeCertificate();
const foreign = makeCertificate("elsewhere.example");
/** Everything leads to loopback, and nothing is counted. */
const egress = { addressOf: async () => ({ address: "127.0.0.1", others: [], family: 4, isNamed: true }) } as unknown as Egress;
const letter = {
  id: "8d1b7bb2-0000-4000-8000-000000000000",
  to: "lea@example.org",
  subject: "Hello",
  text: "Hello",
  html: "<p>Hello</p>",
  language: "en",
  writtenAt: 0,
};
const login = { user: "bastide", password: "correct horse" };

interface Tried {
  readonly outcome: SmtpOutcome;
  /** What arrived: "tls", "clear" or "nothing". */
  readonly arrived: string;
  /** Somebody signed in. */
  readonly signedIn: boolean;
}

async function tried(options: PeerOptions, changes: Partial<SmtpServer> = {}, isNear = true): Promise<Tried> {
  const peer = await smtpPeer(options);
  const server: SmtpServer = {
    host: "localhost",
    port: peer.port,
    login: null,
    from: "bastide@workspace.example",
    tls: "opportunistic",
    authorities: good.cert,
    ...changes,
  };
  try {
    const outcome = await smtpMailer(egress, server, () => isNear).send(letter);
    const [got] = peer.letters;
    return { outcome, arrived: got === undefined ? "nothing" : got.secure ? "tls" : "clear", signedIn: got?.user !== undefined };
  } finally {
    await peer.close();
  }
}

const judge = (found: Readonly<Record<string, readonly [is: string, wanted: string]>>, evidence: string): Finding => {
  const wrong = Object.entries(found).filter(([, [is, wanted]]) => is !== wanted);
  return {
    looked: Object.keys(found).length,
    ok: wrong.length === 0,
    evidence: wrong.length === 0 ? evidence : `Not so: ${wrong.map(([what, [is]]) => `${what} got ${is}`).join("; ")}.`,
  };
};

export async function mailIsSecured(): Promise<Finding> {
  const offered = await tried({ certificate: good });
  // The control: the peer tells clear from TLS.
  const clear = await tried({});
  const wrongName = await tried({ certificate: foreign }, { authorities: foreign.cert });
  const unknown = await tried({ certificate: makeCertificate() });
  return judge(
    {
      "a server that offers TLS": [`${offered.arrived} ${offered.outcome.protocol}`, "tls TLSv1.3"],
      "a server that offers none": [clear.arrived, "clear"],
      "a certificate of another name": [`${wrongName.arrived} ${wrongName.outcome.problem}`, "nothing bad_certificate"],
      "a certificate of an unknown authority": [`${unknown.arrived} ${unknown.outcome.problem}`, "nothing bad_certificate"],
    },
    "4 mail servers: the one that offers TLS got the letter over TLSv1.3, the one without got it in clear, those with a wrong certificate got nothing.",
  );
}

export async function requiredIsRequired(): Promise<Finding> {
  const without = await tried({}, { tls: "require-tls" });
  const offered = await tried({ certificate: good }, { tls: "require-tls" });
  const password = { login: { user: login.user, password: { reveal: () => login.password } } };
  const far = await tried({ login }, password, false);
  const secured = await tried({ login, certificate: good }, password, false);
  return judge(
    {
      "a server without TLS": [`${without.arrived} ${without.outcome.problem}`, "nothing no_tls"],
      "a server with TLS": [offered.arrived, "tls"],
      "a password beyond this machine, in clear": [`${far.arrived} ${far.outcome.problem}`, "nothing clear_password"],
      "the same over TLS": [`${secured.arrived} ${secured.signedIn}`, "tls true"],
    },
    "4 conversations: where TLS is required, a server without it got nothing and one with it the letter; a password went out over TLS only.",
  );
}
