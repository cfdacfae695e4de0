/** Thumbnails and texts of versions: made after the commit of the version, sealed beside it, emptied with it. */
import { operationId, SealError } from "../../../crypto/index.ts";
import { Content, type PersonActor, Refusal } from "../../http/index.ts";
import type { Consumer } from "../../platform/jobs/index.ts";
import { ObjectMissing, type ObjectStore } from "../../platform/objects/index.ts";
import { ownerOf } from "../../platform/records/define.ts";
import { expect, type Put, put, RowUnreadable, type SealedStore, type Stored } from "../../platform/records/sealed.ts";
import { FilePreview, FileText, FileVersion } from "./files.records.ts";
import type { Files } from "./files.service.ts";
import type { PreviewProcess } from "./previews-process.ts";
import type { Drawn, Kind } from "./previews-wire.ts";
import { readSegments } from "./segments.ts";

type VersionRow = Stored<typeof FileVersion>;
type VersionKey = Pick<VersionRow, "company" | "channel" | "file" | "number">;

/** What is larger has no preview; of a text its beginning is enough. */
const MOST_BYTES = 32 * 1024 * 1024;
const MOST_TEXT_BYTES = 512 * 1024;
/** Lives of the process in which a version was begun and not ended. */
const MOST_TRIES = 3;

const kinds: readonly (readonly [RegExp, Kind])[] = [
  [/^image\/(jpeg|png|webp|gif|avif|tiff)$/, "image"],
  [/^application\/pdf$/, "pdf"],
  [/wordprocessingml\.document$/, "docx"],
  [/^(text\/(plain|markdown|csv|tab-separated-values)|application\/json)$/, "text"],
];
const nothing: Drawn = { text: "", pictures: [], width: 0, height: 0 };

export interface PreviewsDeps {
  readonly records: SealedStore;
  readonly objects: ObjectStore;
  readonly files: Pick<Files, "openFile" | "openVersion">;
  readonly process: PreviewProcess;
}

export function createPreviews(d: PreviewsDeps) {
  const { records } = d;

  const picturesOf = ({ company, channel, file, number }: VersionKey) =>
    records.list(FilePreview, { company, channel, file }, { from: { number, width: 0 }, to: { number, width: Number.MAX_SAFE_INTEGER }, limit: 10 });

  /** Brings what lies beside a version to what the version is now. Again it changes nothing. */
  async function follow({ company, channel, file, number }: VersionKey): Promise<void> {
    const key = { company, channel, file, number };
    const version = await records.find(FileVersion, key);
    if (version?.state === "kept") await make(version);
    else if (version) await empty(key);
  }

  async function make(version: VersionRow): Promise<void> {
    const { company, channel, file, number, by } = version;
    const key = { company, channel, file, number };
    const kind = kinds.find(([pattern]) => pattern.test(version.type))?.[1];
    if (!kind || version.size === 0 || (kind !== "text" && version.size > MOST_BYTES)) return;
    const before = await records.find(FileText, key);
    if (before && before.state !== "trying") return;
    const tries = (before?.version ?? 0) + 1;
    await records.prepare(company, [ownerOf.personContent(by), ownerOf.channel(channel)]);
    const text = (state: "trying" | "done", words: string, at: number): Put => put(FileText, { ...key, by, state, text: words }, at);
    const expects = (at: number) => [expect(FileVersion, key, version.version), expect(FileText, key, at)];
    if (tries > MOST_TRIES) return void (await records.commit(operationId(), expects(tries - 1), [text("done", "", tries)]));
    // Written first, so that a file of which the process dies is not looked into at each start for ever.
    const begun = await records.commit(operationId(), expects(tries - 1), [text("trying", "", tries)]);
    if (begun.status === "refused") return;
    try {
      await keep(version, tries, (await draw(version, kind)) ?? nothing);
    } catch (error) {
      // Stopped in order, or no room for what was found: nothing died of it, and it is no try.
      await records.erase(FileText, [key]).catch(() => undefined);
      throw error;
    }
  }

  /** Purged meanwhile: refused, and the purge empties what there is. */
  async function keep(version: VersionRow, tries: number, drawn: Drawn): Promise<void> {
    const { company, channel, file, number, by } = version;
    const key = { company, channel, file, number };
    const { width, height } = drawn;
    const pictures = drawn.pictures.map((one) =>
      put(FilePreview, {
        ...key,
        width: one.width,
        by,
        state: "made",
        image: Buffer.from(one.bytes).toString("base64"),
        pixelsWide: width,
        pixelsHigh: height,
      }),
    );
    const done = put(FileText, { ...key, by, state: "done", text: drawn.text }, tries + 1);
    await records.commit(operationId(), [expect(FileVersion, key, version.version), expect(FileText, key, tries)], [done, ...pictures]);
  }

  async function draw(version: VersionRow, kind: Kind): Promise<Drawn | undefined> {
    const place = { company: version.company, person: version.by, upload: version.upload };
    const end = kind === "text" ? Math.min(version.size, MOST_TEXT_BYTES) : version.size;
    const bytes = new Uint8Array(end);
    let at = 0;
    try {
      for await (const piece of readSegments(d.objects, place, version.fileKey, version.segments, 0, end)) {
        bytes.set(piece, at);
        at += piece.length;
      }
    } catch (error) {
      if (error instanceof ObjectMissing || error instanceof SealError) return undefined;
      throw error;
    }
    return d.process.draw({ kind, bytes });
  }

  async function empty(key: VersionKey): Promise<void> {
    const text = await records.find(FileText, key);
    const pictures = (await picturesOf(key)).filter(({ state }) => state !== "purged");
    const puts = pictures.map((row) => put(FilePreview, { ...row, state: "purged", image: "", pixelsWide: 0, pixelsHigh: 0 }, row.version + 1));
    if (text && text.state !== "purged") puts.push(put(FileText, { ...text, state: "purged", text: "" }, text.version + 1));
    if (puts.length > 0) await records.commit(operationId(), text ? [expect(FileText, key, text.version)] : [], puts);
  }

  return {
    /** The smallest picture of a version that is as wide as asked, or the widest that there is. @throws Refusal file_not_found; invalid_request for a version without one */
    async show(
      actor: PersonActor,
      channel: string,
      file: string,
      { version: number, width }: { version?: number | undefined; width: number },
    ): Promise<Content> {
      const { row, version } = await d.files.openVersion(actor, channel, file, number);
      const pictures = (await picturesOf(version)).filter(({ state }) => state === "made");
      const found = pictures.find((one) => one.width >= width) ?? pictures.at(-1);
      // The file is there for him: another answer than that of a door.
      if (!found) throw new Refusal("invalid_request", { fields: [{ path: "params.file", problem: "no_preview" }] });
      const bytes = Buffer.from(found.image, "base64");
      return new Content({
        name: `${row.name}.webp`,
        type: "image/webp",
        size: bytes.length,
        tag: `${version.upload}-${found.width}`,
        async *read(start, end) {
          yield bytes.subarray(start, end);
        },
        still: (now) => d.files.openVersion(now, channel, file, version.number),
      });
    },

    consumer: {
      name: "previews",
      tables: [FileVersion.name],
      from: "durable",
      isSlow: true,
      async handle(changes) {
        for (const row of changes.flatMap((one) => one.rows)) {
          try {
            await follow(await records.open(FileVersion, row));
          } catch (error) {
            // What does not open has no preview, and must not stop what comes after it.
            if (!(error instanceof RowUnreadable)) throw error;
          }
        }
      },
    } satisfies Consumer as Consumer,

    stop: () => d.process.stop(),
  };
}
export type Previews = ReturnType<typeof createPreviews>;

/** What a file is found by beside its name; rights are the caller's to have checked. */
export async function textOf(records: SealedStore, { company, channel, file, number }: VersionKey): Promise<string> {
  const row = await records.find(FileText, { company, channel, file, number });
  return row?.state === "done" ? row.text : "";
}
