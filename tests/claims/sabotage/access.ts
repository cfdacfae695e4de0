/** Who gets in, what he may do there, what he may send, and how it is written down. */
import type { Sabotage } from "./define.ts";

export const access: readonly Sabotage[] = [
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
];
