import { type PersonActor, Refusal } from "../../http/index.ts";
import { RowCache } from "../../platform/records/cache.ts";
import { type Expect, expect, type SealedStore } from "../../platform/records/sealed.ts";
import type { TeamRole } from "../teams/index.ts";
import { type ChannelRow, type MemberRow, mayOpen, type OpenChannel } from "./channels.policy.ts";
import { Channel, ChannelMember, ErasedChannel } from "./channels.records.ts";

/** A person's role in a team, if he is in it. */
type TeamRoleOf = (company: string, team: string, person: string) => Promise<TeamRole | undefined>;

/** The one door to channels: every service of the company passes it before it reads or writes anything of a channel. */
export class ChannelAccess {
  readonly #channels: RowCache<typeof Channel>;
  readonly #members: RowCache<typeof ChannelMember>;
  readonly #erased: RowCache<typeof ErasedChannel>;

  readonly #teamRole: TeamRoleOf;

  constructor(records: SealedStore, teamRole: TeamRoleOf) {
    this.#teamRole = teamRole;
    this.#channels = new RowCache(records, Channel);
    this.#members = new RowCache(records, ChannelMember, 200_000);
    this.#erased = new RowCache(records, ErasedChannel);
  }

  /** @throws Refusal `channel_not_found`, the same for missing and forbidden */
  async openChannel(actor: PersonActor, channel: string): Promise<OpenChannel> {
    const { company, person } = actor;
    const [row, member] = await Promise.all([this.channel(company, channel), this.#members.get({ company, channel, person })]);
    if (!row || !mayOpen(actor, row, member)) throw new Refusal("channel_not_found");
    return this.#open(actor, row, member);
  }

  /** As `openChannel`, for rows that are at hand; undefined for who is not in the channel. */
  async openAsMember(actor: PersonActor, channel: ChannelRow, member: MemberRow | undefined): Promise<OpenChannel | undefined> {
    return member?.state === "active" && mayOpen(actor, channel, member) ? this.#open(actor, channel, member) : undefined;
  }

  async #open(actor: PersonActor, channel: ChannelRow, member: MemberRow | undefined): Promise<OpenChannel> {
    const active = member?.state === "active" ? member : undefined;
    const teamRole = channel.team === null ? undefined : await this.#teamRole(actor.company, channel.team, actor.person);
    return { actor, channel, member: active, fromPost: active?.fromPost ?? 0, fromSeq: active?.fromSeq ?? 0, teamRole };
  }

  member(company: string, channel: string, person: string): Promise<MemberRow | undefined> {
    return this.#members.get({ company, channel, person });
  }

  /** Undefined, too, for one that is erased, though its row may still stand. */
  async channel(company: string, channel: string): Promise<ChannelRow | undefined> {
    const [row, erased] = await Promise.all([this.#channels.get({ company, channel }), this.#erased.get({ company, channel })]);
    return erased ? undefined : row;
  }

  /** What is kept of a channel that was erased. */
  erased(company: string, channel: string) {
    return this.#erased.get({ company, channel });
  }

  /** After a commit was refused: what we decided from is stale. */
  forget(open: OpenChannel, other?: string): void {
    const { company, person } = open.actor;
    if (other !== undefined) this.#members.forget({ company, channel: open.channel.channel, person: other });
    this.#channels.forget({ company, channel: open.channel.channel });
    this.#members.forget({ company, channel: open.channel.channel, person });
  }

  clear(): void {
    this.#channels.clear();
    this.#members.clear();
    this.#erased.clear();
  }
}

/** What a commit expects so that it holds only under the rights that it was decided by. */
export function rightsOf(open: OpenChannel): Expect[] {
  const { company, channel } = open.channel;
  const rights = [expect(Channel, { company, channel }, open.channel.version)];
  if (open.member) rights.push(expect(ChannelMember, { company, channel, person: open.member.person }, open.member.version));
  return rights;
}
