import { type PersonActor, Refusal } from "../../http/index.ts";
import type { Stored } from "../../platform/records/sealed.ts";
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
}

type Rule = (open: OpenChannel) => true | "not_allowed" | "archived" | "channel_not_found";

/** Membership opens a channel; a public one is open to the company's members too. No role opens anything else. */
export const mayOpen = (actor: PersonActor, channel: ChannelRow, member: MemberRow | undefined): boolean =>
  member?.state === "active" || (channel.kind === "public" && actor.role !== "guest");

export const isMember: Rule = (open) => open.member !== undefined || "not_allowed";
export const isNotArchived: Rule = (open) => open.channel.archivedAt === null || "archived";
export const isNotGuest: Rule = (open) => open.actor.role !== "guest" || "not_allowed";
/** A named channel: public or private, not a direct or group direct. */
export const isNamed: Rule = (open) => open.channel.kind === "public" || open.channel.kind === "private" || "not_allowed";
export const isPublic: Rule = (open) => open.channel.kind === "public" || "channel_not_found";
/** Who made it, and the company's administrators where they may see it. */
export const isCreatorOrAdministrator: Rule = (open) => open.channel.createdBy === open.actor.person || open.actor.role === "administrator" || "not_allowed";

const rules = {
  join: [isPublic, isNotArchived],
  leave: [isMember, isNamed],
  post: [isMember, isNotArchived],
  react: [isMember, isNotArchived],
  pin: [isMember, isNotArchived],
  setTopic: [isNamed, isMember, isNotGuest, isNotArchived],
  rename: [isNamed, isMember, isNotGuest, isNotArchived],
  archive: [isNamed, isMember, isNotGuest, isCreatorOrAdministrator],
  addMember: [isNamed, isMember, isNotGuest, isNotArchived],
  removeMember: [isNamed, isMember, isNotGuest, isCreatorOrAdministrator],
  mute: [isMember],
  mark: [isMember],
} as const satisfies Record<string, readonly Rule[]>;

export type ChannelAction = keyof typeof rules;

/** @throws Refusal with the first rule that does not hold */
export function allow(action: ChannelAction, open: OpenChannel): void {
  for (const rule of rules[action]) {
    const verdict = rule(open);
    if (verdict !== true) throw new Refusal(verdict);
  }
}
