/** Wires what people write: messages, and what everybody keeps of them for himself. */
import type { OwnList } from "../contract/index.ts";
import type { ChannelAccess, ChannelView, ChannelWriter } from "./features/channels/index.ts";
import { createDrafts, draftRoutes } from "./features/drafts/index.ts";
import type { Files } from "./features/files/index.ts";
import { createAddressing, createMessages, type Inbox, type MessageReader, messageRoutes } from "./features/messages/index.ts";
import type { PeopleDirectory, SharedPeople } from "./features/people/index.ts";
import { createPreferences, preferenceRoutes } from "./features/preferences/index.ts";
import { createReports, reportRoutes } from "./features/reports/index.ts";
import { createSaved, savedRoutes } from "./features/saved/index.ts";
import { createScheduled, scheduledRoutes } from "./features/scheduled/index.ts";
import type { Teams } from "./features/teams/index.ts";
import { createThreads, threadRoutes } from "./features/threads/index.ts";
import type { PersonActor } from "./http/index.ts";
import type { Clock } from "./platform/clock/index.ts";
import type { Agenda } from "./platform/jobs/index.ts";
import type { SealedStore } from "./platform/records/sealed.ts";

export interface WritingComposition {
  readonly records: SealedStore;
  readonly clock: Clock;
  readonly agenda: Agenda;
  readonly access: ChannelAccess;
  readonly writer: ChannelWriter;
  readonly reader: MessageReader;
  readonly view: ChannelView;
  readonly files: Pick<Files, "attach" | "talk" | "threadOf" | "trashWith">;
  readonly inbox: Inbox;
  readonly teams: Teams;
  readonly directory: PeopleDirectory;
  readonly shared: SharedPeople;
  /** A person with the rights that he has now, for what is done in his name while he is away. */
  readonly actorOf: (company: string, person: string) => Promise<PersonActor | undefined>;
  readonly onChange: (company: string, person: string, what: OwnList) => void;
}

export function composeWriting({
  records,
  clock,
  agenda,
  access,
  writer,
  reader,
  view,
  files,
  inbox,
  teams,
  directory,
  shared,
  actorOf,
  ...o
}: WritingComposition) {
  const messages = createMessages({
    records,
    clock,
    access,
    writer,
    reader,
    files,
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
  const own = (what: OwnList) => (company: string, person: string) => o.onChange(company, person, what);
  const saved = createSaved({ records, clock, messages, agenda, remind: inbox.remind, onChange: own("saved") });
  const threads = createThreads({ records, clock, access, reader, messages, onChange: own("threads") });
  const scheduled = createScheduled({ records, clock, access, messages, agenda, actorOf, onChange: own("scheduled") });
  return {
    messages,
    consumers: [threads.consumer, saved.consumer, scheduled.consumer],
    routes: [
      ...messageRoutes(messages, inbox),
      ...threadRoutes(threads),
      ...draftRoutes(createDrafts({ records, clock, access, onChange: own("drafts") })),
      ...savedRoutes(saved),
      ...scheduledRoutes(scheduled),
      ...reportRoutes(createReports({ records, clock, messages })),
      ...preferenceRoutes(createPreferences({ records, onChange: own("preferences") })),
    ],
  };
}
