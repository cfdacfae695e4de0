/** A company with one of each: roles, channels, messages, a team, an invitation, an import. */
import { operationId } from "../../src/crypto/index.ts";
import { generateExport } from "../fixtures/slack-generator.ts";
import { type Caller, newChannel, type World } from "../harness/world.ts";

export const roles = ["anonymous", "owner", "administrator", "member", "guest", "stranger", "removed"] as const;
export type Role = (typeof roles)[number];

/** open: public · closed: private, of member and guest alone · direct: theirs */
export const rooms = ["open", "closed", "direct"] as const;
export type Room = (typeof rooms)[number];

export interface Stage {
  readonly company: string;
  readonly people: Readonly<Record<Exclude<Role, "anonymous">, Caller>>;
  readonly channels: Readonly<Record<Room, string>>;
  readonly team: string;
  readonly invite: string;
  readonly inviteToken: string;
  readonly job: string;
  /** The member's. */
  readonly scheduled: string;
  readonly report: string;
}

/** @param stranger a member of another company @param zip a small export */
export async function newStage(world: World, stranger: Caller, zip: Buffer): Promise<Stage> {
  const account = await world.newAccount();
  const company = await world.newCompany("Stage", account);
  const params = { company };
  const administrator = await world.callerOf(account, company);
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
  const removed = await world.join(company, "member", [open]);
  await administrator.call("disablePerson", { params: { company, person: removed.person } });
  const team = (await administrator.call("createTeam", { params, body: { name: "Team" } })).id;
  const dueAt = Date.now() + 86_400_000;
  const scheduled = (await member.call("scheduleMessage", { params, body: { channel: open, text: "later", dueAt } })).id;
  await member.call("reportMessage", { params: { company, channel: open, message: "1" }, body: { reason: "rude" } });
  const report = (await administrator.call("listReports", { params })).reports[0]?.id ?? "";
  const invite = await administrator.call("createInvite", { params, body: { role: "member", uses: 50 } });
  const upload = await fetch(`${world.server.url}/api/companies/${company}/imports`, {
    method: "POST",
    headers: { "content-type": "application/zip", cookie: administrator.cookie },
    body: new Uint8Array(zip),
  });
  const job = ((await upload.json()) as { id: string }).id;
  for (;;) {
    if (["done", "failed"].includes((await administrator.call("getImport", { params: { company, job } })).state)) break;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return {
    company,
    people: { owner: world.owner, administrator, member, guest, stranger, removed },
    channels: { open, closed, direct },
    team,
    invite: invite.id,
    inviteToken: new URL(invite.url).hash.slice("#token=".length),
    job,
    scheduled,
    report,
  };
}

export const smallExport = async (): Promise<Buffer> => (await generateExport({ seed: 3, people: 3, channels: 1, messages: 5 })).zip;
export const inner = () => ({ id: operationId(), digest: null });
