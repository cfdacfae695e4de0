/**
 * For every proven claim a module that breaks it, as a product somewhere really did: after it exactly that claim turns red.
 * A replacement is the module's own text with one place changed; it reaches child processes of the tests only.
 */
export interface Sabotage {
  /** The claim that must fail, and no other. */
  readonly claim: string;
  readonly breaks: string;
  /** From the project's root. */
  readonly module: string;
  /** Clauses of the lab that are run under it, where not all of the claim's need be. */
  readonly lab?: readonly string[];
  /** Each must stand in the module. */
  readonly change: readonly (readonly [from: string, to: string])[];
}

export const sabotages: readonly Sabotage[] = [
  {
    claim: "C01",
    breaks: "the program reports to its maker when it starts",
    lab: ["C01a"],
    module: "src/server/config/build.ts",
    change: [
      ['import { readFileSync } from "node:fs";', 'import { readFileSync } from "node:fs";\nimport { connect } from "node:net";\nlet told = false;'],
      [
        "export function buildInfo(): BuildInfo {",
        'export function buildInfo(): BuildInfo {\n  if (!told) connect(443, "192.0.2.1").on("error", () => undefined).unref();\n  told = true;',
      ],
    ],
  },
  {
    claim: "C06",
    breaks: "an e-mail address is needed to sign up",
    module: "src/contract/accounts.ts",
    change: [["email: z.email().optional()", "email: z.email()"]],
  },
  {
    claim: "C07",
    breaks: "passwords are hashed with a thousandth of the work",
    module: "src/server/features/accounts/passwords/argon2.ts",
    change: [["{ memoryCost: memory, timeCost: passes,", "{ memoryCost: 64, timeCost: 1,"]],
  },
  {
    claim: "C08",
    breaks: "the salt is a constant of the program",
    module: "src/server/features/accounts/passwords/argon2.ts",
    change: [["salt: randomBytes(SALT_BYTES) }", "salt: Buffer.alloc(SALT_BYTES, 7) }"]],
  },
  {
    claim: "C09",
    breaks: "rows are authenticated but not encrypted",
    module: "src/crypto/xaes.ts",
    change: [
      // What lies in the search index stays sealed: of that C16 speaks.
      [
        "decipher.setAAD(aad);",
        'const inIndex = Buffer.from(aad).includes("index");\n  decipher.setAAD(inIndex ? aad : Buffer.concat([aad, sealed.subarray(0, end)]));',
      ],
      ["decipher.update(sealed.subarray(0, end))", "(inIndex ? decipher.update(sealed.subarray(0, end)) : Buffer.from(sealed.subarray(0, end)))"],
      ["cipher.setAAD(aad);", 'const inIndex = Buffer.from(aad).includes("index");\n  cipher.setAAD(inIndex ? aad : Buffer.concat([aad, plaintext]));'],
      ["cipher.update(plaintext)", "inIndex ? cipher.update(plaintext) : plaintext"],
    ],
  },
  {
    claim: "C09",
    breaks: "the log at debug holds what requests said",
    module: "src/server/http/server.ts",
    change: [["      if (!endpoint.form) requireSameSite(", "      request.log.debug({ body: request.body });\n      if (!endpoint.form) requireSameSite("]],
  },
  {
    claim: "C09",
    breaks: "what a document of the search index is lies in clear beside its tokens",
    module: "src/server/platform/records/sealed.ts",
    change: [
      [
        "return (await this.#rows.seal({ ...put(record, fields), ...(owners ? { owners } : {}) })).envelope;",
        `const { envelope } = await this.#rows.seal({ ...put(record, fields), ...(owners ? { owners } : {}) });
    const { channel = null, file = null } = fields as { channel?: unknown; file?: unknown };
    const clear = Buffer.from(JSON.stringify({ channel, file }).padEnd(120));
    return Buffer.concat([envelope, clear]);`,
      ],
      ["clear: [], version: 1, envelope });", "clear: [], version: 1, envelope: envelope.subarray(0, envelope.length - 120) });"],
    ],
  },
  {
    claim: "C10",
    breaks: "a column for a note in clear",
    module: "src/server/platform/records/sqlite/statements.ts",
    change: [
      [
        '"version INTEGER NOT NULL CHECK (version > 0)", "envelope BLOB NOT NULL", `PRIMARY',
        '"version INTEGER NOT NULL CHECK (version > 0)", "envelope BLOB NOT NULL", "note TEXT", `PRIMARY',
      ],
    ],
  },
  {
    claim: "C10",
    breaks: "a column for a note in the search index",
    module: "src/server/platform/search-index/sqlite-fts/fts.ts",
    change: [["  beside BLOB NOT NULL\n) STRICT;", "  beside BLOB NOT NULL,\n  note TEXT\n) STRICT;"]],
  },
  {
    claim: "C10",
    breaks: "objects are named by words",
    module: "src/server/features/files/segments.ts",
    change: [
      ["({ company, person, upload }: Place, segment: number) =>", '({ company, person, upload }: Place, number: number, segment = "part-" + number) =>'],
    ],
  },
  { claim: "C11", breaks: "the seal does not bind the row's version", module: "src/crypto/aad.ts", change: [["  integer(place.version);\n", ""]] },
  {
    claim: "C12",
    breaks: "root is made without the configuration part",
    module: "src/crypto/root.ts",
    change: [["const parts = [database, installation, configuration,", "const parts = [database, installation, installation,"]],
  },
  {
    claim: "C14",
    breaks: "chunks of files are authenticated but not encrypted",
    module: "src/crypto/stream.ts",
    change: [
      [
        "const ciphertext = cipher.update(chunk);\n    cipher.final();",
        "cipher.setAAD(chunk);\n    const ciphertext = Buffer.from(chunk);\n    cipher.final();",
      ],
      [
        "const plaintext = decipher.update(bytes.subarray(0, end));",
        "decipher.setAAD(bytes.subarray(0, end));\n      const plaintext = Buffer.from(bytes.subarray(0, end));",
      ],
    ],
  },
  {
    claim: "C14",
    breaks: "a chunk's place in its file is not sealed with it",
    module: "src/crypto/stream.ts",
    change: [["  nonce.writeBigUInt64BE(BigInt(index), 3);\n", ""]],
  },
  {
    claim: "C14",
    breaks: "bytes of a file are handed to whoever knows its id",
    module: "src/server/features/files/files.service.ts",
    change: [
      [
        "const { row, version } = await openVersion(actor, channel, file, number);\n      const place",
        'const row = await records.find(File, { company: actor.company, channel, file });\n      if (!row) throw new Refusal("file_not_found");\n      const version = await records.find(FileVersion, { company: actor.company, channel, file, number: number ?? row.current });\n      if (version?.state !== "kept") throw new Refusal("file_not_found");\n      const place',
      ],
    ],
  },
  {
    claim: "C14",
    breaks: "whoever may write somewhere copies any file there",
    module: "src/server/features/files/copy.ts",
    change: [
      [
        "const { row, version } = await door.openVersion(actor, channel, file);",
        'const row = await records.find(File, { company: actor.company, channel, file });\n    const version = row && (await records.find(FileVersion, { company: actor.company, channel, file, number: row.current }));\n    if (!version) throw new Refusal("file_not_found");',
      ],
      ["import type { Door,", 'import { File, FileVersion } from "./files.records.ts";\nimport type { Door,'],
    ],
  },
  {
    claim: "C14",
    breaks: "a share link goes on after it was ended",
    module: "src/server/features/shares/shares.service.ts",
    change: [["!isOpen(row, isGoingOn)) throw", '(!isOpen(row, isGoingOn) && row.state !== "revoked")) throw']],
  },
  {
    claim: "C20",
    breaks: "the bytes of a file outlive it",
    module: "src/server/features/files/trash.service.ts",
    change: [
      [
        'if (upload.state === "ended") await removeBytes(d.objects, upload);',
        'if (upload.state === "ended" && upload.file === null) await removeBytes(d.objects, upload);',
      ],
    ],
  },
  {
    claim: "C20",
    breaks: "the text that was drawn out of a file outlives it",
    module: "src/server/features/files/previews.service.ts",
    change: [['state: "purged", text: "" }', 'state: "done" }']],
  },
  {
    claim: "C20",
    breaks: "the small pictures of a file outlive it",
    module: "src/server/features/files/previews.service.ts",
    change: [['state: "purged", image: "", pixelsWide: 0, pixelsHigh: 0 }', 'state: "made" }']],
  },
  {
    claim: "C20",
    breaks: "the keys of an erased channel outlive it",
    module: "src/server/features/erasures/erasures.service.ts",
    change: [['    await records.keys.erase(company, [ownerOf.channel(channel), { kind: "index", id: channel }]);\n', ""]],
  },
  {
    claim: "C16",
    breaks: "the index holds the words themselves",
    module: "src/server/features/search/scopes.ts",
    change: [['Buffer.from(blindToken(key, "search", term), "base64url")', "Buffer.concat([Buffer.from(term), Buffer.alloc(8)])"]],
  },
  {
    claim: "C16",
    breaks: "private channels share the company's key",
    module: "src/server/features/search/scopes.ts",
    change: [["channel === null ? index : await", "channel !== undefined ? index : await"]],
  },
  {
    claim: "C16",
    breaks: "what is deleted stays in the index",
    module: "src/server/features/search/indexer.ts",
    // Of erased channels C20 speaks.
    change: [["[removal(gone[i], one, unwanted[i]?.scope)]", "[removal({ ...gone[i], tokens: [], words: [] }, one, unwanted[i]?.scope)]"]],
  },
  {
    claim: "C16",
    breaks: "nobody says what the index gives away",
    module: "src/server/features/trust/claims/c16-leakage.ts",
    change: [["  recovered,\n", "  recovered: [],\n"]],
  },
  {
    claim: "C21",
    breaks: "a session outlives the account that it belongs to",
    module: "src/server/features/accounts/accounts.policy.ts",
    change: [["  isActive(account) &&\n  session.epoch === account.epoch &&\n", "  (session.epoch === account.epoch || !isActive(account)) &&\n"]],
  },
  {
    claim: "C21",
    breaks: "sockets of a disabled account stay open",
    module: "src/server/realtime/gateway.ts",
    change: [['if (own !== except) end(connection, "signed_out");', 'if (own !== except && session !== null) end(connection, "signed_out");']],
  },
  {
    claim: "C21",
    breaks: "who is gone from the directory is told, and not taken out",
    lab: ["C21d"],
    module: "src/server/features/directories/follower.ts",
    change: [
      ["await this.#p.takeOut(holder, known.person, operation)", "null"],
      ["      await this.#p.endReaching(known.account, holder);\n", ""],
    ],
  },
  {
    claim: "C28",
    breaks: "tokens come from JavaScript's own generator",
    module: "src/crypto/random.ts",
    change: [["prefix + drawBytes(32).toString", "prefix + Buffer.from(Array.from({ length: 32 }, () => Math.floor(Math.random() * 256))).toString"]],
  },
  {
    claim: "C29",
    breaks: "the company of a path reaches the store unparsed",
    module: "src/server/http/dispatch.ts",
    change: [["const company = Id.safeParse(", 'const company = ((data: unknown) => ({ success: typeof data === "string", data: data as string }))(']],
  },
  {
    claim: "C29",
    breaks: "the name of a file is put into a header as people gave it",
    module: "src/server/http/content.ts",
    change: [['const ascii = saved.replace(/[^\\x20-\\x7e]|["\\\\%]/g, "_");', "const ascii = name;"]],
  },
  {
    claim: "C30",
    breaks: "messages are set as markup",
    module: "src/web/features/messages/message-text.tsx",
    change: [["<Markdown text={text} company={company} />", "<div ref={(it) => { if (it) it.innerHTML = text; }} />"]],
  },
  {
    claim: "C33",
    breaks: "any origin may open a socket",
    module: "src/server/http/cross-site.ts",
    change: [["  return headers.origin === undefined ?", "  return origins.length > 0 || headers.origin === undefined ?"]],
  },
  {
    claim: "C33",
    breaks: "every suite that the library knows is spoken",
    lab: ["C33a"],
    module: "src/server/config/tls.ts",
    change: [["const ciphers = [", 'const ciphers = [\n  "ALL:@SECLEVEL=0",']],
  },
  {
    claim: "C35",
    breaks: "the scan does not look at comparisons of secrets",
    module: "tools/lint/config.ts",
    change: [['"bastide/constant-time-compare": "error"', '"bastide/constant-time-compare": "off"']],
  },
  {
    claim: "C37",
    breaks: "the answer about the role is not waited for",
    module: "src/server/http/dispatch.ts",
    change: [
      [
        'if (companyRoles.indexOf(person.role) < companyRoles.indexOf(access.role)) throw new Refusal("not_allowed");',
        'if (companyRoles.indexOf(Promise.resolve(person.role) as never) > companyRoles.indexOf(access.role)) throw new Refusal("not_allowed");',
      ],
    ],
  },
  {
    claim: "C37",
    breaks: "a token made for one thing may do everything",
    module: "src/server/http/token-grant.ts",
    change: [["\n  requireScope(token, ", "\n  void (token, "]],
  },
  {
    claim: "C37",
    breaks: "an administrator opens every private channel and direct message",
    module: "src/server/features/channels/channels.policy.ts",
    change: [
      ['(channel.kind === "public" && actor.role !== "guest"));', '(channel.kind === "public" && actor.role !== "guest") || actor.role === "administrator");'],
    ],
  },
  {
    claim: "C37",
    breaks: "a company that somebody is not in is told apart from one that is not there",
    module: "src/server/features/companies/companies.service.ts",
    change: [['? "connection_needed" : "company_not_found";', '|| (await d.records.get(Company, { company })) ? "connection_needed" : "company_not_found";']],
  },
  {
    claim: "C38",
    breaks: "a token's value is kept in its name",
    module: "src/server/features/tokens/tokens.service.ts",
    change: [["const fields = { ...row, name, teams,", "const fields = { ...row, name: name + value, teams,"]],
  },
  {
    claim: "C38",
    breaks: "a token's teams are shown and not asked for",
    module: "src/server/http/token-grant.ts",
    change: [["!token || token.teams === null || (team", "!token || token.teams !== undefined || (team"]],
  },
  {
    claim: "C38",
    breaks: "a token goes on after its time",
    module: "src/server/features/tokens/tokens.policy.ts",
    change: [["now < endOf(row, mostDays) ?", "now > 0 ?"]],
  },
  {
    claim: "C38",
    breaks: "a token that only writes reads what it is answered",
    module: "src/server/http/dispatch.ts",
    change: [["!actor || mayReadReply(actor, endpoint) ?", "!actor || actor ?"]],
  },
  {
    claim: "C39",
    breaks: "a session that its owner ended goes on",
    module: "src/server/features/accounts/accounts.routes.ts",
    change: [["      await sessions.end(actor.account, session, operation);\n      if (session", "      if (session"]],
  },
  {
    claim: "C39",
    breaks: "the socket of a session that its owner ended stays open",
    module: "src/server/realtime/gateway.ts",
    change: [['if (own !== except) end(connection, "signed_out");', 'if (own !== except && session === null) end(connection, "signed_out");']],
  },
  {
    claim: "C40",
    breaks: "a role changes and the token stays",
    module: "src/server/features/accounts/sessions.service.ts",
    change: [["(account.rotation ?? 0) + 1", "account.rotation"]],
  },
  {
    claim: "C41",
    breaks: "the company's idle limit is shown and not kept",
    module: "src/server/features/accounts/index.ts",
    change: [["  idle: Math.min(usual.idle, idle),", "  idle: Math.max(usual.idle, idle),"]],
  },
  {
    claim: "C42",
    breaks: "only what succeeded is logged",
    module: "src/server/features/audit/audit.service.ts",
    change: [["append(tree, leaf).catch(", 'if (result === "done") append(tree, leaf).catch(']],
  },
  {
    claim: "C42",
    breaks: "forwarding headers are believed whoever sends them",
    module: "src/server/http/server.ts",
    change: [["trustProxy: d.isTrustedProxy ?", "trustProxy: d.log ? true : d.isTrustedProxy ?"]],
  },
  {
    claim: "C42",
    breaks: "a log that was cut off is as good as a whole one",
    module: "src/server/features/audit/audit.verify.ts",
    change: [["if (signed.size > size) this.#fault(", "if (signed.size > size) String("]],
  },
  {
    claim: "C42",
    breaks: "what is hashed is not what is stored",
    module: "src/server/features/audit/audit.writer.ts",
    change: [["frontier.append(hashOfLeaf(leaf))", "frontier.append(hashOfLeaf({ ...leaf, result: null }))"]],
  },
  {
    claim: "C43",
    breaks: "a code is good for minutes",
    module: "src/server/features/factors/totp.ts",
    change: [["const DRIFT = 1;", "const DRIFT = 5;"]],
  },
  {
    claim: "C43",
    breaks: "who signed in once changes his second factor for as long as he stays",
    module: "src/server/features/accounts/sessions.shown.ts",
    change: [["isConfirmed: now < confirmedUntil(session),", "isConfirmed: now < confirmedUntil(session) + 86_400_000,"]],
  },
  {
    claim: "C43",
    breaks: "recovery codes are never used up",
    module: "src/server/features/factors/recovery-codes.ts",
    change: [["{ ...row, digests, left: digests.length }", "{ ...row }"]],
  },
  {
    claim: "C43",
    breaks: "a code is taken twice",
    module: "src/server/features/factors/factors.service.ts",
    change: [["if (step <= current.last)", "if (step < 0)"]],
  },
  {
    claim: "C07",
    breaks: "hashes from elsewhere count as slow, however little work is in them",
    module: "src/server/features/accounts/passwords/imported.ts",
    change: [["read.cost >= floors.bcrypt : read.rounds >= floors[read.hash]", "read.cost > 0 : read.rounds > 0"]],
  },
  {
    claim: "C07",
    breaks: "hashes from elsewhere stay as they came",
    module: "src/server/features/accounts/credentials.service.ts",
    change: [["if (!hasher.isOutdated(credential.phc)) return;", 'if (!hasher.isOutdated(credential.phc) || !credential.phc.startsWith("$argon2")) return;']],
  },
  {
    claim: "C40",
    breaks: "another e-mail address leaves the token as it was",
    module: "src/server/features/accounts/emails.service.ts",
    change: [["mailLanguage: link.language, rotation: (found.rotation ?? 0) + 1 };", "mailLanguage: link.language, rotation: found.rotation };"]],
  },
  {
    claim: "C46",
    breaks: "a link for a new password is good until its time is over",
    module: "src/server/features/accounts/credentials.service.ts",
    change: [['put(ResetLink, { ...made, state: "used" }', "put(ResetLink, { ...made }"]],
  },
  {
    claim: "C46",
    breaks: "any password will do",
    module: "src/server/features/accounts/passwords/strength.ts",
    change: [["  if (problem) throw", '  if (problem === "too_short") throw']],
  },
  {
    claim: "C48",
    breaks: "letters go in clear though TLS is offered and required",
    module: "src/server/platform/egress/smtp.ts",
    change: [['requireTLS: server.tls === "require-tls",', "ignoreTLS: true,"]],
  },
  {
    claim: "C54",
    breaks: "the index leaves out a page",
    module: "src/server/features/trust/docs-index.ts",
    change: [["  const [first] = pages;", "  const [first, , ...others] = pages;\n  pages = first ? [first, ...others] : [];"]],
  },
  {
    claim: "C44",
    breaks: "a token is decoded and its signature never verified",
    lab: ["C44a"],
    module: "src/server/features/connections/oidc.ts",
    change: [["    oidc.enableNonRepudiationChecks(config);\n", ""]],
  },
  {
    claim: "C44",
    breaks: "an address that the provider does not confirm is taken for the person's",
    lab: ["C44a"],
    module: "src/server/features/connections/oidc.ts",
    change: [["  return verified === true ? address : null;", "  return address;"]],
  },
  {
    claim: "C44",
    breaks: "Google is believed about domains that it does not host",
    lab: ["C44d"],
    module: "src/server/features/connections/oidc.ts",
    change: [['(hd === domain || domain === "gmail.com")', '(hd === domain || domain !== "")']],
  },
  {
    claim: "C44",
    breaks: "any of Microsoft's tenants is let in, private accounts too",
    lab: ["C44d"],
    module: "src/server/features/connections/oidc.ts",
    change: [
      ["tenant === undefined || !connection.tenants.includes(tenant)", "tenant === undefined"],
      ["connection.tenants.length > 0 && !connection.tenants.includes(String(token.tid))", "connection.tenants.length > 99"],
    ],
  },
  {
    claim: "C44",
    breaks: "a session of one company's provider enters the account's other companies",
    lab: ["C44b"],
    module: "src/server/features/companies/companies.service.ts",
    change: [["    if (actor.reach !== undefined && actor.reach !== company) return undefined;\n", ""]],
  },
  {
    claim: "C44",
    breaks: "a name that leads inside is connected to",
    lab: ["C44c"],
    module: "src/server/platform/egress/egress.ts",
    change: [["addresses.some(isInternal)", "addresses.every((one) => isInternal(one) && one === bare)"]],
  },
  {
    claim: "C45",
    breaks: "an answer is taken whomever it was meant for",
    lab: ["C45a"],
    module: "src/server/features/connections/saml/response.ts",
    change: [['  if (restrictions.length === 0 || !restrictions.every(isForUs)) throw new SamlProblem("audience");\n', ""]],
  },
  {
    claim: "C45",
    breaks: "comments are let through, and split a name",
    lab: ["C45a"],
    module: "src/server/features/connections/saml/xml.ts",
    change: [["/<[!?]/.test(text)", "/<[?]/.test(text)"]],
  },
  {
    claim: "C45",
    breaks: "what a provider said is taken again",
    lab: ["C45b"],
    module: "src/server/features/connections/saml/saml.provider.ts",
    change: [['    if (!(await this.#p.ways.spendAnswer(row.connection, handed.assertion, handed.expiresAt))) throw new ProviderProblem("replayed");\n', ""]],
  },
];
