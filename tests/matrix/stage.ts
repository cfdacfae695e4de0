/** A company with one of each: roles, channels, messages, a team, an invitation, an import. */
import { type TokenScope, tokenScopes } from "../../src/contract/index.ts";
import { operationId } from "../../src/crypto/index.ts";
import { generateExport } from "../fixtures/slack-generator.ts";
import { SamlIdp } from "../harness/saml-idp.ts";
import { type Caller, newChannel, type World } from "../harness/world.ts";

/** reader: the member's token that reads everything · elsewhere: his token of another team, for everything but direct messages */
export const roles = ["anonymous", "owner", "administrator", "member", "guest", "stranger", "removed", "reader", "elsewhere"] as const;
export type Role = (typeof roles)[number];

/** open: public · closed: private, of member and guest alone · direct: theirs */
export const rooms = ["open", "closed", "direct"] as const;
export type Room = (typeof rooms)[number];

/** Somebody with a session, or with an API token in its place. */
export type Asker = Caller & { readonly bearer?: string };

export interface Stage {
  readonly company: string;
  readonly people: Readonly<Record<Exclude<Role, "anonymous">, Asker>>;
  readonly channels: Readonly<Record<Room, string>>;
  readonly team: string;
  readonly invite: string;
  readonly inviteToken: string;
  readonly job: string;
  /** The member's. */
  readonly scheduled: string;
  readonly token: string;
  readonly report: string;
  readonly connection: string;
  readonly saml: string;
  readonly directory: string;
  readonly domain: string;
  /** One in each channel, the member's. */
  readonly files: Readonly<Record<Room, string>>;
  readonly shares: Readonly<Record<Room, string>>;
  /** The drive of a person each. */
  readonly drives: ReadonlyMap<string, string>;
  /** Begun, of a person each. */
  readonly uploads: ReadonlyMap<string, string>;
  /** The installation's. */
  readonly wide: { readonly connection: string; readonly domain: string };
}

/** @param stranger a member of another company @param zip a small export */
export async function newStage(world: World, stranger: Caller, zip: Buffer): Promise<Stage> {
  const account = await world.newAccount();
  const company = await world.newCompany("Stage", account);
  const params = { company };
  const administrator = await world.callerOf(account, company);
  // What takes its time is done while the rest is made.
  const importing = importOf(zip, world.server.url, administrator, company);
  const saml = administrator.call("createSamlConnection", { params, body: { name: "Provider", metadata } });
  const member = await world.join(company, "member");
  const open = (await newChannel(member, company, "open")).id;
  const closed = (await newChannel(member, company, "closed", "private")).id;
  const guest = await world.join(company, "guest");
  await member.call("addChannelMember", { params: { company, channel: closed, person: guest.person }, body: {} });
  const direct = (await member.call("openDirect", { params, body: { people: [guest.person] } })).id;
  for (const channel of [open, closed, direct]) {
    await member.call("postMessage", { params: { company, channel }, body: { text: `@{${guest.person}} first` } });
    await member.call("postMessage", { params: { company, channel }, body: { text: "reply", thread: 1 } });
  }
  const newFile = async (channel: string) =>
    (await member.call("createFile", { params: { company, channel }, body: { upload: await member.uploaded(""), name: "file" } })).id;
  const files = { open: await newFile(open), closed: await newFile(closed), direct: await newFile(direct) };
  const newShare = async (room: Room, channel: string) => member.call("createShare", { params: { company, channel, file: files[room] }, body: {} });
  const shared = { open: await newShare("open", open), closed: await newShare("closed", closed), direct: await newShare("direct", direct) };
  const driveOf = async (by: Caller) => [by.person, (await by.call("openDirect", { params, body: { people: [by.person] } })).id] as const;
  const drives = new Map(await Promise.all([administrator, member, guest].map(driveOf)));
  const begun = [administrator, member, guest].map(async (by) => [by.person, await by.uploaded("", 5)] as const);
  const removed = await world.join(company, "member", [open]);
  await administrator.call("disablePerson", { params: { company, person: removed.person } });
  const team = (await administrator.call("createTeam", { params, body: { name: "Team" } })).id;
  const dueAt = Date.now() + 86_400_000;
  const scheduled = (await member.call("scheduleMessage", { params, body: { channel: open, text: "later", dueAt } })).id;
  await member.call("reportMessage", { params: { company, channel: open, message: "1" }, body: { reason: "rude" } });
  const report = (await administrator.call("listReports", { params })).reports[0]?.id ?? "";
  const other = (await administrator.call("createTeam", { params, body: { name: "Elsewhere" } })).id;
  const tokenOf = (scopes: readonly TokenScope[], teams: string[] | null = null) =>
    member.call("createToken", { params, body: { name: "program", scopes: [...scopes], teams } });
  const reader = await tokenOf(tokenScopes.filter((scope) => scope.endsWith(":read")));
  const elsewhere = await tokenOf(
    tokenScopes.filter((scope) => !scope.startsWith("directs:")),
    [other],
  );
  const token = (await tokenOf(["people:read"])).id;
  const provider = { name: "Provider", brand: "other", issuer: "https://provider.example", clientId: "bastide" } as const;
  const connection = (await administrator.call("createConnection", { params, body: provider })).id;
  const directory = (await administrator.call("createDirectory", { params, body: newDirectory })).id;
  const domain = (await administrator.call("addDomain", { params, body: { name: `stage-${company.slice(0, 8)}.example` } })).id;
  const owner = await world.callerOf(world.owner.account, world.company);
  const { connections } = await owner.call("listInstallationConnections");
  const wide = {
    connection: (connections[0] ?? (await owner.call("createInstallationConnection", { body: provider }))).id,
    domain: (await owner.call("addInstallationDomain", { body: { name: "stage.example" } })).id,
  };
  const invite = await administrator.call("createInvite", { params, body: { role: "member", uses: 50 } });
  return {
    company,
    people: {
      owner: world.owner,
      administrator,
      member,
      guest,
      stranger,
      removed,
      reader: { ...member, bearer: reader.value },
      elsewhere: { ...member, bearer: elsewhere.value },
    },
    channels: { open, closed, direct },
    team,
    invite: invite.id,
    inviteToken: new URL(invite.url).hash.slice("#token=".length),
    job: await importing,
    scheduled,
    token,
    report,
    connection,
    saml: (await saml).id,
    directory,
    domain,
    files,
    shares: { open: shared.open.id, closed: shared.closed.id, direct: shared.direct.id },
    drives,
    uploads: new Map(await Promise.all(begun)),
    wide,
  };
}

/** @returns the job, which is over */
async function importOf(zip: Buffer, url: string, by: Caller, company: string): Promise<string> {
  const upload = await fetch(`${url}/api/companies/${company}/imports`, {
    method: "POST",
    headers: { "content-type": "application/zip", cookie: by.cookie },
    body: new Uint8Array(zip),
  });
  const job = ((await upload.json()) as { id: string }).id;
  while (!["done", "failed"].includes((await by.call("getImport", { params: { company, job } })).state))
    await new Promise((resolve) => setTimeout(resolve, 20));
  return job;
}

/** What an identity provider tells of itself. */
export const metadata = { xml: (await SamlIdp.make()).metadata() };

/** Nobody listens there. */
export const newDirectory = {
  ...({ name: "Directory", product: "openldap", host: "127.0.0.1", port: 9, security: "tls" } as const),
  ...{ bindDn: "cn=service", bindPassword: "a secret", base: "dc=example", filter: "(uid=*)", loginAttributes: ["uid"] },
} as const;

export const smallExport = async (): Promise<Buffer> => (await generateExport({ seed: 3, people: 3, channels: 1, messages: 5 })).zip;
export const inner = () => ({ id: operationId(), digest: null });
