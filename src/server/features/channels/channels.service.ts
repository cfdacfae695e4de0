import { blindToken, operationId } from "../../../crypto/index.ts";
import { decideAgain, type Operation, type PersonActor, Refusal, reachesDirects, reachesTeam, refuseOtherRequest } from "../../http/index.ts";
import type { Clock } from "../../platform/clock/index.ts";
import { ownerOf } from "../../platform/records/define.ts";
import { holdName } from "../../platform/records/held-names.ts";
import { derivedId } from "../../platform/records/ids.ts";
import { expect, type Outcome, put, type SealedStore } from "../../platform/records/sealed.ts";
import { type ChannelAccess, rightsOf } from "./channels.access.ts";
import { createEstate } from "./channels.estate.ts";
import { actionsOf, allow, type ChannelAction, type ChannelChange, type ChannelRow, isInScope, type MemberRow, type OpenChannel } from "./channels.policy.ts";
import { Channel, ChannelMember, ChannelName, PublicChannel } from "./channels.records.ts";
import { type ChannelView, presentChannel, type Wish } from "./channels.view.ts";
import type { ChannelWriter, EventKind, Step } from "./channels.writer.ts";

export interface ChannelsDeps {
  readonly records: SealedStore;
  readonly clock: Clock;
  readonly access: ChannelAccess;
  readonly writer: ChannelWriter;
  readonly view: ChannelView;
  /** Refuses a team that the actor may not give a channel to. */
  readonly requireTeam: (actor: PersonActor, team: string) => Promise<void>;
  /** @throws Refusal `person_not_found` unless the actor may see the person, who is active */
  readonly requirePerson: (actor: PersonActor, person: string) => Promise<void>;
  /** Resolves when projections and sockets have the commit. */
  readonly settled: () => Promise<void>;
}

export type Channels = ReturnType<typeof createChannels>;
type Kind = ChannelRow["kind"];
type Who = ChannelRow["whoPosts"];

interface NewChannel {
  readonly company: string;
  readonly channel: string;
  readonly kind: Kind;
  readonly name: string;
  readonly topic: string;
  readonly whoPosts?: Who;
  readonly shows?: "messages" | "files";
  readonly team: string | null;
  readonly createdBy: string;
  readonly members: readonly string[];
  readonly createdAt?: number;
  readonly archivedAt?: number | null;
}

export function createChannels(d: ChannelsDeps) {
  const nameToken = (company: string, name: string) => blindToken(d.records.keys.indexKey(company), "channel-name", name);

  /** Holds a public channel's name until the channel bears it. @throws Refusal name_taken */
  async function claimName(company: string, name: string, channel: string): Promise<void> {
    const claim = { company, name: nameToken(company, name), channel, claimedAt: d.clock.now() };
    const isHeld = await holdName({
      now: claim.claimedAt,
      claim: (expected) => d.records.claim(ChannelName, claim, expected),
      isOwn: (held) => held.channel === channel,
      isBorne: async (held) => {
        const bearer = await d.access.channel(company, held.channel);
        return bearer?.kind === "public" && bearer.name === name;
      },
    });
    if (!isHeld) throw new Refusal("name_taken", { fields: [{ path: "body.name", problem: "taken" }] });
  }

  /** Makes a channel with its first members in one commit. Repeating it with the same id changes nothing. */
  async function make(n: NewChannel, operation: { id: string; digest: string | null }): Promise<Outcome> {
    const { company, channel, kind, name, topic, team, createdBy, whoPosts = "everyone", shows } = n;
    if (await d.access.erased(company, channel)) throw new Refusal("channel_not_found");
    await d.records.keys.load(company);
    if (kind === "public") await claimName(company, name, channel);
    await d.records.prepare(company, [ownerOf.channel(channel)]);
    const archivedAt = n.archivedAt ?? null;
    return d.writer.append(company, channel, operation, ({ at }) => ({
      expects: [expect(Channel, { company, channel }, 0)],
      puts: [
        put(Channel, {
          company,
          channel,
          kind,
          protection: "server",
          team,
          createdBy,
          createdAt: n.createdAt ?? at,
          archivedAt,
          name,
          topic,
          whoPosts,
          whoAddressesAll: "everyone",
          ...(shows === "files" ? { shows } : {}),
        }),
        ...(kind === "public" ? [put(PublicChannel, { company, channel, state: archivedAt === null ? "open" : "archived" })] : []),
        ...n.members.map((person) => put(ChannelMember, { company, channel, person, state: "active", fromPost: 0, since: at, by: null, fromSeq: null })),
      ],
      event: { kind: "joined", person: createdBy },
    }));
  }

  async function mine(actor: PersonActor, channel: string) {
    await d.settled();
    const view = await d.view.one(actor, channel);
    if (!view) throw new Refusal("channel_not_found");
    return view;
  }

  /** Opens, allows and commits; opens again when the rights changed in between. */
  async function act(
    actor: PersonActor,
    channel: string,
    actions: readonly ChannelAction[],
    operation: Operation,
    build: (open: OpenChannel, at: number, post: number) => Omit<Step, "event"> & { event: { kind: EventKind; person?: string } },
  ) {
    await decideAgain(async () => {
      const open = await d.access.openChannel(actor, channel);
      for (const action of actions) allow(action, open);
      const outcome = await d.writer.append(actor.company, channel, operation, ({ at, post }) => {
        const step = build(open, at, post);
        return { ...step, expects: [...rightsOf(open), ...step.expects] };
      });
      refuseOtherRequest(outcome, operation);
      if (outcome.status !== "refused") return true;
      d.access.forget(open);
      return false;
    });
  }

  /** Grants or takes access: the one row that counts, in the channel's own order. */
  async function setMember(
    actor: PersonActor,
    channel: string,
    action: ChannelAction,
    person: string,
    state: "active" | "removed",
    operation: Operation,
    fromHistory = true,
  ): Promise<void> {
    const { company } = actor;
    await decideAgain(async () => {
      const open = await d.access.openChannel(actor, channel);
      allow(action, open);
      const standing = await d.access.member(company, channel, person);
      if ((standing?.state ?? "removed") === state) return true;
      const version = standing?.version ?? 0;
      const outcome = await d.writer.append(company, channel, operation, ({ at, post, seq }) => {
        // Nobody gives more of the past than he has himself.
        const now = { fromPost: post, fromSeq: seq };
        const { fromPost, fromSeq } = state === "removed" ? (standing ?? now) : fromHistory ? open : now;
        const by = state === "active" && person !== actor.person ? actor.person : null;
        return {
          expects: [...rightsOf(open), expect(ChannelMember, { company, channel, person }, version)],
          puts: [put(ChannelMember, { company, channel, person, state, fromPost, since: at, by, fromSeq }, version + 1)],
          event: { kind: state === "active" ? "joined" : "left", person },
        };
      });
      refuseOtherRequest(outcome, operation);
      if (outcome.status !== "refused") return true;
      d.access.forget(open, person);
      return false;
    });
    await d.settled();
  }

  /** The grant row without an actor's rights: a person left the company, an invitation names channels, a direct is opened again. */
  async function setMemberAs(
    company: string,
    channel: string,
    person: string,
    state: "active" | "removed",
    from?: Pick<MemberRow, "fromPost" | "fromSeq">,
  ): Promise<true> {
    return decideAgain(async () => {
      const standing = await d.access.member(company, channel, person);
      if ((standing?.state ?? "removed") === state) return true;
      const version = standing?.version ?? 0;
      const outcome = await d.writer.append(company, channel, { id: operationId(), digest: null }, ({ at }) => ({
        expects: [expect(ChannelMember, { company, channel, person }, version)],
        puts: [put(ChannelMember, { company, channel, person, state, ...pastOf(from ?? standing), since: at, by: null }, version + 1)],
        event: { kind: state === "active" ? "joined" : "left", person },
      }));
      return outcome.status === "applied";
    });
  }

  /** Other people have another direct, which may lie in another shard: there the key may stand under its request. */
  async function refuseOtherDirect(operation: Operation): Promise<void> {
    if (operation.digest === null) return;
    const { port } = d.records;
    const entries = await Promise.all(Array.from({ length: port.shards }, (_, shard) => port.operation(shard, operation.id)));
    for (const entry of entries) if (entry) refuseOtherRequest({ status: "repeated", entry }, operation);
  }

  return {
    make,

    estate: createEstate(d),

    isErased: async (company: string, channel: string): Promise<boolean> => (await d.access.erased(company, channel)) !== undefined,

    /** Whether a channel could take the name; for an import that looks for one. */
    async isNameFree(company: string, name: string, channel: string): Promise<boolean> {
      const standing = await d.records.get(ChannelName, { company, name: nameToken(company, name) });
      return !standing || standing.channel === channel;
    },

    /** The public channel of this name. */
    async named(company: string, name: string): Promise<string | undefined> {
      const standing = await d.records.get(ChannelName, { company, name: nameToken(company, name) });
      const bearer = standing && (await d.access.channel(company, standing.channel));
      return bearer?.kind === "public" && bearer.name === name ? bearer.channel : undefined;
    },
    mine: d.view.mine,

    async create(
      actor: PersonActor,
      body: { name: string; kind: "public" | "private"; team: string | null; topic: string; whoPosts?: Who; shows?: "messages" | "files" },
      operation: Operation,
    ) {
      if (body.shows === "files" && body.kind === "public") throw new Refusal("invalid_request", { fields: [{ path: "body.shows", problem: "only_private" }] });
      if (body.team !== null) await d.requireTeam(actor, body.team);
      else if (!reachesTeam(actor, null)) throw new Refusal("team_not_found");
      const { company, person } = actor;
      const channel = derivedId(d.records.keys.indexKey(company), "channel", operation.id);
      refuseOtherRequest(await make({ ...body, company, channel, createdBy: person, members: [person] }, operation), operation);
      return mine(actor, channel);
    },

    async openDirect(actor: PersonActor, others: readonly string[], operation: Operation) {
      if (!reachesDirects(actor)) throw new Refusal("out_of_scope");
      const people = [...new Set([...others, actor.person])].sort();
      for (const person of people) if (person !== actor.person) await d.requirePerson(actor, person);
      const { company } = actor;
      // The same people always have the same direct: its id comes from theirs.
      const channel = derivedId(d.records.keys.indexKey(company), "direct", ...people);
      await refuseOtherDirect(operation);
      if (!(await d.access.channel(company, channel))) {
        const made = await make(
          { company, channel, kind: people.length > 2 ? "group" : "direct", name: "", topic: "", team: null, createdBy: actor.person, members: people },
          { id: operation.id, digest: operation.digest },
        );
        refuseOtherRequest(made, operation);
      }
      // Who had left the company and came back finds the conversation again.
      for (const person of people) await setMemberAs(company, channel, person, "active");
      return mine(actor, channel);
    },

    async get(actor: PersonActor, channel: string) {
      const open = await d.access.openChannel(actor, channel);
      const [head, members] = await Promise.all([d.writer.head(actor.company, channel), d.view.memberCount(actor.company, channel)]);
      return { ...presentChannel(open.channel, head), joined: open.member !== undefined, members };
    },

    async update(actor: PersonActor, channel: string, body: ChannelChange, operation: Operation) {
      const before = await d.access.openChannel(actor, channel);
      const actions = actionsOf(body);
      for (const action of actions) allow(action, before);
      const isRenamed = body.name !== undefined && body.name !== before.channel.name;
      if (isRenamed && before.channel.kind === "public") await claimName(actor.company, body.name as string, channel);
      await act(actor, channel, actions, operation, ({ channel: row }, at) => {
        const archivedAt = body.archived === undefined ? row.archivedAt : body.archived ? (row.archivedAt ?? at) : null;
        const next = {
          ...row,
          name: body.name ?? row.name,
          topic: body.topic ?? row.topic,
          archivedAt,
          whoPosts: body.whoPosts ?? row.whoPosts,
          whoAddressesAll: body.whoAddressesAll ?? row.whoAddressesAll,
          ...(body.sensitive === undefined ? {} : { sensitive: body.sensitive }),
        };
        const listing = { company: row.company, channel, state: archivedAt === null ? "open" : "archived" } as const;
        const isListed = row.kind === "public" && (archivedAt === null) !== (row.archivedAt === null);
        return {
          expects: [],
          puts: [put(Channel, next, row.version + 1), ...(isListed ? [put(PublicChannel, listing, row.version + 1)] : [])],
          event: { kind: "changed", person: actor.person },
        };
      });
      const open = await d.access.openChannel(actor, channel);
      return presentChannel(open.channel, await d.writer.head(actor.company, channel));
    },

    async join(actor: PersonActor, channel: string, operation: Operation) {
      await setMember(actor, channel, "join", actor.person, "active", operation);
      return mine(actor, channel);
    },
    /** Who is not in a channel that he may read has left it already. */
    async leave(actor: PersonActor, channel: string, operation: Operation): Promise<void> {
      const { member, channel: row } = await d.access.openChannel(actor, channel);
      if (member || row.kind !== "public") await setMember(actor, channel, "leave", actor.person, "removed", operation);
    },

    async addMember(actor: PersonActor, channel: string, person: string, history: boolean, operation: Operation): Promise<void> {
      allow("addMember", await d.access.openChannel(actor, channel));
      await d.requirePerson(actor, person);
      await setMember(actor, channel, "addMember", person, "active", operation, history);
    },

    async removeMember(actor: PersonActor, channel: string, person: string, operation: Operation): Promise<void> {
      await setMember(actor, channel, person === actor.person ? "leave" : "removeMember", person, "removed", operation);
    },

    setMemberAs,

    /** As far as the invitation's maker may add somebody now; one that is no person (the command line) opens public channels. */
    async joinByInvite(company: string, channel: string, person: string, by: string): Promise<void> {
      const [row, maker] = await Promise.all([d.access.channel(company, channel), d.access.member(company, channel, by)]);
      const isOpen = row?.archivedAt === null && (row.kind === "public" || (row.kind === "private" && maker?.state === "active"));
      if (isOpen) await setMemberAs(company, channel, person, "active", maker?.state === "active" ? maker : { fromPost: 0, fromSeq: null });
    },

    /** An import closes what was closed where it came from. */
    async archiveAs(company: string, channel: string): Promise<true> {
      return decideAgain(async () => {
        const row = await d.access.channel(company, channel);
        if (!row || row.archivedAt !== null) return true;
        const outcome = await d.writer.append(company, channel, { id: operationId(), digest: null }, ({ at }) => ({
          expects: [expect(Channel, row, row.version)],
          puts: [
            put(Channel, { ...row, archivedAt: at }, row.version + 1),
            ...(row.kind === "public" ? [put(PublicChannel, { company, channel, state: "archived" as const }, row.version + 1)] : []),
          ],
          event: { kind: "changed" },
        }));
        return outcome.status === "applied";
      });
    },

    async members(actor: PersonActor, channel: string, query: { after?: string | undefined; limit: number }) {
      await d.access.openChannel(actor, channel);
      const { company } = actor;
      const members: { person: string; since: number; fromPost: number }[] = [];
      let isPast = query.after === undefined;
      for await (const row of d.records.all(ChannelMember, { company, channel })) {
        if (isPast && row.state === "active") members.push({ person: row.person, since: row.since, fromPost: row.fromPost });
        if (row.person === query.after) isPast = true;
        if (members.length > query.limit) break;
      }
      return { members: members.slice(0, query.limit), more: members.length > query.limit };
    },

    /** The projections say where to look, the grants of both decide. */
    async inCommon(actor: PersonActor, person: string): Promise<string[]> {
      await d.requirePerson(actor, person);
      const { company } = actor;
      const [mine, theirs] = await Promise.all([d.view.idsOf(company, actor.person), d.view.idsOf(company, person)]);
      const known = new Set(theirs);
      const shared = await Promise.all(
        mine
          .filter((id) => known.has(id))
          .map(async (id) => {
            const [row, own, other] = await Promise.all([
              d.access.channel(company, id),
              d.access.member(company, id, actor.person),
              d.access.member(company, id, person),
            ]);
            const isNamed = row?.kind === "public" || row?.kind === "private";
            return isNamed && other?.state === "active" && (await d.access.openAsMember(actor, row, own)) ? [id] : [];
          }),
      );
      return shared.flat();
    },

    async browse(actor: PersonActor, body: { words: string; archived: boolean; after?: string | undefined; limit: number }) {
      const { company, person } = actor;
      const words = body.words.toLowerCase();
      const state = body.archived ? "archived" : "open";
      const found: { row: ChannelRow; joined: boolean }[] = [];
      for await (const listed of d.records.all(PublicChannel, { company })) {
        const row = listed.state === state ? await d.access.channel(company, listed.channel) : undefined;
        if (!row || !isInScope(actor, row) || !`${row.name} ${row.topic.toLowerCase()}`.includes(words)) continue;
        found.push({ row, joined: (await d.access.member(company, row.channel, person))?.state === "active" });
      }
      found.sort((a, b) => a.row.name.localeCompare(b.row.name));
      const start = body.after === undefined ? 0 : found.findIndex((f) => f.row.name > (body.after as string));
      const page = start < 0 ? [] : found.slice(start, start + body.limit);
      const heads = await d.writer.heads(
        company,
        page.map((f) => f.row.channel),
      );
      const channels = await Promise.all(
        page.map(async ({ row, joined }, i) => ({
          ...presentChannel(row, heads[i] as (typeof heads)[number]),
          joined,
          members: await d.view.memberCount(company, row.channel),
        })),
      );
      return { channels, more: start >= 0 && found.length > start + body.limit };
    },

    async prefer(actor: PersonActor, channel: string, wish: Wish): Promise<void> {
      allow("prefer", await d.access.openChannel(actor, channel));
      await d.view.prefer(actor, channel, wish);
    },

    async mark(actor: PersonActor, channel: string, { post, turn }: { post: number; turn?: number | undefined }): Promise<void> {
      allow("mark", await d.access.openChannel(actor, channel));
      const head = await d.writer.head(actor.company, channel);
      await d.view.markers.forward(actor, channel, Math.min(post, head.post), turn);
    },

    async markUnread(actor: PersonActor, channel: string, { post, turn }: { post: number; turn: number }): Promise<void> {
      allow("mark", await d.access.openChannel(actor, channel));
      const head = await d.writer.head(actor.company, channel);
      await d.view.markers.back(actor, channel, Math.min(post, head.post), turn);
    },
  };
}

/** How much of the past a member row gives; without one, all of it. */
const pastOf = (row: Pick<MemberRow, "fromPost" | "fromSeq"> | undefined) => ({ fromPost: row?.fromPost ?? 0, fromSeq: row?.fromSeq ?? null });
