import { z } from "zod";
import { type BodyOf, type CompanyRole, type companies as contract, type MailLanguage, roleNamed } from "../../../contract/index.ts";
import { blindToken, equalDigests, operationId, randomToken, tokenDigest } from "../../../crypto/index.ts";
import { decideAgain, type Operation, type PersonActor, Refusal } from "../../http/index.ts";
import type { Clock } from "../../platform/clock/index.ts";
import { derivedId } from "../../platform/records/ids.ts";
import { expect, put, type SealedStore, type Stored } from "../../platform/records/sealed.ts";
import type { Letters } from "../mail/index.ts";
import { type PeopleDirectory, Person } from "../people/index.ts";
import { Invite, InviteToken } from "./companies.records.ts";
import type { Companies } from "./companies.service.ts";

export interface InvitesDeps {
  readonly records: SealedStore;
  readonly clock: Clock;
  readonly companies: Companies;
  readonly directory: PeopleDirectory;
  /** The address that links begin with. */
  readonly url: () => string;
  /** @throws Refusal `channel_not_found` for a channel that the actor can't give */
  readonly requireChannel: (actor: PersonActor, channel: string) => Promise<void>;
  readonly letters: Letters;
  readonly nameOf: (company: string, person: string) => Promise<string>;
  /** The public channel of a name. */
  readonly channelNamed: (company: string, name: string) => Promise<string | undefined>;
  /** Adds the person as far as the invitation's maker may add him now; leaves the channel out where he may not. */
  readonly joinChannel: (company: string, channel: string, person: string, by: string) => Promise<void>;
  /** Puts a newcomer into the company's first channel, so that nobody begins on an empty page. */
  readonly welcome: (company: string, person: string) => Promise<void>;
  /** Channels and teams that a person who was taken out may still hold after a crash in the middle of it. */
  readonly endWhatIsHeld: (company: string, person: string) => Promise<void>;
}
type Problem = "role" | "channel" | "twice" | null;

interface NewInvite {
  readonly label?: string | undefined;
  readonly role: CompanyRole;
  readonly channels: string[];
  readonly hours: number;
  readonly uses: number;
}
export type Invites = ReturnType<typeof createInvites>;
type InviteRow = Stored<typeof Invite>;

export function createInvites(d: InvitesDeps) {
  const stateOf = (row: InviteRow) => (row.state === "open" && row.expiresAt <= d.clock.now() ? ("expired" as const) : row.state);
  const present = (row: InviteRow) => ({
    id: row.invite,
    label: row.label,
    role: row.role,
    channels: row.channels,
    createdAt: row.createdAt,
    expiresAt: row.expiresAt,
    usesLeft: row.usesLeft,
    state: stateOf(row),
  });

  /** The open invitation of a token; gone, used, revoked and never made answer alike. */
  async function open(token: string): Promise<InviteRow> {
    const found = await d.records.find(InviteToken, { token: tokenDigest(token) });
    const row = found && (await d.records.find(Invite, { company: found.into, invite: found.invite }));
    if (!row || !equalDigests(row.token, found.token) || stateOf(row) !== "open" || row.usesLeft < 1) throw new Refusal("invite_not_found");
    // An invitation is worth what its maker is worth now. One that is no person was made on the command line.
    const maker = await d.companies.personRows.get({ company: row.company, person: row.by });
    if (maker && (maker.state !== "active" || maker.role !== "administrator")) throw new Refusal("invite_not_found");
    return row;
  }

  async function make(company: string, by: string, body: NewInvite, operation: { id: string; digest: string | null }) {
    const invite = derivedId(d.records.keys.indexKey(company), "invite", operation.id);
    // The link is shown once and only its hash is kept: a repeated request can't be answered again.
    if (await d.records.get(Invite, { company, invite })) throw new Refusal("conflict");
    const secret = randomToken("bsi_");
    const token = tokenDigest(secret);
    const now = d.clock.now();
    const row = {
      company,
      invite,
      role: body.role,
      state: "open",
      usesLeft: body.uses,
      createdAt: now,
      expiresAt: now + body.hours * 3600_000,
      by,
      token,
      label: body.label ?? "",
      channels: body.channels,
    } as const;
    await d.records.claim(InviteToken, { token, into: company, invite });
    await d.records.commit(operation.id, [expect(Invite, row, 0)], [put(Invite, row)], operation.digest);
    // In the fragment: it reaches no server log and no Referer.
    return { ...present({ ...row, channels: [...row.channels], version: 1 }), url: `${d.url()}/invite#token=${secret}` };
  }

  /** @returns false where this server sends no mail */
  async function send({ company, person }: PersonActor, to: string, language: MailLanguage, made: { id: string; url: string; expiresAt: number }) {
    const [{ name }, by] = await Promise.all([d.companies.present(company), d.nameOf(company, person)]);
    const values = { company: name, by, url: made.url, until: String(made.expiresAt) };
    const of = { kind: "company" as const, id: company };
    return d.letters.post({ source: made.id, template: "invitation", to, language, values, of, by: person, until: made.expiresAt });
  }

  async function judge(actor: PersonActor, row: BodyOf<typeof contract.inviteMany>["rows"][number], isTwice: boolean) {
    const { label } = row;
    const role = roleNamed(row.role);
    const found = await Promise.all(
      row.channels.map(async (name) => ({ name, channel: await d.channelNamed(actor.company, name.replace(/^#/, "").trim().toLowerCase()) })),
    );
    const unknown = found.find(({ channel }) => channel === undefined);
    const problem: Problem = isTwice ? "twice" : !role ? "role" : unknown ? "channel" : null;
    const value = isTwice ? label : !role ? row.role : (unknown?.name ?? "");
    return { label, problem, value, role: role ?? "guest", channels: found.flatMap(({ channel }) => channel ?? []) };
  }

  /** Whoever is in already gets what a crash kept from him: the link that his person's account comes in by. */
  async function wasAccepted(token: string, account: string): Promise<boolean> {
    const found = await d.records.find(InviteToken, { token: tokenDigest(token) });
    const standing = found && (await d.companies.standingOf(account, found.into));
    if (standing?.state !== "active") return false;
    return d.companies.link(account, standing.company, standing.person);
  }

  return {
    open,
    make,

    async create(actor: PersonActor, body: NewInvite & { email?: string | undefined; language: MailLanguage }, operation: Operation) {
      for (const channel of body.channels) await d.requireChannel(actor, channel);
      const made = await make(actor.company, actor.person, body, operation);
      return { ...made, mailed: body.email !== undefined && (await send(actor, body.email, body.language, made)) };
    },

    /** An invitation per row. While a row is wrong none is made, and each says what is wrong with it. */
    async createMany(actor: PersonActor, body: BodyOf<typeof contract.inviteMany>, operation: Operation) {
      const judged = await Promise.all(body.rows.map((row, i) => judge(actor, row, body.rows.findIndex(({ label }) => label === row.label) < i)));
      const isSound = judged.every(({ problem }) => problem === null);
      const rows: { label: string; problem: Problem; value: string; url: string | null; mailed: boolean }[] = [];
      for (const [i, { label, problem, value, role, channels }] of judged.entries()) {
        const wanted = { label, role, channels, hours: body.hours, uses: 1 };
        // Each row is an operation of its own under the request's: a repeat meets what it made.
        const id = blindToken(d.records.keys.indexKey(actor.company), "invite-row", operation.id, `${i}`);
        const made = isSound && !body.dryRun ? await make(actor.company, actor.person, wanted, { id, digest: operation.digest }) : null;
        const isMail = z.email().max(254).safeParse(label).success;
        const mailed = isMail && (made ? await send(actor, label, body.language, made) : isSound && d.letters.isOn);
        rows.push({ label, problem, value, url: made?.url ?? null, mailed });
      }
      return { rows };
    },

    async list(actor: PersonActor) {
      const rows: InviteRow[] = [];
      for await (const row of d.records.all(Invite, { company: actor.company })) rows.push(row);
      return { invites: rows.sort((a, b) => b.createdAt - a.createdAt).map(present) };
    },

    async revoke(actor: PersonActor, invite: string, operation: Operation): Promise<true> {
      return decideAgain(async () => {
        const row = await d.records.find(Invite, { company: actor.company, invite });
        if (!row) throw new Refusal("invite_not_found");
        if (row.state !== "open") return true;
        const outcome = await d.records.commit(operation.id, [expect(Invite, row, row.version)], [put(Invite, { ...row, state: "revoked" }, row.version + 1)]);
        return outcome.status === "applied";
      });
    },

    /** Uses the invitation once: person and use in one commit, then the link, then the channels. */
    async accept(token: string, account: string, operation = operationId()): Promise<void> {
      if (await wasAccepted(token, account)) return;
      await decideAgain(async () => {
        const row = await open(token);
        const { company } = row;
        const { row: person, standing } = await d.companies.newPerson(account, company, row.role);
        if (standing?.state === "active") {
          await d.companies.link(account, company, person.person);
          return true;
        }
        // Who was taken out comes back only by an invitation made after that, and with nothing of what he had before.
        if (standing && row.createdAt <= standing.since) throw new Refusal("invite_not_found");
        if (standing) await d.endWhatIsHeld(company, person.person);
        const count = await d.companies.countAdministrators(company, row.role === "administrator" ? 1 : 0);
        const usesLeft = row.usesLeft - 1;
        const outcome = await d.records.commit(
          operation,
          [expect(Invite, row, row.version), expect(Person, person, standing?.version ?? 0), ...count.expects],
          [
            put(Invite, { ...row, usesLeft, state: usesLeft === 0 ? "used" : "open" }, row.version + 1),
            put(Person, person, (standing?.version ?? 0) + 1),
            ...count.puts,
          ],
        );
        if (outcome.status !== "applied") return false;
        await d.directory.apply({ ...person, version: (standing?.version ?? 0) + 1 });
        await d.companies.link(account, company, person.person);
        for (const channel of row.channels) await d.joinChannel(company, channel, person.person, row.by);
        if (row.role !== "guest") await d.welcome(company, person.person);
        return true;
      });
    },
  };
}
