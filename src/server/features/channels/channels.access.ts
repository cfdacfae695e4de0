import { type PersonActor, Refusal } from "../../http/index.ts";
import { RowCache } from "../../platform/records/cache.ts";
import { type Expect, expect, type SealedStore } from "../../platform/records/sealed.ts";
import { type MemberRow, mayOpen, type OpenChannel } from "./channels.policy.ts";
import { Channel, ChannelMember } from "./channels.records.ts";

/** The one door to channels: every service of the company passes it before it reads or writes anything of a channel. */
export class ChannelAccess {
  readonly #channels: RowCache<typeof Channel>;
  readonly #members: RowCache<typeof ChannelMember>;

  constructor(records: SealedStore) {
    this.#channels = new RowCache(records, Channel);
    this.#members = new RowCache(records, ChannelMember, 200_000);
  }

  /** @throws Refusal `channel_not_found`, the same for missing and forbidden */
  async openChannel(actor: PersonActor, channel: string): Promise<OpenChannel> {
    const { company, person } = actor;
    const [row, member] = await Promise.all([this.#channels.get({ company, channel }), this.#members.get({ company, channel, person })]);
    if (!row || !mayOpen(actor, row, member)) throw new Refusal("channel_not_found");
    const active = member?.state === "active" ? member : undefined;
    return { actor, channel: row, member: active, fromPost: active?.fromPost ?? 0 };
  }

  member(company: string, channel: string, person: string): Promise<MemberRow | undefined> {
    return this.#members.get({ company, channel, person });
  }

  channel(company: string, channel: string) {
    return this.#channels.get({ company, channel });
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
  }
}

/** What a commit expects so that it holds only under the rights that it was decided by. */
export function rightsOf(open: OpenChannel): Expect[] {
  const { company, channel } = open.channel;
  const rights = [expect(Channel, { company, channel }, open.channel.version)];
  if (open.member) rights.push(expect(ChannelMember, { company, channel, person: open.member.person }, open.member.version));
  return rights;
}
