/** Wires what people keep in files. */
import type { Config } from "./config/index.ts";
import type { Reads } from "./features/audit/index.ts";
import type { ChannelAccess, ChannelWriter } from "./features/channels/index.ts";
import {
  createCopy,
  createDoor,
  createFiles,
  createFilesErasing,
  createLeftovers,
  createPreviews,
  createRecent,
  createReserve,
  createTus,
  createUploads,
  createUsage,
  createZip,
  type FilesChannel,
  fileRoutes,
  PreviewProcess,
  sweepNews,
} from "./features/files/index.ts";
import type { PersonActor } from "./http/index.ts";
import type { Clock } from "./platform/clock/index.ts";
import { sweepEach } from "./platform/jobs/index.ts";
import { holdable, type ObjectStore } from "./platform/objects/index.ts";
import type { SealedStore } from "./platform/records/sealed.ts";

export interface FilesComposition {
  readonly records: SealedStore;
  readonly objects: ObjectStore;
  readonly clock: Clock;
  readonly access: ChannelAccess;
  readonly writer: ChannelWriter;
  readonly reads: Reads;
  readonly config: Pick<Config, "fileSize" | "storagePerPerson" | "storagePerCompany" | "storageReserve">;
  /** The channels that a person is in. */
  readonly channelsOf: (actor: PersonActor) => Promise<readonly FilesChannel[]>;
  readonly peopleOf: (company: string) => Promise<readonly string[]>;
}

export function composeFiles({ records, clock, access, writer, reads, config, channelsOf, peopleOf, ...given }: FilesComposition) {
  const objects = holdable(given.objects);
  const leftovers = createLeftovers({ port: records.port, objects });
  const usage = createUsage(records, { perPerson: config.storagePerPerson, perCompany: config.storagePerCompany }, peopleOf);
  const uploads = createUploads({ records, clock, objects, usage, largest: config.fileSize, reserve: createReserve(objects, config.storageReserve) });
  const door = createDoor({ records, access, writer });
  const files = createFiles({ records, clock, objects, access, writer, uploads, door });
  const ways = {
    copy: createCopy({ records, objects, access, uploads, door, create: files.create }),
    zip: createZip({ records, objects, door }),
    recent: createRecent({ records, clock, door, channelsOf }),
  };
  const previews = createPreviews({ records, objects, files, process: new PreviewProcess() });
  /** Uploads that nobody goes on with, those of files that never came about, and what lay in the trash for its time. */
  const sweep = (companies: readonly string[]): Promise<void> =>
    sweepEach([
      files.sweepTrash,
      files.sweepEntries,
      () => sweepNews(records),
      ...companies.flatMap((company) => [async () => uploads.sweep(company, await peopleOf(company)), () => uploads.sweepBegun(company)]),
    ]);
  const consumers = [files.consumer, previews.consumer];
  return {
    files,
    uploads,
    previews,
    leftovers,
    sweep,
    eraseBytes: createFilesErasing({ records, objects, uploads }),
    consumers,
    routes: fileRoutes({ ...files, ...ways }, uploads, previews, createTus(uploads, config.fileSize), reads),
  };
}
