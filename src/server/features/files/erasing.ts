/** The bytes of a channel that was erased. */
import type { ObjectStore } from "../../platform/objects/index.ts";
import type { SealedStore } from "../../platform/records/sealed.ts";
import { FileVersion } from "./files.records.ts";
import { removeBytes } from "./segments.ts";
import type { Uploads } from "./uploads.service.ts";

export interface FilesErasingDeps {
  readonly records: SealedStore;
  readonly objects: ObjectStore;
  readonly uploads: Pick<Uploads, "end">;
}

const columns = Object.keys(FileVersion.clear);
const [by, upload] = [columns.indexOf("by"), columns.indexOf("upload")];

/** Whose a version is and which bytes it has stands in clear: none of the channel's rows has to open. */
export const createFilesErasing = (d: FilesErasingDeps) =>
  async function eraseBytes(company: string, channel: string): Promise<void> {
    for (let after: string | undefined, isFirst = true; isFirst || after !== undefined; isFirst = false) {
      const { rows, next } = await d.records.port.scan(FileVersion.name, after, 1000);
      for (const { key, clear } of rows) {
        if (key[0] !== company || key[1] !== channel) continue;
        const place = { company, person: String(clear[by]), upload: String(clear[upload]) };
        // The row says so first: it counts no more, and what a death leaves here goes by the journal.
        await d.uploads.end(place, place.upload, String(key[2]));
        await removeBytes(d.objects, place);
      }
      after = next;
    }
  };
