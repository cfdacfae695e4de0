/** Whether everything that follows from something else in a store does: asked of a server that has come to rest. */
import { Channel, ChannelEvent, ChannelHead, ChannelMember, ChannelName, Membership, PublicChannel } from "../../src/server/features/channels/index.ts";
import { Company, CompanyEntry, Link } from "../../src/server/features/companies/index.ts";
import { InboxRow, Message, Reaction, Reply, ThreadHead } from "../../src/server/features/messages/index.ts";
import { Person } from "../../src/server/features/people/index.ts";
import { TeamMember } from "../../src/server/features/teams/index.ts";
import type { AnyRecord, KeyOf } from "../../src/server/platform/records/define.ts";
import { RowUnreadable, type Stored } from "../../src/server/platform/records/sealed.ts";
import type { RunningServer } from "../../src/server/serve.ts";

type Services = RunningServer["services"];
type Tell = (what: string) => void;

/** What was found, a line each; nothing where all is well. */
export async function disagreements(services: Services): Promise<string[]> {
  await services.feed.idle();
  const found: string[] = [];
  const tell: Tell = (what) => void found.push(what);
  const rows = await readRows(services);
  access(rows, tell);
  people(rows, tell);
  numbers(rows, tell);
  inbox(rows, tell);
  await remembered(services, rows, tell);
  return found;
}

type Rows = Awaited<ReturnType<typeof readRows>>;

async function readRows({ records }: Services) {
  /** Keys of rows that a test changed from outside: they are left out. */
  const spoilt = new Set<unknown>();
  async function all<D extends AnyRecord>(record: D): Promise<Stored<D>[]> {
    const opened: Stored<D>[] = [];
    for (let after: string | undefined, isFirst = true; isFirst || after !== undefined; isFirst = false) {
      const page = await records.port.scan(record.name, after, 1000);
      for (const row of page.rows) {
        const one = await records.open(record, row).catch((error: unknown) => error);
        if (!(one instanceof Error)) opened.push(one as Stored<D>);
        else if (one instanceof RowUnreadable) for (const cell of row.key) spoilt.add(cell);
        else throw one;
      }
      after = page.next;
    }
    return opened;
  }
  return {
    spoilt,
    channels: await all(Channel),
    listed: await all(PublicChannel),
    names: await all(ChannelName),
    heads: await all(ChannelHead),
    events: await all(ChannelEvent),
    members: await all(ChannelMember),
    memberships: await all(Membership),
    entries: await all(CompanyEntry),
    companies: await all(Company),
    links: await all(Link),
    persons: await all(Person),
    teamMembers: await all(TeamMember),
    messages: await all(Message),
    replies: await all(Reply),
    threads: await all(ThreadHead),
    reactions: await all(Reaction),
    inbox: await all(InboxRow),
  };
}

const by = <T>(rows: readonly T[], keyOf: (row: T) => string): Map<string, T> => new Map(rows.map((row) => [keyOf(row), row]));
const group = <T>(rows: readonly T[], keyOf: (row: T) => string): Map<string, T[]> => Map.groupBy(rows, keyOf);

function access(rows: Rows, tell: Tell): void {
  const grantOf = (row: { channel: string; person: string }) => `${row.channel} ${row.person}`;
  const grants = by(rows.members, grantOf);
  const projected = by(rows.memberships, grantOf);
  for (const [key, { state, version }] of projected) {
    if (state === "active" && grants.get(key)?.state !== "active") tell(`membership ${key} without a grant`);
    if (version !== grants.get(key)?.version) tell(`membership ${key}: version ${version} of ${grants.get(key)?.version}`);
  }
  for (const [key, { state }] of grants) if (projected.get(key)?.state !== state) tell(`grant ${key}: ${state}, projected ${projected.get(key)?.state}`);

  const channels = by(rows.channels, ({ channel }) => channel);
  const listed = by(rows.listed, ({ channel }) => channel);
  const held = new Set(rows.names.map(({ channel }) => channel));
  for (const { channel, kind, archivedAt } of channels.values()) {
    const listing = kind === "public" ? (archivedAt === null ? "open" : "archived") : undefined;
    if (listed.get(channel)?.state !== listing) tell(`public list ${channel}: ${listed.get(channel)?.state} for ${listing}`);
    if (kind === "public" && !held.has(channel)) tell(`public channel ${channel} holds no name`);
  }
  for (const channel of listed.keys()) if (!channels.has(channel)) tell(`public list: no channel ${channel}`);
}

function people(rows: Rows, tell: Tell): void {
  const persons = by(rows.persons, ({ person }) => person);
  const links = by(rows.links, ({ account, joined }) => `${account} ${joined}`);
  // Whoever an import brought without an account stays where he was, though he had left.
  const isIn = (person: string) => persons.get(person)?.state === "active" || persons.get(person)?.account === null;
  for (const { company, person, account, state } of persons.values()) {
    const isLinked = account !== null && links.get(`${account} ${company}`)?.state === "active";
    if (account !== null && (state === "active") !== isLinked) tell(`person ${person}: ${state}, linked ${isLinked}`);
  }
  for (const { person, channel, state } of rows.members) if (state === "active" && !isIn(person)) tell(`grant in ${channel} of ${person}, who is out`);
  for (const { person, team, state } of rows.teamMembers) if (state === "active" && !isIn(person)) tell(`member of team ${team}: ${person}, who is out`);
  for (const { company, administrators } of rows.companies) {
    const count = rows.persons.filter((p) => p.company === company && p.state === "active" && p.role === "administrator").length;
    if (count !== administrators) tell(`company ${company}: ${administrators} administrators noted, ${count} there`);
  }
  const companies = new Set(rows.companies.map(({ company }) => company));
  for (const { entry, state } of rows.entries) if (state === "active" && !companies.has(entry)) tell(`company ${entry} is listed and not there`);
}

/** Gap-free, and the heads name the last. */
function numbers(rows: Rows, tell: Tell): void {
  const events = group(rows.events, ({ channel }) => channel);
  const messages = group(rows.messages, ({ channel }) => channel);
  const isFrom = (first: number, given: readonly number[]) => given.toSorted((a, b) => a - b).every((number, at) => number === first + at);
  for (const { channel, seq, post } of rows.heads) {
    if (rows.spoilt.has(channel)) continue;
    // Old events are forgotten: what is left ends at the head.
    const seqs = (events.get(channel) ?? []).map((event) => event.seq);
    if (!isFrom(seq - seqs.length + 1, seqs)) tell(`channel ${channel}: events ${seqs.join()} for seq ${seq}`);
    const posts = (messages.get(channel) ?? []).map((message) => message.post);
    if (posts.length !== post || !isFrom(1, posts)) tell(`channel ${channel}: ${posts.length} messages for post ${post}`);
  }
  const replies = group(rows.replies, ({ channel, thread }) => `${channel} ${thread}`);
  for (const { channel, post, replies: last } of rows.threads) {
    if (rows.spoilt.has(channel)) continue;
    const given = (replies.get(`${channel} ${post}`) ?? []).map(({ reply }) => reply);
    if (given.length !== last || !isFrom(1, given)) tell(`thread ${channel} ${post}: ${given.length} replies for ${last}`);
  }
}

function inbox(rows: Rows, tell: Tell): void {
  const messages = by(rows.messages, ({ channel, post }) => `${channel} ${post} 0`);
  const replies = by(rows.replies, ({ channel, thread, reply }) => `${channel} ${thread} ${reply}`);
  const standing = by(rows.inbox, ({ channel, post, reply, person }) => `${channel} ${post} ${reply} ${person}`);
  const all = new Map<string, Stored<typeof Message> | Stored<typeof Reply>>([...messages, ...replies]);
  const wanted = new Set<string>();
  for (const [ref, message] of all) {
    if (message.source === "import" || rows.spoilt.has(message.channel)) continue;
    const addressed = new Map<string, "mention" | "reply">();
    if ("thread" in message) {
      const root = messages.get(`${message.channel} ${message.thread} 0`);
      if (root) addressed.set(root.author, "reply");
      const earlier = [...replies.values()].filter((one) => one.channel === message.channel && one.thread === message.thread && one.reply < message.reply);
      for (const { author } of earlier) addressed.set(author, "reply");
    }
    for (const person of message.mentions) addressed.set(person, "mention");
    for (const [person, kind] of addressed) {
      wanted.add(`${ref} ${person}`);
      const row = standing.get(`${ref} ${person}`);
      if (person !== message.author && message.deletedAt === null && row?.kind !== kind) tell(`inbox ${ref} of ${person}: ${row?.kind} for ${kind}`);
    }
  }
  brought(rows, all, standing, tell);
  for (const [key, { channel, post, reply, kind }] of standing) {
    if (kind === "invitation") continue;
    const message = all.get(`${channel} ${post} ${reply}`);
    if (rows.spoilt.has(channel)) continue;
    if (!message) tell(`inbox ${key}: no message`);
    else if (kind !== "mention" && kind !== "reply") continue;
    // Once mentioned stays noted, though the name was taken out again.
    else if (!wanted.has(key) && message.editedAt === null && message.deletedAt === null) tell(`inbox ${key}: ${kind} of nobody addressed`);
  }
}

type Standing = ReadonlyMap<string, Stored<typeof InboxRow>>;

/** Reactions of others, and who was put into a channel: each dated by the newest that stands. */
function brought(rows: Rows, messages: ReadonlyMap<string, { author: string; source: "live" | "import" }>, standing: Standing, tell: Tell): void {
  const reactions = rows.reactions.filter(({ state, channel }) => state === "on" && !rows.spoilt.has(channel));
  for (const [ref, given] of group(reactions, ({ channel, post, reply }) => `${channel} ${post} ${reply}`)) {
    const message = messages.get(ref);
    // An export's reactions are old news to whoever moved in, and nobody's inbox begins full.
    if (message?.source === "import") continue;
    const author = message?.author;
    const times = given.filter(({ person }) => person !== author).map(({ at }) => at);
    const row = standing.get(`${ref} ${author}`);
    const isTold = row?.kind === "reaction" && row.at === Math.max(...times);
    if (author !== undefined && times.length > 0 && !isTold) tell(`inbox ${ref} of ${author}: ${row?.kind} at ${row?.at} for reactions at ${times}`);
  }
  for (const { channel, person, state, by, since } of rows.members) {
    if (state !== "active" || by === null || rows.spoilt.has(channel)) continue;
    const row = standing.get(`${channel} 0 0 ${person}`);
    if (row?.kind !== "invitation" || row.at !== since) tell(`inbox ${channel} of ${person}: ${row?.kind} at ${row?.at} for an invitation at ${since}`);
  }
}

/** What the server remembers is what is stored. */
async function remembered({ access: door, writer, directory, companies, view }: Services, rows: Rows, tell: Tell): Promise<void> {
  const same = (what: string, known: { version: number } | undefined, stored: { version: number }) => {
    if (known?.version !== stored.version) tell(`remembered ${what}: version ${known?.version} of ${stored.version}`);
  };
  for (const row of rows.channels) same(`channel ${row.channel}`, await door.channel(row.company, row.channel), row);
  for (const row of rows.heads) same(`head of ${row.channel}`, await writer.head(row.company, row.channel), row);
  for (const row of rows.members) same(`grant ${row.channel} ${row.person}`, await door.member(row.company, row.channel, row.person), row);
  for (const row of rows.persons) {
    same(`person ${row.person}`, await directory.get(row.company, row.person), row);
    same(`row of person ${row.person}`, await companies.personRows.get({ company: row.company, person: row.person } satisfies KeyOf<typeof Person>), row);
  }
  const active = group(
    rows.members.filter(({ state }) => state === "active"),
    ({ channel }) => channel,
  );
  for (const { company, channel } of rows.channels) {
    const count = await view.memberCount(company, channel);
    if (!rows.spoilt.has(channel) && count !== (active.get(channel)?.length ?? 0))
      tell(`channel ${channel}: ${count} members counted, ${active.get(channel)?.length ?? 0} there`);
  }
}
