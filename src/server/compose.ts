/**
 * Wires the features over an open installation: who gets what is seen here and nowhere else. Adapters are chosen in
 * main.ts, listening is done in serve.ts.
 */
import type { OwnList } from "../contract/index.ts";
import { operationId } from "../crypto/index.ts";
import { composeConnections } from "./compose-connections.ts";
import { composeDirectories } from "./compose-directories.ts";
import { composeTrust } from "./compose-trust.ts";
import { type Config, describeConfig, mailAuthority } from "./config/index.ts";
import { type AccountsOptions, createAccounts, presentSession } from "./features/accounts/index.ts";
import { createAudit, createAuditNames, createReads, createWitness } from "./features/audit/index.ts";
import { createBackupLog } from "./features/backups/index.ts";
import {
  allow,
  ChannelAccess,
  ChannelWriter,
  channelRoutes,
  createChannels,
  createChannelView,
  createSurvey,
  membershipProjection,
  sweepEvents,
} from "./features/channels/index.ts";
import { Company, companyRoutes, createCompanies, createCompanySecurity, createInvites } from "./features/companies/index.ts";
import { firstChannel, furnish } from "./features/demo/index.ts";
import { createDrafts, draftRoutes } from "./features/drafts/index.ts";
import { createFactors } from "./features/factors/index.ts";
import { createImports, importRoutes } from "./features/imports/index.ts";
import { createJobs, jobRoutes } from "./features/jobs/index.ts";
import { createMail } from "./features/mail/index.ts";
import { createAddressing, createInbox, createMessageReader, createMessages, messageRoutes } from "./features/messages/index.ts";
import { createHandles, createPeople, createStewardship, PeopleDirectory, peopleRoutes } from "./features/people/index.ts";
import { createPreferences, preferenceRoutes } from "./features/preferences/index.ts";
import { createRecovery, recoveryRoutes } from "./features/recovery/index.ts";
import { createReports, reportRoutes } from "./features/reports/index.ts";
import { createSaved, savedRoutes } from "./features/saved/index.ts";
import { createScheduled, scheduledRoutes } from "./features/scheduled/index.ts";
import { createTeams, Team, TeamMember, teamRoutes } from "./features/teams/index.ts";
import { createThreads, threadRoutes } from "./features/threads/index.ts";
import { createTokens } from "./features/tokens/index.ts";
import { trustRoutes } from "./features/trust/index.ts";
import { type Actor, type Authenticator, type PersonActor, Refusal, type Route } from "./http/index.ts";
import type { OwnListener } from "./http/own-listener.ts";
import type { Installation } from "./installation.ts";
import type { Clock } from "./platform/clock/index.ts";
import { Egress, type EgressLimits } from "./platform/egress/index.ts";
import { Agenda, JournalFeed } from "./platform/jobs/index.ts";
import { smtpMailer } from "./platform/mail/index.ts";
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
  const mail = createMail({
    records,
    clock,
    mailer: smtp ? smtpMailer(egress, { ...smtp, authorities: mailAuthority(o.config) }) : undefined,
    answer: (asked) => accounts.answerLetter(asked),
    url: o.url,
    companies: () => companies.all(),
    addressOf: async (account) => (await accounts.accounts.find(account))?.email ?? null,
    onError: o.onError,
  });
  /** A revoking request answers after the consumers have it, at most a second later. */
  const settled = () => feed.settled(1000);

  const audit = createAudit({
    records,
    clock,
    onError: o.onError,
    mayKnow: async ({ company, person }, channel) => {
      const row = await access.channel(company, channel);
      return row === undefined || row.kind === "public" || (await access.member(company, channel, person))?.state === "active";
    },
    checkpointFolder: o.config.auditCheckpoints,
    namesOf: createAuditNames({
      account: async (account) => (await accounts.accounts.find(account))?.name,
      company: async (company) => (await records.find(Company, { company }))?.name,
      people: (company, ids) => directory.many(company, ids),
      channel: async (company, channel) => (await access.channel(company, channel))?.name,
      team: async (company, team) => (await records.find(Team, { company, team }))?.name,
    }),
  });
  const directory = new PeopleDirectory(records);
  const handles = createHandles({ records, directory, now: clock.now });
  const access = new ChannelAccess(records, (company, team, person) => teams.roleOf(company, team, person));
  const writer = new ChannelWriter(records, clock);
  const reads = createReads({
    trail: audit.trail,
    clock,
    isSensitive: async (company, channel) => (await access.channel(company, channel))?.sensitive ?? false,
  });
  const reader = createMessageReader(records, reads);

  const security = createCompanySecurity({ records, clock });
  const companies = createCompanies({ records, clock, directory, handles, security, accountName: (account) => accountName(account) });
  const recovery = createRecovery({ port: core.port, installation: core.id, root: core.root, rootKeyId: core.rootKeyId });
  const accounts = createAccounts({
    records,
    clock,
    ...(o.accounts ? { options: o.accounts } : {}),
    companiesOf: (account) => companies.of(account),
    secondWaysOf: (account) => factors.factors.waysOf(account),
    limitsOf: security.limitsOf,
    letters: mail.spool,
    url: o.url,
    onOwner: (account) => companies.adopt(account),
    stepAfterAccount: async () => (!(await recovery.isConfirmed()) ? "kit" : (await companies.all()).length === 0 ? "company" : "done"),
    version: o.version,
  });
  const factors = createFactors({
    records,
    clock,
    accounts,
    origins: o.origins,
    issuer: () => new URL(o.url()).host,
    demandsOf: async (account) => {
      const asked = (await companies.of(account)).map(async ({ id, name, role }) => ({ company: id, name, from: await security.demand(id, role) }));
      return (await Promise.all(asked)).flatMap(({ from, ...one }) => (from === undefined ? [] : [{ ...one, from }]));
    },
    onRefused: (why) => o.onError(`a passkey was refused (${why}), which`, new Refusal("wrong_credentials")),
  });
  async function accountName(account: string): Promise<string> {
    const found = await accounts.accounts.find(account);
    if (!found) throw new Refusal("not_found");
    return found.name;
  }

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
  const view = createChannelView({ records, access, writer, mentions: inbox.mentions });

  /** A person with the rights that he has now, for what is done in his name while he is away. */
  const actorOf = async (company: string, person: string): Promise<PersonActor | undefined> => {
    const account = (await companies.personRows.get({ company, person }))?.account;
    if (!account || (await accounts.accounts.find(account))?.state !== "active") return undefined;
    return companies.enterCompany(
      { account, session: "", installationOwner: false, isConfirmed: false, isStrong: true, vouched: company, origin: { address: "", userAgent: "" } },
      company,
    );
  };

  /** Members see everybody; a guest sees who shares a channel with him, a token of teams also who is in them. */
  const shared = async (actor: PersonActor): Promise<ReadonlySet<string> | "all"> => {
    const { token } = actor;
    if (actor.role !== "guest" && (!token || token.teams === null)) return "all";
    const channels = await view.mine(actor);
    const members = await Promise.all(channels.map((channel) => view.membersOf(actor.company, channel.id)));
    const seen = new Set([actor.person, ...members.flat()]);
    for (const team of actor.role === "guest" ? [] : (token?.teams ?? [])) for await (const person of teams.membersOf(actor.company, team)) seen.add(person);
    return seen;
  };

  const people = createPeople({
    records,
    directory,
    handles,
    rows: companies.personRows,
    shared,
    countAdministrators: companies.countAdministrators,
    now: clock.now,
    onRole: (account) => accounts.sessions.outdate(account),
    onGuest: (company, person) => teams.removeEverywhere(company, person),
    onBack: async ({ account, company, person, role }) => {
      if (account) await companies.link(account, company, person);
      if (role !== "guest") await channels.joinByInvite(company, firstChannel(records, company), person, person);
      await settled();
    },
    onTakenOut: async (person) => {
      if (person.account) await companies.unlink(person.account, person.company);
      await endWhatIsHeld(person.company, person.person);
      await settled();
    },
  });
  /** Takes a person out of every channel and team of the company, and ends his tokens. */
  const endWhatIsHeld = async (company: string, person: string): Promise<void> => {
    await tokens.service.revokeAllOf(company, person);
    // Which channels those are is a projection: it must have heard of the last one.
    await feed.settled(5000);
    for (const channel of await view.idsOf(company, person)) await channels.setMemberAs(company, channel, person, "removed");
    await teams.removeEverywhere(company, person);
  };
  const requirePerson = async (actor: PersonActor, person: string): Promise<void> => {
    const row = await people.openPerson(actor, person);
    if (row.state !== "active" || (row.kind !== "person" && row.kind !== "service")) throw new Refusal("person_not_found");
  };

  const teams = createTeams({ records, clock, members: new RowCache(records, TeamMember), openPerson: people.openPerson });
  const tokens = createTokens({
    records,
    clock,
    directory,
    handles,
    people: companies.personRows,
    isAccountActive: accounts.isActive,
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
  const messages = createMessages({
    records,
    clock,
    access,
    writer,
    reader,
    addressed: createAddressing({
      access,
      people: async (actor, ids) => {
        const seen = await shared(actor);
        return (await directory.many(actor.company, ids)).filter((p) => seen === "all" || seen.has(p.person)).map((p) => p.person);
      },
      teams: teams.known,
      teamMembers: teams.membersOf,
    }),
    mark: view.markers.written,
  });
  const own = (what: OwnList) => (company: string, person: string) => notices.own(company, person, what);
  const preferences = createPreferences({ records, onChange: own("preferences") });
  const drafts = createDrafts({ records, clock, access, onChange: own("drafts") });
  const saved = createSaved({ records, clock, messages, agenda, remind: inbox.remind, onChange: own("saved") });
  const threads = createThreads({ records, clock, access, reader, messages, onChange: own("threads") });
  const scheduled = createScheduled({ records, clock, access, messages, agenda, actorOf, onChange: own("scheduled") });
  const reports = createReports({ records, clock, messages });
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
    welcome: (company, person) => channels.joinByInvite(company, firstChannel(records, company), person, person),
  });

  const connections = composeConnections({
    ...{ records, clock, egress, url: o.url, accounts, companies, security, factors, directory, settled },
    welcome: (company, person) => channels.joinByInvite(company, firstChannel(records, company), person, person),
  });

  const directories = composeDirectories({
    ...{ records, clock, egress, accounts, companies, security, people, stewardship, connections, directory, settled, trail: audit.trail, onError: o.onError },
    welcome: (company, person) => channels.joinByInvite(company, firstChannel(records, company), person, person),
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
    await accounts.sweep();
    await factors.sweep();
    await connections.sweep();
    await tokens.sweep();
    await audit.heal(await companies.all());
    await audit.sweep(await companies.all());
    await mail.spool.sweep(await companies.all());
    await sweepEvents(records, before);
    await feed.trim(before);
  };

  const consumers = [
    accounts.newSignIns,
    membershipProjection(records),
    inbox.consumer,
    directory.consumer,
    threads.consumer,
    saved.consumer,
    scheduled.consumer,
  ];
  for (const consumer of consumers) feed.add(consumer);

  const authenticator: Authenticator = { authenticate: tokens.beside(accounts.authenticate), enterCompany: companies.enterCompany, whyNot: companies.whyNot };
  const membersOf = async (company: string, channel: string, actor: PersonActor): Promise<ReadonlySet<string>> => {
    await access.openChannel(actor, channel);
    return new Set(await view.membersOf(company, channel));
  };
  const trust = composeTrust({
    core,
    config: o.config,
    records,
    clock,
    accounts,
    tokens,
    companies,
    channels,
    messages,
    authenticator,
    settled: () => feed.idle(),
    handled: () => feed.handled(),
    witness: createWitness({ records, ...audit, companies: companies.all }),
    trail: audit.trail,
    listener: o.listener,
    routes: () => routes,
    joinCompany: async (administrator, account, role) => {
      const { url } = await invites.make(
        administrator.company,
        administrator.person,
        { role, channels: [], hours: 1, uses: 1 },
        { id: operationId(), digest: null },
      );
      await invites.accept(url.slice(url.indexOf("token=") + "token=".length), account);
    },
    forgetCompany: (company) => {
      directory.forget(company);
      audit.forget(company);
    },
    onError: o.onError,
  });
  const survey = createSurvey({
    records,
    access,
    writer,
    view,
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
    hasKit: () => recovery.isConfirmed(),
    outgoing: async (company) => {
      const { providers, domains } = await connections.peersOf(company);
      const peers = { "sign-in": [...providers], directory: await directories.peersOf(company), mail: smtp ? [smtp.host] : [] };
      return { ...peers, names: [...egress.nameServersFor([...Object.values(peers).flat(), ...domains])] };
    },
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
      accountName,
      makeAccount: (form, call) => accounts.accounts.make(form, call.operation, "body.account.password"),
      unmakeAccount: (account) => accounts.accounts.disable(account, { id: operationId(), digest: null }),
      opening: accounts.opening,
      signIn: async (account, call) => {
        const row = await accounts.accounts.find(account);
        if (!row) throw new Refusal("not_found");
        const session = await accounts.sessions.start(row, call.origin);
        call.setSession(session.token, session.expiresAt);
      },
      presentAccount: (account) => accounts.accounts.describe(account),
    }),
    ...peopleRoutes(people, stewardship, membersOf),
    ...teamRoutes(teams),
    ...tokens.routes,
    ...channelRoutes(channels, survey, (company, person, channel) => notices.personal(company, person, channel)),
    ...messageRoutes(messages, inbox),
    ...threadRoutes(threads),
    ...draftRoutes(drafts),
    ...savedRoutes(saved),
    ...scheduledRoutes(scheduled),
    ...reportRoutes(reports),
    ...preferenceRoutes(preferences),
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
