import { files as contract } from "../../../contract/index.ts";
import { done, type PersonActor, personRoute, type Route } from "../../http/index.ts";
import type { Reads } from "../audit/index.ts";
import type { createCopy } from "./copy.ts";
import type { Files } from "./files.service.ts";
import type { Previews } from "./previews.service.ts";
import type { createRecent } from "./recent.ts";
import type { createTus } from "./tus.ts";
import type { Uploads } from "./uploads.service.ts";
import type { createZip } from "./zip.ts";

/** What people do with files: services, each of one noun. */
type FileWays = Files & { copy: ReturnType<typeof createCopy>; zip: ReturnType<typeof createZip>; recent: ReturnType<typeof createRecent> };

export function fileRoutes(files: FileWays, uploads: Uploads, previews: Previews, tus: ReturnType<typeof createTus>, reads: Pick<Reads, "note">): Route[] {
  /** Names and bytes of a marked channel: who is shown them has read in it. */
  async function seen<T>(actor: PersonActor, channel: string, shown: Promise<T>): Promise<T> {
    const reply = await shown;
    await reads.note(actor, channel);
    return reply;
  }

  return [
    personRoute(contract.listUploads, async (actor) => ({ uploads: await uploads.list(actor) })),
    ...[contract.startUpload, contract.askUpload, contract.goOnWithUpload, contract.endUpload].map((endpoint) =>
      personRoute(endpoint, (actor, { operation, web }) => tus(actor, operation, web())),
    ),
    personRoute(contract.createFile, (actor, { params, body, operation }) => files.create(actor, params.channel, body, operation)),
    personRoute(contract.createFolder, (actor, { params, body, operation }) => files.createFolder(actor, params.channel, body, operation)),
    personRoute(contract.listFiles, (actor, { params, query }) => seen(actor, params.channel, files.list(actor, params.channel, query))),
    personRoute(contract.getFile, (actor, { params }) => seen(actor, params.channel, files.get(actor, params.channel, params.file))),
    personRoute(contract.changeFile, (actor, { params, body }) => seen(actor, params.channel, files.change(actor, params.channel, params.file, body))),
    personRoute(contract.addVersion, (actor, { params, body, operation }) =>
      seen(actor, params.channel, files.addVersion(actor, params.channel, params.file, body, operation)),
    ),
    personRoute(contract.listVersions, async (actor, { params }) => ({
      versions: await seen(actor, params.channel, files.versions(actor, params.channel, params.file)),
    })),
    personRoute(contract.restoreVersion, (actor, { params, operation }) =>
      seen(actor, params.channel, files.restoreVersion(actor, params.channel, params.file, params.number, operation)),
    ),
    personRoute(contract.trashFiles, async (actor, { params, body }) => {
      await files.trash(actor, params.channel, body.files);
      return done;
    }),
    personRoute(contract.untrashFiles, async (actor, { params, body }) => {
      await files.untrash(actor, params.channel, body.files);
      return done;
    }),
    personRoute(contract.purgeFiles, async (actor, { params, body }) => {
      await files.purge(actor, params.channel, body.files);
      return done;
    }),
    personRoute(contract.readFile, (actor, { params, query }) => seen(actor, params.channel, files.read(actor, params.channel, params.file, query.version))),
    personRoute(contract.readZip, (actor, { params, query }) => seen(actor, params.channel, files.zip(actor, params.channel, query.files))),
    personRoute(contract.copyFile, (actor, { params, body, operation }) =>
      seen(actor, params.channel, files.copy(actor, params.channel, params.file, body, operation)),
    ),
    personRoute(contract.listRecentFiles, async (actor, { query }) => {
      const found = await files.recent(actor, query.limit);
      for (const channel of new Set(found.files.map((file) => file.channel))) await reads.note(actor, channel);
      return found;
    }),
    personRoute(contract.showPreview, (actor, { params, query }) => seen(actor, params.channel, previews.show(actor, params.channel, params.file, query))),
  ];
}
