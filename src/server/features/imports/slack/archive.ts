import { promisify } from "node:util";
import { crc32, inflateRaw, inflateRawSync } from "node:zlib";
import { type Entry, fromRandomAccessReader, getFileNameLowLevel, type ZipFile } from "yauzl";
import { ImportError } from "./errors.ts";
import { DEFAULT_LIMITS, type ImportLimits } from "./limits.ts";
import { BlockSource, type RandomAccess, ZipReader } from "./random-access.ts";

const inflateAsync = promisify(inflateRaw);

/** Below this a thread-pool hop costs more than inflating; above it the event loop would feel it. */
const INFLATE_INLINE = 64 * 1024;
const STORED = 0;
const DEFLATED = 8;
const DAY_FILE = /^\d{4}-\d{2}-\d{2}\.json$/;
/** Written by file managers beside the real content. */
const LITTER = /(^|\/)(__MACOSX\/|\.DS_Store$|Thumbs\.db$)/;

interface StoredEntry {
  readonly header: number;
  readonly compressed: number;
  readonly size: number;
  readonly crc: number;
  readonly deflated: boolean;
}

/** An opened export: names known and judged, contents read on demand, one file at a time. */
export interface SlackArchive {
  readonly limits: ImportLimits;
  /** Uncompressed bytes of all files, as declared (and held to). */
  readonly declaredBytes: number;
  /** Files at the root, such as `users.json`. */
  readonly rootFiles: readonly string[];
  /** Folder → its day files in date order. Channels, groups and conversations are folders. */
  readonly folders: ReadonlyMap<string, readonly string[]>;
  /** Files of folders that aren't day files. */
  readonly strayFiles: readonly string[];
  has(file: string): boolean;
  /** @throws ImportError when the file is missing, broken, too large, or doesn't match its checksum. */
  bytes(file: string): Promise<Buffer>;
}

/**
 * Reads the directory of a zip (APPNOTE 6.3.10) and refuses it as a whole when any entry is unsafe: paths that climb or
 * are absolute, links, repeated names, encryption, sizes over the limits. Nothing is inflated yet.
 * @throws ImportError
 */
export async function openArchive(source: RandomAccess, limits: ImportLimits = DEFAULT_LIMITS): Promise<SlackArchive> {
  const blocks = new BlockSource(source);
  const zip = await openZip(blocks);
  if (zip.entryCount > limits.entries) throw new ImportError("too_many_entries", "", `${zip.entryCount} files, the limit is ${limits.entries}`);
  const entries = new Map<string, StoredEntry>();
  let declaredBytes = 0;
  for await (const entry of readDirectory(zip)) {
    const name = safeName(entry);
    if (name.endsWith("/")) continue;
    requireRegularFile(entry, name);
    if (entries.has(name)) throw new ImportError("duplicate_entry", name, "this name stands twice in the archive");
    if (LITTER.test(name)) continue;
    requireReadable(entry, name, source.size, limits);
    declaredBytes += entry.uncompressedSize;
    if (declaredBytes > limits.archiveBytes) throw new ImportError("archive_too_large", name, `more than ${limits.archiveBytes} bytes up to here`);
    entries.set(name, {
      header: entry.relativeOffsetOfLocalHeader,
      compressed: entry.compressedSize,
      size: entry.uncompressedSize,
      crc: entry.crc32,
      deflated: entry.compressionMethod === DEFLATED,
    });
  }
  return new ZippedExport(blocks, withoutWrapper(entries), declaredBytes, limits);
}

class ZippedExport implements SlackArchive {
  readonly limits: ImportLimits;
  readonly declaredBytes: number;
  readonly rootFiles: readonly string[];
  readonly folders: ReadonlyMap<string, readonly string[]>;
  readonly strayFiles: readonly string[];
  readonly #source: BlockSource;
  readonly #entries: ReadonlyMap<string, StoredEntry>;

  constructor(source: BlockSource, entries: ReadonlyMap<string, StoredEntry>, declaredBytes: number, limits: ImportLimits) {
    this.#source = source;
    this.#entries = entries;
    this.limits = limits;
    this.declaredBytes = declaredBytes;
    const root: string[] = [];
    const stray: string[] = [];
    const folders = new Map<string, string[]>();
    for (const name of [...entries.keys()].sort()) {
      const [folder = "", file, ...deeper] = name.split("/");
      if (file === undefined) root.push(name);
      else if (deeper.length > 0 || !DAY_FILE.test(file)) stray.push(name);
      else {
        const days = folders.get(folder);
        if (days) days.push(name);
        else folders.set(folder, [name]);
      }
    }
    this.rootFiles = root;
    this.folders = folders;
    this.strayFiles = stray;
  }

  has(file: string): boolean {
    return this.#entries.has(file);
  }

  async bytes(file: string): Promise<Buffer> {
    const entry = this.#entries.get(file);
    if (!entry) throw new ImportError("not_a_slack_export", file, "the file is missing");
    const raw = await this.#compressed(file, entry);
    const bytes = entry.deflated ? await inflateEntry(file, entry, raw, this.limits) : raw;
    if (bytes.length !== entry.size) throw new ImportError("broken_entry", file, `${bytes.length} bytes where ${entry.size} are declared`);
    if (crc32(bytes) !== entry.crc) throw new ImportError("wrong_crc", file, "the content doesn't match its checksum");
    return bytes;
  }

  /** Local header: signature, 22 bytes we don't need, then the lengths of name and extra field, which precede the data. */
  async #compressed(file: string, entry: StoredEntry): Promise<Buffer> {
    const header = await this.#source.read(entry.header, 30);
    if (header?.readUInt32LE(0) !== 0x04034b50) throw new ImportError("broken_entry", file, "no file begins where the directory says");
    const start = entry.header + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
    const raw = await this.#source.read(start, entry.compressed);
    if (!raw) throw new ImportError("broken_entry", file, "the archive ends inside of this file");
    return raw;
  }
}

/** Inflates at most what is declared and allowed: output stops there, whatever the stream holds. */
async function inflateEntry(file: string, entry: StoredEntry, raw: Buffer, limits: ImportLimits): Promise<Buffer> {
  const byRatio = Math.max(limits.ratioFreeBytes, raw.length * limits.ratio);
  const options = { maxOutputLength: Math.max(1, Math.min(entry.size, limits.entryBytes, byRatio)) };
  try {
    return raw.length <= INFLATE_INLINE && options.maxOutputLength <= 16 * INFLATE_INLINE ? inflateRawSync(raw, options) : await inflateAsync(raw, options);
  } catch (cause) {
    if (!(cause instanceof Error && "code" in cause && cause.code === "ERR_BUFFER_TOO_LARGE")) {
      throw new ImportError("broken_entry", file, "the compressed data is damaged");
    }
    if (entry.size > byRatio) throw new ImportError("compression_bomb", file, `unpacks to more than ${limits.ratio} times its size`);
    throw new ImportError("broken_entry", file, `holds more than the ${entry.size} bytes that are declared`);
  }
}

function openZip(source: BlockSource): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    const options = { autoClose: false, lazyEntries: true, decodeStrings: false };
    fromRandomAccessReader(new ZipReader(source), source.size, options, (cause, zip) => {
      if (!cause) return resolve(zip);
      const code = cause.message.includes("not a zip file") ? "not_a_zip" : "broken_zip";
      reject(new ImportError(code, "", code === "not_a_zip" ? "this is not a zip file, or its end is missing" : "the zip's directory is damaged"));
    });
  });
}

async function* readDirectory(zip: ZipFile): AsyncGenerator<Entry> {
  let read = 0;
  const entries = zip.eachEntry();
  while (true) {
    const next = await entries.next().catch(() => {
      throw new ImportError("broken_zip", "", `the zip's directory is damaged after entry ${read}`);
    });
    if (next.done) return;
    read += 1;
    yield next.value;
  }
}

function safeName(entry: Entry): string {
  const raw = getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, true);
  const shown = JSON.stringify(raw.slice(0, 200));
  const climbs = raw.split("/").some((part) => part === ".." || part === ".");
  if (raw === "" || climbs || raw.startsWith("/") || /[\\\0]|^[a-z]:|\/\//i.test(raw))
    throw new ImportError("unsafe_path", shown, "paths must stay inside of the archive");
  return raw;
}

/** Unix keeps the file type in the upper half of the attributes; other systems leave it zero. */
function requireRegularFile(entry: Entry, name: string): void {
  const type = (entry.externalFileAttributes >>> 28) & 0xf;
  const madeOnUnix = entry.versionMadeBy >>> 8 === 3;
  if (madeOnUnix && type !== 0 && type !== 0o10) throw new ImportError("not_a_regular_file", name, "links, devices and the like are refused");
}

function requireReadable(entry: Entry, name: string, archiveSize: number, limits: ImportLimits): void {
  if (entry.isEncrypted()) throw new ImportError("encrypted_entry", name, "the file is encrypted");
  if (entry.compressionMethod !== STORED && entry.compressionMethod !== DEFLATED) {
    throw new ImportError("unsupported_compression", name, `compression method ${entry.compressionMethod}`);
  }
  if (entry.compressedSize > archiveSize) throw new ImportError("broken_entry", name, "declared larger than the whole archive");
  const larger = Math.max(entry.uncompressedSize, entry.compressedSize);
  if (larger > limits.entryBytes) throw new ImportError("entry_too_large", name, `${larger} bytes, the limit is ${limits.entryBytes}`);
  if (entry.uncompressedSize > Math.max(limits.ratioFreeBytes, entry.compressedSize * limits.ratio)) {
    throw new ImportError("compression_bomb", name, `unpacks to more than ${limits.ratio} times its size`);
  }
}

/** People unpack an export and zip the folder again; then everything lies one folder deeper. */
function withoutWrapper(entries: ReadonlyMap<string, StoredEntry>): ReadonlyMap<string, StoredEntry> {
  if (entries.has("users.json")) return entries;
  const tops = new Set([...entries.keys()].map((name) => name.slice(0, name.indexOf("/") + 1)));
  const [top = ""] = tops;
  if (tops.size !== 1 || top === "" || !entries.has(`${top}users.json`)) return entries;
  return new Map([...entries].map(([name, entry]) => [name.slice(top.length), entry]));
}
