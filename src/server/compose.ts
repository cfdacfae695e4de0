/**
 * Wires the features over an open installation: who gets what is seen here and nowhere else. Adapters are chosen in
 * main.ts, listening is done in serve.ts.
 */
import type { OwnList } from "../contract/index.ts";
import { composeAccounts } from "./compose-accounts.ts";
import { composeAudit } from "./compose-audit.ts";
import { composeFiles } from "./compose-files.ts";
import { composePeople } from "./compose-people.ts";
import { composeSearch } from "./compose-search.ts";
import { composeSignIn } from "./compose-sign-in.ts";
import { composeTrust } from "./compose-trust.ts";
import { composeWriting } from "./compose-writing.ts";
import { type Config, describeConfig } from "./config/index.ts";
import { type Accounts, type AccountsOptions, presentSession } from "./features/accounts/index.ts";
import { createBackupLog } from "./features/backups/index.ts";
import {
  allow,
  ChannelAccess,
  type Channels,
  ChannelWriter,
  channelRoutes,
  createChannels,
  createChannelView,
  createErasing,
  createSurvey,
  membershipProjection,
  sweepEvents,
} from "./features/channels/index.ts";
import { type Companies, companyRoutes, createCompanies, createCompanySecurity, createInvites } from "./features/companies/index.ts";
import { firstChannel, furnish } from "./features/demo/index.ts";
import { createErasures } from "./features/erasures/index.ts";
import type { FactorsDeps } from "./features/factors/index.ts";
import { createImports, importRoutes } from "./features/imports/index.ts";
import { createJobs, jobRoutes } from "./features/jobs/index.ts";
import { createInbox, createMessageReader } from "./features/messages/index.ts";
import { createHandles, createStewardship, PeopleDirectory, peopleRoutes } from "./features/people/index.ts";
import { recoveryRoutes } from "./features/recovery/index.ts";
import { createShares, shareRoutes } from "./features/shares/index.ts";
import { createTeams, TeamMember, type Teams, teamRoutes } from "./features/teams/index.ts";
import { createTokens, type Tokens } from "./features/tokens/index.ts";
import { trustRoutes } from "./features/trust/index.ts";
import { type Actor, type Authenticator, type PersonActor, Refusal, type Route } from "./http/index.ts";
import type { OwnListener } from "./http/own-listener.ts";
import type { Installation } from "./installation.ts";
import type { Clock } from "./platform/clock/index.ts";
import { Egress, type EgressLimits } from "./platform/egress/index.ts";
import { Agenda, JournalFeed, sweepEach } from "./platform/jobs/index.ts";
import { RowCache } from "./platform/records/cache.ts";

export interface ComposeOptions {
  readonly clock: Clock;
  readonly version: string;
  readonly accounts?: AccountsOptions;
  readonly egress?: EgressLimits;
  /** The origin that links begin with; known once the server listens. */
  readonly url: () => string;
  /** Every origin under which people reach the server. */
  readonly origins: () => readonly string[];
  readonly config: Config;
  /** Undefined while nothing listens. */
  readonly listener: () => OwnListener | undefined;
  /** Folder for what waits to be worked on: sealed uploads. */
  readonly spool: string;
  readonly onError: (where: string, error: unknown) => void;
}

/** What features tell the sockets beside the journal; set by the gateway. */
export interface Notices {
  personal(company: string, person: string, channel: string): void;
  inbox(company: string, person: string): void;
  own(company: string, person: string, what: OwnList): void;
  job(company: string, job: string): void;
}

/** Milliseconds that events and operation ids are remembered. */
const KEPT_FOR = 30 * 86_400_000;

export type Services = Awaited<ReturnType<typeof compose>>;

export async function compose(core: Installation, o: ComposeOptions) {
  const { records } = core;
  const { clock } = o;
  const notices: Notices = { personal: () => undefined, inbox: () => undefined, own: () => undefined, job: () => undefined };
  const feed = new JournalFeed({ records, clock, onError: (consumer, error) => o.onError(`consumer ${consumer}`, error) });
  const agenda = new Agenda({ records, clock, onError: o.onError });
  const { smtp, egressAllow, dns } = o.config;
  // The mail server is the operator's choice, wherever it stands.
  const mailServer = smtp ? [{ purpose: "mail" as const, kind: "peer" as const, host: smtp.host, port: smtp.port }] : [];
  const egress = new Egress({ records, clock, allow: [...egressAllow, ...mailServer], dns, ...(o.egress ? { limits: o.egress } : {}) });
  /** A revoking request answers after the consumers have it, at most a second later. */
  const settled = () => feed.settled(1000);

  const directory = new PeopleDirectory(records);
  const handles = createHandles({ records, directory, now: clock.now });
  const access = new ChannelAccess(records, (company, team, person) => teams.roleOf(company, team, person));
  const checkpointFolder = o.config.auditCheckpoints;
  const { audit, reads } = composeAudit({ records, clock, checkpointFolder, accounts: (): Accounts => accounts, access, directory, onError: o.onError });
  const writer = new ChannelWriter(records, clock);
  const reader = createMessageReader(records, reads);

  const security = createCompanySecurity({ records, clock });
  const { mail, recovery, holds, accounts, factors, newcomers } = composeAccounts({
    ...{ core, clock, config: o.config, options: o.accounts, egress, security, url: o.url, origins: o.origins, version: o.version, onError: o.onError },
    after: (): { companies: Companies; wayOf: FactorsDeps["wayOf"] } => ({ companies, wayOf: (word) => connections.connections.wayOf(word) }),
  });
  const companies = createCompanies({
    ...{ records, clock, directory, handles, security, accountName: newcomers.accountName },
    // What could not be noted is filled again behind the next start.
    onNew: (company) => search.refill.begin(company).catch((error: unknown) => o.onError("search", error)),
  });
  const inbox = createInbox({
    records,
    access,
    reader,
    channelsOf: (company, person) => view.idsOf(company, person),
    isInTeam: async (company, team, person) => (await teams.roleOf(company, team, person)) !== undefined,
    onChange: (company, person, channel) => {
      notices.inbox(company, person);
      if (channel !== null) notices.personal(company, person, channel);
    },
  });
  const isFirst = (company: string, channel: string): boolean => channel === firstChannel(records, company);
  const view = createChannelView({ records, access, writer, isFirst, mentions: inbox.mentions });

  const welcome = (company: string, person: string): Promise<void> => channels.joinByInvite(company, firstChannel(records, company), person, person);
  const { people, shared, actorOf, endWhatIsHeld, requirePerson } = composePeople({
    ...{ records, now: clock.now, feed, directory, handles, accounts, companies, view, welcome, settled },
    after: (): { teams: Teams; tokens: Tokens; channels: Channels } => ({ teams, tokens, channels }),
  });

  const teams = createTeams({ records, clock, members: new RowCache(records, TeamMember), openPerson: people.openPerson });
  const tokens = createTokens({
    records,
    clock,
    directory,
    handles,
    people: companies.personRows,
    isAccountActive: accounts.isActive,
    hasSecond: async (account) => (await factors.factors.waysOf(account)).length > 0,
    holds,
    noteWrong: accounts.attemptToken,
    requireTeam: async (actor, team) => {
      if (actor.role === "guest") throw new Refusal("team_not_found");
      await teams.openTeam(actor, team);
    },
    companyName: async (company) => (await companies.present(company)).name,
  });
  const channels = createChannels({
    records,
    clock,
    access,
    writer,
    view,
    requirePerson,
    requireTeam: async (actor, team) => {
      await teams.openTeam(actor, team);
      const role = await teams.roleOf(actor.company, team, actor.person);
      if (role === undefined && actor.role !== "administrator") throw new Refusal("team_not_found");
    },
    settled,
  });
  const files = composeFiles({
    ...{ records, objects: core.objects, clock, access, writer, reads, config: o.config },
    channelsOf: view.mine,
    peopleOf: async (company) => (await directory.sorted(company)).map(({ person }) => person),
  });
  const shares = createShares({
    ...{ records, clock, files: files.files, actorOf, reads, url: o.url },
    hash: accounts.hashPassword,
    requirePassword: accounts.requireLinkPassword,
    forget: (open) => void access.forget(open),
  });
  const writing = composeWriting({
    ...{ records, clock, agenda, access, writer, reader, view, files: files.files, inbox, teams, directory, shared, actorOf },
    onChange: (company, person, what) => notices.own(company, person, what),
  });
  const { messages } = writing;
  const stewardship = createStewardship({
    openPerson: people.openPerson,
    accountOf: async (company, person) => (await companies.personRows.get({ company, person }))?.account ?? null,
    sessionsOf: async (account, current) => (await accounts.sessions.list(account)).map((one) => presentSession(one, current)),
    endSessions: (account) => accounts.sessions.endAll(account),
    endSession: (account, session, operation) => accounts.sessions.end(account, session, operation),
    resetLink: (account) => accounts.credentials.makeResetLink(account),
    mailReset: (account, link) => accounts.credentials.mailReset(account, link),
    url: o.url,
    channels: channels.estate,
    teams: teams.estate,
  });
  const invites = createInvites({
    records,
    clock,
    companies,
    directory,
    url: o.url,
    letters: mail.spool,
    nameOf: async (company, person) => (await directory.many(company, [person]))[0]?.name ?? "",
    requireChannel: async (actor, channel) => allow("addMember", await access.openChannel(actor, channel)),
    channelNamed: (company, name) => channels.named(company, name),
    joinChannel: (company, channel, person, by) => channels.joinByInvite(company, channel, person, by),
    endWhatIsHeld,
    welcome,
  });

  const { connections, directories, outgoing } = composeSignIn({
    ...{ records, clock, egress, trail: audit.trail, accounts, companies, security, factors, people, stewardship, directory, welcome, settled },
    ...{ url: o.url, mailServer: smtp?.host, letters: mail.spool, onError: o.onError },
  });

  const search = composeSearch({
    records,
    index: core.index,
    clock,
    access,
    view,
    reader,
    reads,
    files: files.files,
    companies: () => companies.all(),
    onError: o.onError,
  });

  const erasures = createErasures({
    records,
    clock,
    passed: (shard, number, but) => feed.passed(shard, number, but),
    postings: search.indexer.eraseChannel,
    bytes: files.eraseBytes,
    forget: (channel) => {
      access.clear();
      writer.forget(channel);
    },
    onGone: (company, people) => {
      for (const person of people) notices.inbox(company, person);
    },
  });

  const imports = createImports({
    records,
    clock,
    handles,
    channels,
    writer,
    now: clock.now,
    spool: o.spool,
    onChange: (company, job) => notices.job(company, job),
    onError: o.onError,
  });

  /** What counts no more, removed for good: dead guesses and tokens, events and journal entries of more than thirty days. */
  const sweep = async (): Promise<void> => {
    const before = clock.now() - KEPT_FOR;
    await sweepEach([
      () => accounts.sweep(),
      () => factors.sweep(),
      async () => connections.sweep(await companies.all()),
      () => tokens.sweep(),
      async () => audit.heal(await companies.all()),
      async () => audit.sweep(await companies.all()),
      async () => mail.spool.sweep(await companies.all()),
      async () => files.sweep(await companies.all()),
      () => shares.sweep(),
      () => sweepEvents(records, before),
      () => feed.trim(before),
    ]);
  };

  const consumers = [
    accounts.newSignIns,
    membershipProjection(records),
    inbox.consumer,
    directory.consumer,
    ...writing.consumers,
    ...files.consumers,
    ...search.consumers,
    erasures,
  ];
  for (const consumer of consumers) feed.add(consumer);

  const authenticator: Authenticator = { authenticate: tokens.beside(accounts.authenticate), enterCompany: companies.enterCompany, whyNot: companies.whyNot };
  const membersOf = async (company: string, channel: string, actor: PersonActor): Promise<ReadonlySet<string>> => {
    await access.openChannel(actor, channel);
    return new Set(await view.membersOf(company, channel));
  };
  const trust = composeTrust({
    ...{ core, config: o.config, records, clock, accounts, tokens, companies, channels, messages, authenticator, audit, directory, invites },
    ...{ trail: audit.trail, listener: o.listener, onError: o.onError },
    settled: () => feed.idle(),
    handled: () => feed.handled(),
    routes: () => routes,
  });
  const survey = createSurvey({
    records,
    access,
    writer,
    view,
    isFirst,
    active: async (company) =>
      (await directory.sorted(company)).filter(({ state, kind }) => state === "active" && kind === "person").map(({ person }) => person),
  });
  const backups = createBackupLog({ records, clock });
  const jobs = createJobs({
    now: clock.now,
    consumers: () => feed.standing(),
    agenda: (company) => agenda.standing(company),
    imports,
    trust,
    backups,
    search: search.refill,
    hasKit: () => recovery.isConfirmed(),
    outgoing,
  });
  const routes: Route[] = [
    ...accounts.routes,
    ...factors.routes,
    ...connections.routes,
    ...directories.routes,
    ...mail.routes,
    ...recoveryRoutes(recovery, async (actor: Actor, password) => void (await accounts.credentials.confirm(actor, password))),
    ...companyRoutes({
      companies,
      invites,
      security,
      furnish: (company, person, start) => furnish({ records, clock, handles, channels, messages }, company, person, start).then(settled),
      leave: people.leave,
      ...newcomers,
    }),
    ...peopleRoutes(people, stewardship, membersOf),
    ...teamRoutes(teams),
    ...tokens.routes,
    ...channelRoutes(channels, createErasing({ access, writer, isFirst, settled }), survey, (company, person, channel) =>
      notices.personal(company, person, channel),
    ),
    ...writing.routes,
    ...files.routes,
    ...shareRoutes(shares, accounts.opening),
    ...search.routes,
    ...importRoutes(imports),
    ...jobRoutes(jobs, () => ({ file: o.config.file, settings: describeConfig(o.config, core.id) })),
    ...audit.routes,
    ...trustRoutes({
      records,
      inspector: {
        records,
        openMessage: messages.openMessage,
        openChannel: (actor, channel) => access.openChannel(actor, channel),
        openPerson: people.openPerson,
        openFile: files.files.openFile,
        objects: core.objects,
        postings: search.postings,
      },
      trust,
    }),
  ];

  return {
    core,
    records,
    clock,
    feed,
    agenda,
    notices,
    directory,
    handles,
    access,
    writer,
    reader,
    view,
    companies,
    recovery,
    accounts,
    egress,
    mail,
    connections,
    directories,
    factors,
    audit,
    inbox,
    people,
    teams,
    tokens,
    channels,
    messages,
    invites,
    files,
    search,
    imports,
    backups,
    trust,
    sweep,
    authenticator,
    reads,
    routes,
    settled,
    url: o.url,
    version: o.version,
  };
}
