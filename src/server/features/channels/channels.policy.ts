import { type PersonActor, Refusal, reachesDirects, reachesTeam } from "../../http/index.ts";
import type { Stored } from "../../platform/records/sealed.ts";
import type { TeamRole } from "../teams/index.ts";
import type { Channel, ChannelMember } from "./channels.records.ts";

export type ChannelRow = Stored<typeof Channel>;
export type MemberRow = Stored<typeof ChannelMember>;

/** A channel that the actor may open, and how he stands to it. */
export interface OpenChannel {
  readonly actor: PersonActor;
  readonly channel: ChannelRow;
  /** Undefined: a public channel that he reads without having joined. */
  readonly member: MemberRow | undefined;
  /** The first post that he may read. */
  readonly fromPost: number;
  /** The event after which files that came with no message are his to see. */
  readonly fromSeq: number;
  /** The actor's role in the team that owns the channel. */
  readonly teamRole: TeamRole | undefined;
}

type Rule = (open: OpenChannel) => true | "not_allowed" | "archived" | "channel_not_found";

/** Membership opens a channel; a public one is open to the company's members too. No role opens anything else, and a token no more than it was made for. */
export const mayOpen = (actor: PersonActor, channel: ChannelRow, member: MemberRow | undefined): boolean =>
  isInScope(actor, channel) && (member?.state === "active" || (channel.kind === "public" && actor.role !== "guest"));

/** Whether a token reaches the channel; a session reaches each. */
export const isInScope = (actor: PersonActor, { kind, team }: Pick<ChannelRow, "kind" | "team">): boolean =>
  kind === "direct" || kind === "group" ? reachesDirects(actor) : reachesTeam(actor, team);

export const isMember: Rule = (open) => open.member !== undefined || "not_allowed";
export const isNotArchived: Rule = (open) => open.channel.archivedAt === null || "archived";
export const isNotGuest: Rule = (open) => open.actor.role !== "guest" || "not_allowed";
/** A named channel: public or private, not a direct or group direct. */
export const isNamed: Rule = (open) => open.channel.kind === "public" || open.channel.kind === "private" || "not_allowed";
export const isPublic: Rule = (open) => open.channel.kind === "public" || "channel_not_found";
/** Who made it, the managers of its team, and the company's administrators where they may see it. */
export const isManager: Rule = (open) =>
  open.channel.createdBy === open.actor.person ||
  open.actor.role === "administrator" ||
  open.teamRole === "manager" ||
  open.teamRole === "administrator" ||
  "not_allowed";
/** A public channel is kept in order by the company's administrators, who need not be in it. */
const isMemberOrKeeper: Rule = (open) => (open.channel.kind === "public" && open.actor.role === "administrator") || isMember(open);
/** All that others wrote goes with it: of a public one the company's administrators decide, of a private one who looks after it and is in it. */
const isEraser: Rule = (open) => {
  if (open.channel.kind === "public") return open.actor.role === "administrator" || "not_allowed";
  return isMember(open) === true ? isManager(open) : "not_allowed";
};
const isOneWhoPosts: Rule = (open) => open.channel.whoPosts === "everyone" || isManager(open);
const isOneWhoAddressesAll: Rule = (open) => open.channel.whoAddressesAll === "everyone" || isManager(open);

const rules = {
  join: [isPublic, isNotArchived],
  leave: [isMember, isNamed],
  post: [isMember, isNotArchived, isOneWhoPosts],
  reply: [isMember, isNotArchived],
  addressAll: [isMember, isNotArchived, isOneWhoAddressesAll],
  react: [isMember, isNotArchived],
  pin: [isMember, isNotArchived],
  setTopic: [isNamed, isMember, isNotGuest, isNotArchived],
  rename: [isNamed, isMember, isNotGuest, isNotArchived],
  configure: [isNamed, isMember, isNotGuest, isManager, isNotArchived],
  archive: [isNamed, isMemberOrKeeper, isNotGuest, isManager],
  erase: [isNamed, isNotGuest, isEraser],
  addMember: [isNamed, isMember, isNotGuest, isNotArchived],
  removeMember: [isNamed, isMember, isNotGuest, isManager],
  prefer: [isMember],
  mark: [isMember],
} as const satisfies Record<string, readonly Rule[]>;

export type ChannelAction = keyof typeof rules;

/** Whether it would be allowed, for what a client shows. */
export const isAllowed = (action: ChannelAction, open: OpenChannel): boolean => rules[action].every((rule) => rule(open) === true);

/** @throws Refusal with the first rule that does not hold */
export function allow(action: ChannelAction, open: OpenChannel): void {
  for (const rule of rules[action]) {
    const verdict = rule(open);
    if (verdict !== true) throw new Refusal(verdict);
  }
}

/** What somebody wants changed; what is left out stays. */
export interface ChannelChange {
  readonly name?: string | undefined;
  readonly topic?: string | undefined;
  readonly archived?: boolean | undefined;
  readonly whoPosts?: ChannelRow["whoPosts"] | undefined;
  readonly whoAddressesAll?: ChannelRow["whoAddressesAll"] | undefined;
  readonly sensitive?: boolean | undefined;
}

/** All that a change needs the right to; one that changes nothing is still asked for one. */
export function actionsOf(change: ChannelChange): readonly ChannelAction[] {
  const actions: ChannelAction[] = [];
  if (change.name !== undefined) actions.push("rename");
  if (change.topic !== undefined) actions.push("setTopic");
  if (change.archived !== undefined) actions.push("archive");
  if ([change.whoPosts, change.whoAddressesAll, change.sensitive].some((rule) => rule !== undefined)) actions.push("configure");
  return actions.length > 0 ? actions : ["setTopic"];
}
