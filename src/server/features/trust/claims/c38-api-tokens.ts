import { limits, tokenScopes } from "../../../../contract/index.ts";
import { equalDigests, tokenDigest } from "../../../../crypto/index.ts";
import { ApiToken, ApiTokenHash } from "../../tokens/index.ts";
import { writingReadsNothing } from "./c38-only-writing.ts";
import type { ClaimContext } from "./context.ts";
import { defineClaim, type Finding } from "./define.ts";
import type { ProbeReply } from "./probe.ts";
import { newProgram } from "./programs.ts";
import { bodyOf, codeOf } from "./visitor.ts";

const DAY = 86_400_000;
const SECOND = 1000;

async function ofOneTeam({ probe }: ClaimContext): Promise<Finding> {
  const company = await probe();
  const { administrator: as } = company;
  const params = { company: company.company };
  const made = async (endpoint: "createTeam" | "createChannel" | "openDirect", body: object) =>
    bodyOf<{ id: string }>(await company.request(endpoint, { as, params, body })).id;
  const [teamA, teamB] = [await made("createTeam", { name: "A" }), await made("createTeam", { name: "B" })];
  const mate = await company.newPerson("member");
  const channelOf = (team: string, name: string) => made("createChannel", { name: `${name}-${team.slice(0, 8)}`, kind: "public", team });
  const own = await channelOf(teamA, "of-a");
  const others = [await channelOf(teamB, "of-b"), company.channel, await made("openDirect", { people: [mate.actor.person] })];
  const scopes = tokenScopes.filter((scope) => !scope.startsWith("directs"));
  const ofA = await newProgram(company, as, { teams: [teamA], scopes });
  const whole = await newProgram(company, as, { scopes: [...tokenScopes] });
  const wrong: string[] = [];
  let looked = 0;
  const asks = [
    ["getChannel", {}],
    ["listMessages", {}],
    ["listChannelMembers", {}],
    ["listPins", {}],
    ["postMessage", { body: { text: "by a program" } }],
    ["getMessage", { params: { message: "1" } }],
  ] as const;
  for (const [endpoint, request] of asks) {
    const at = (channel: string) => ({ ...request, params: { ...params, channel, ...("params" in request ? request.params : {}) } });
    for (const channel of others) {
      looked++;
      const refused = codeOf(await ofA.ask(endpoint, at(channel)));
      if (refused !== "channel_not_found") wrong.push(`${endpoint} elsewhere: ${refused || "let in"}`);
      // The control: the same request bears fruit with a token of the whole company.
      const control = codeOf(await whole.ask(endpoint, at(channel)));
      if (control === "channel_not_found") wrong.push(`${endpoint}: its control was refused`);
    }
    const inside = codeOf(await ofA.ask(endpoint, at(own)));
    if (inside === "channel_not_found") wrong.push(`${endpoint} in its own team: ${inside}`);
  }
  const ids = (reply: ProbeReply, list: "channels" | "teams" | "people") => (bodyOf<Record<string, { id: string }[]>>(reply)[list] ?? []).map(({ id }) => id);
  const lists = [
    ids(await ofA.ask("listMyChannels", { params }), "channels"),
    ids(await ofA.ask("browseChannels", { params, body: {} }), "channels"),
    ids(await ofA.ask("listTeams", { params }), "teams"),
    ids(await ofA.ask("listPeople", { params }), "people"),
  ];
  looked += lists.length;
  if (JSON.stringify(lists) !== JSON.stringify([[own], [own], [teamA], [as.actor.person]])) wrong.push("its lists show more than its team, or less");
  if (codeOf(await ofA.ask("listTeamMembers", { params: { ...params, team: teamB } })) !== "team_not_found") wrong.push("the other team answers");
  return {
    looked,
    ok: wrong.length === 0,
    evidence:
      wrong.length === 0
        ? `${looked} requests of a token of one team: another team, the company at large and a direct message answered as if they weren't there, its own team did; a token of the whole company reached all of them.`
        : `Not so: ${wrong.join("; ")}.`,
  };
}

async function endsInTime({ probe, tokens }: ClaimContext): Promise<Finding> {
  const company = await probe();
  const { administrator: as } = company;
  const params = { company: company.company };
  const person = await company.newPerson("member");
  const wrong: string[] = [];
  let looked = 0;
  const lives = async (what: string, value: string, ahead: number, expected: boolean) => {
    looked++;
    if ((await tokens.isAlive(value, ahead)) !== expected) wrong.push(`${what}: ${expected ? "over" : "alive"}`);
  };
  for (const days of [1, limits.tokenDays.usual]) {
    const { value } = await newProgram(company, person, { scopes: ["people:read"], days });
    await lives(`a second before the end of ${days} days`, value, days * DAY - SECOND, true);
    await lives(`a second after the end of ${days} days`, value, days * DAY + SECOND, false);
  }
  const usual = await newProgram(company, person, { scopes: ["people:read"] });
  await lives("without a choice, after 91 days", usual.value, (limits.tokenDays.usual + 1) * DAY, false);
  const set = (mostDays: number) => company.request("setTokenPolicy", { as, params, body: { mostDays } });
  try {
    await set(2);
    await lives("a company's maximum of 2 days, after 1", usual.value, DAY, true);
    await lives("a company's maximum of 2 days, after 3", usual.value, 3 * DAY, false);
  } finally {
    await set(limits.tokenDays.most);
  }
  const before = (await usual.ask("describeToken")).status;
  await company.request("revokeToken", { as: person, params: { ...params, token: usual.id } });
  const after = (await usual.ask("describeToken")).status;
  looked += 2;
  if (before !== 200 || after !== 401) wrong.push(`revoked: ${before} before, ${after} after`);
  return {
    looked,
    ok: wrong.length === 0,
    evidence:
      wrong.length === 0
        ? `${looked} looks under a moved clock: refused a second after the end, by the company's maximum and once revoked (200 before, 401 after).`
        : `Not so: ${wrong.join("; ")}.`,
  };
}

async function onlyItsHash({ probe, records }: ClaimContext): Promise<Finding> {
  const company = await probe();
  const { administrator: as } = company;
  const params = { company: company.company };
  const program = await newProgram(company, as, { scopes: ["people:read"] });
  const secret = program.value.slice(5, -6);
  const hash = tokenDigest(program.value);
  const row = await records.find(ApiToken, { company: company.company, apiToken: program.id });
  const named = await records.find(ApiTokenHash, { hash });
  const stored = await records.port.getMany([
    { table: ApiToken.name, key: [company.company, program.id] },
    { table: ApiTokenHash.name, key: [hash] },
  ]);
  const shown = [
    (await company.request("listMyTokens", { as, params })).text,
    (await company.request("listTokens", { as, params })).text,
    (await program.ask("describeToken")).text,
    JSON.stringify([row, named, stored.map((one) => [one?.key, one?.clear, Buffer.from(one?.envelope ?? []).toString("latin1")])]),
    company.logs(),
  ];
  const found = shown.filter((text) => text.includes(secret)).length;
  // The control: the search finds it where it was shown.
  const isFound = JSON.stringify({ value: program.value }).includes(secret);
  const ok = found === 0 && isFound && equalDigests(row?.hash ?? "", hash) && named !== undefined && equalDigests(named.apiToken, program.id);
  return {
    looked: shown.length,
    ok,
    evidence: ok
      ? `A fresh token is in none of ${shown.length} places: its stored rows as they are and opened, both lists, its own description, the log. What is stored is its SHA-256.`
      : `A fresh token was found in ${found} of ${shown.length} places, or its stored hash is not its own.`,
  };
}

export const apiTokens = defineClaim({
  id: "C38",
  group: "who-can-get-in",
  source: "practices",
  sentence: {
    en: "API tokens are good for one team and for a limited time.",
    fr: "Les jetons d'API valent pour une équipe et pour un temps limité.",
  },
  clauses: [
    {
      id: "C38a",
      sentence: "A token of one team reaches nothing of another team, of the company at large or of direct messages.",
      where: "instance",
      check: ofOneTeam,
    },
    { id: "C38b", sentence: "A second after its end, beyond the company's maximum, and once revoked, it is refused.", where: "instance", check: endsInTime },
    { id: "C38c", sentence: "It is shown once, and only its hash is stored.", where: "instance", check: onlyItsHash },
    { id: "C38d", sentence: "A token that only writes is shown nothing of what it writes to.", where: "instance", check: writingReadsNothing },
  ],
});
