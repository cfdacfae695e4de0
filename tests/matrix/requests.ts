/** Sound requests made of the contract: what stands in the path is an object of the stage, the rest fits the schema. */
import { randomUUID } from "node:crypto";
import { request } from "node:http";
import { text } from "node:stream/consumers";
import { type Endpoint, type EndpointName, endpoints } from "../../src/contract/index.ts";
import { jsonSchema, type Leaf, plainLeaf, sampleOf } from "../../src/server/features/trust/claims/sample.ts";
import { type Asker, metadata, newDirectory, type Room, type Stage } from "./stage.ts";

export interface Answer {
  readonly status: number;
  /** Of a refusal. */
  readonly code: string;
  /** The body, after where it leads on to. */
  readonly text: string;
}

export type Params = Readonly<Record<string, string>>;

export const nameOf = (endpoint: Endpoint): EndpointName => Object.entries(endpoints).find(([, one]) => one === endpoint)?.[0] as EndpointName;

const newConnection = { name: "made", brand: "other", issuer: "https://provider.example", clientId: "bastide" };

/** Bodies that a schema alone does not tell: what makes the request a sensible one. */
const bodies: Partial<Record<EndpointName, (stage: Stage, caller: Asker | undefined) => unknown>> = {
  openDirect: ({ people }, caller) => ({ people: [(caller === people.member ? people.guest : people.member).person] }),
  postMessage: () => ({ text: "hello" }),
  createChannel: () => ({ name: `made-${randomUUID()}`, kind: "public" }),
  createTeam: () => ({ name: "made" }),
  createInvite: () => ({ role: "member" }),
  inviteMany: () => ({ rows: [{ label: "somebody" }], dryRun: true }),
  handOver: ({ people }) => ({ to: people.member.person }),
  createCompany: () => ({ name: "made", start: "empty" }),
  updateChannel: () => ({ topic: "changed" }),
  findPeople: () => ({ words: "" }),
  browseChannels: () => ({}),
  updateMyProfile: () => ({ title: "changed" }),
  lookInvite: ({ inviteToken }) => ({ token: inviteToken }),
  acceptInvite: ({ inviteToken }) => ({ token: inviteToken, account: { name: `new ${randomUUID()}`, password: "four quiet words here" } }),
  runClaims: () => ({ claims: ["C54"] }),
  react: () => ({ emoji: "👍", on: true }),
  markRead: () => ({ post: 1 }),
  markUnread: () => ({ post: 1, turn: 0 }),
  markThreadUnread: () => ({ reply: 1, turn: 0 }),
  setPreferences: () => ({ preferences: {}, version: 0 }),
  scheduleMessage: ({ channels }) => ({ channel: channels.open, text: "later", dueAt: Date.now() + 86_400_000 }),
  changeScheduled: () => ({ text: "changed" }),
  saveMessage: () => ({ saved: true }),
  startPasskeySignIn: () => ({}),
  findSignInWays: ({ company }) => ({ company }),
  createConnection: () => newConnection,
  createInstallationConnection: () => newConnection,
  changeConnection: () => ({ name: "changed" }),
  changeInstallationConnection: () => ({ name: "changed" }),
  createSamlConnection: () => ({ name: "made", metadata }),
  setSamlMetadata: () => ({ metadata }),
  addDomain: () => ({ name: "made.example" }),
  addInstallationDomain: () => ({ name: "made.example" }),
  exportAudit: () => ({ format: "jsonl", filter: {} }),
  exportInstallationAudit: () => ({ format: "jsonl", filter: {} }),
  createDirectory: () => newDirectory,
  changeDirectory: () => ({ name: "changed", state: "on" }),
  syncDirectory: () => ({}),
  setSignInRule: () => ({ required: false, breakGlass: [] }),
  createToken: () => ({ name: "made", scopes: ["messages:read"] }),
  createServiceToken: () => ({ name: `made ${randomUUID()}`, scopes: ["messages:read"] }),
  setTokenPolicy: () => ({ mostDays: 365 }),
  // Of bytes that are not all there: who is let in is told so, and may be told again.
  createFile: ({ uploads }, caller) => ({ upload: uploads.get(caller?.person ?? "") ?? randomUUID(), name: "made" }),
  addVersion: ({ uploads }, caller) => ({ upload: uploads.get(caller?.person ?? "") ?? randomUUID() }),
  createFolder: () => ({ name: "made" }),
  changeFile: () => ({ name: "changed" }),
  search: () => ({ text: "first" }),
};

/** What a reading request has to say. */
const queries: Partial<Record<EndpointName, (params: Params) => string>> = {
  walkAudit: () => "?size=1",
  walkInstallationAudit: () => "?size=1",
  readZip: ({ file }) => `?files=${file}`,
};

export const paramsOf = (stage: Stage, room: Room, endpoint?: Endpoint): Params => ({
  company: stage.company,
  channel: stage.channels[room],
  message: "1",
  // Guests are in no team.
  person: (endpoint?.path.includes("/teams/") ? stage.people.member : stage.people.guest).person,
  team: stage.team,
  invite: stage.invite,
  job: stage.job,
  scheduled: stage.scheduled,
  token: stage.token,
  directory: stage.directory,
  report: stage.report,
  leaf: "0",
  file: stage.files[room],
  share: stage.shares[room],
  upload: stage.uploads.get(stage.people.member.person) ?? "",
  number: "1",
  ...(endpoint?.path.startsWith("/api/companies/") ? { connection: stage.connection, domain: stage.domain } : stage.wide),
  ...(endpoint?.path.includes("/saml") ? { holder: stage.company, connection: stage.saml } : {}),
});

export function bodyOf(endpoint: Endpoint, stage: Stage, caller: Asker | undefined, room: Room = "open"): unknown {
  // Nothing of it is in the trash: bringing it back does nothing, and destroying it is refused to those who may.
  if (["trashFiles", "untrashFiles", "purgeFiles"].includes(nameOf(endpoint))) return { files: [stage.files[room]] };
  // Where the asker may write: he is refused for what he would copy.
  if (nameOf(endpoint) === "copyFile") return { to: stage.drives.get(caller?.person ?? "") ?? stage.channels.open };
  const made = bodies[nameOf(endpoint)];
  if (made) return made(stage, caller);
  const schema = jsonSchema(endpoint.body);
  return schema.properties || schema.anyOf ? sampleOf(schema, (leaf: Leaf) => plainLeaf(leaf, randomUUID)) : undefined;
}

let strangers = 0;

const tusHeaders: Partial<Record<EndpointName, Record<string, string>>> = {
  startUpload: { "upload-length": "5" },
  goOnWithUpload: { "upload-offset": "0", "content-type": "application/offset+octet-stream" },
};

/** What HEAD is answered has no body, and the library of tus speaks plain text. */
const byStatus: Readonly<Record<number, string>> = { 401: "not_signed_in", 403: "not_allowed", 404: "not_found" };
const codeOf = (status: number, said: string): string =>
  status < 400 ? "" : said.startsWith("{") ? ((JSON.parse(said) as { code?: string }).code ?? "") : (byStatus[status] ?? "");

/** Strangers come from an address each: the server counts their requests by it. */
export function send(url: string, endpoint: Endpoint, caller: Asker | undefined, params: Params, body: unknown): Promise<Answer> {
  const path = endpoint.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? randomUUID()));
  const query = queries[nameOf(endpoint)]?.(params) ?? "";
  const hasBody = body !== undefined && endpoint.method !== "GET";
  const payload = endpoint.upload ? Buffer.alloc(4) : hasBody ? JSON.stringify(body) : "";
  const type = endpoint.upload ? "application/zip" : "application/json";
  return new Promise((resolve, reject) => {
    const sent = request(url + path + query, {
      method: endpoint.method,
      localAddress: `127.0.0.${2 + (strangers++ % 250)}`,
      headers: {
        ...(caller?.bearer ? { authorization: `Bearer ${caller.bearer}` } : caller ? { cookie: caller.cookie } : {}),
        ...(endpoint.tus ? { "tus-resumable": "1.0.0", ...tusHeaders[nameOf(endpoint)] } : {}),
        ...(payload.length > 0 ? { "content-type": type, "content-length": Buffer.byteLength(payload) } : {}),
      },
    });
    sent.once("error", reject);
    sent.once("response", (reply) => {
      const status = reply.statusCode ?? 0;
      const { location = "" } = reply.headers;
      text(reply).then((said) => resolve({ status, code: codeOf(status, said), text: location + said }), reject);
    });
    sent.end(payload);
  });
}

/** Codes that say "not for you"; any other answer shows that the caller was let in. */
const refusals = /^(not_signed_in|not_allowed|wrong_credentials|already_set_up|cross_site|not_found|out_of_scope|sso_refused|token_invalid|\w+_not_found)$/;
export const isRefused = ({ code }: Answer): boolean => refusals.test(code);

/** A refusal without what differs between two requests. */
export const withoutId = ({ text }: Answer): string => text.replace(/"requestId":"[^"]*"/, '"requestId":""');
