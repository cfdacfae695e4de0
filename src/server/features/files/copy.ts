/** Copies of files: the bytes are sealed anew under a key of their own, brought by whoever copies. */
import { blindToken } from "../../../crypto/index.ts";
import { type Operation, type PersonActor, Refusal } from "../../http/index.ts";
import type { ObjectStore } from "../../platform/objects/index.ts";
import type { SealedStore } from "../../platform/records/sealed.ts";
import { allow, type ChannelAccess } from "../channels/index.ts";
import type { Door, Shown } from "./files.door.ts";
import type { Files } from "./files.service.ts";
import { readSegments } from "./segments.ts";
import type { Uploads } from "./uploads.service.ts";

export interface CopyDeps {
  readonly records: SealedStore;
  readonly objects: ObjectStore;
  readonly access: ChannelAccess;
  readonly uploads: Uploads;
  readonly door: Door;
  readonly create: Files["create"];
}
interface Wish {
  readonly to: string;
  readonly folder: string;
  readonly name?: string | undefined;
}

export function createCopy({ records, objects, access, uploads, door, create }: CopyDeps) {
  /** Asked again under the same operation, it goes on where it was. @throws Refusal file_not_found, quota_full */
  return async function copy(actor: PersonActor, channel: string, file: string, { to, folder, name }: Wish, operation: Operation): Promise<Shown> {
    const { row, version } = await door.openVersion(actor, channel, file);
    if (row.state !== "live") throw new Refusal("file_not_found");
    const open = await access.openChannel(actor, to);
    allow("post", open);
    await door.requireRoom(open, (await door.target(open, folder)).id);
    // The upload and the file are two commits: each has an id of its own.
    const bringing = { id: blindToken(records.keys.indexKey(actor.company), "copy", operation.id), digest: operation.digest };
    const { id: upload, offset, state } = await uploads.begin(actor, version.size, {}, bringing);
    if (state === "open") {
      const place = { company: row.company, person: version.by, upload: version.upload };
      try {
        await uploads.append(actor, upload, offset, readSegments(objects, place, version.fileKey, version.segments, offset, version.size));
      } catch (error) {
        // Another try of the same request may have brought all of it meanwhile.
        if ((await uploads.get(actor, upload)).state === "open") {
          if (!(error instanceof Refusal)) await uploads.remove(actor, upload).catch(() => undefined);
          throw error;
        }
      }
    }
    return create(actor, to, { upload, sha256: version.sha256, name: name ?? row.name, folder }, operation);
  };
}
