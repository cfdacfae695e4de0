/** What becomes of a download when somebody who holds the object storage changes what lies there. */
import { buffer } from "node:stream/consumers";
import type { ClaimContext } from "./context.ts";
import type { Finding } from "./define.ts";
import type { Probe, ProbePerson } from "./probe.ts";
import { binary, bring, newFile, type SampleFile } from "./sample-files.ts";

const HEADER = 52;
const CHUNK = 65_536;
const SEALED = CHUNK + 16;
/** Where a chunk of an object begins. */
const startOf = (chunk: number): number => HEADER + chunk * SEALED;

/** One change of an object, and how many plain bytes of the file stand before what was changed. */
interface Attack {
  readonly what: string;
  readonly key: string;
  readonly bytes: Buffer | null;
  readonly file: SampleFile;
  readonly before: number;
}

const readObject = async ({ objects }: ClaimContext, key: string): Promise<Buffer> => buffer(objects.read(key, 0, (await objects.size(key)) ?? 0));

function replaced(object: Buffer, at: number, by: Uint8Array): Buffer {
  const made = Buffer.from(object);
  made.set(by, at);
  return made;
}

function flipped(object: Buffer, at: number): Buffer {
  const made = Buffer.from(object);
  made.writeUInt8(made.readUInt8(at) ^ 1, at);
  return made;
}

const chunkOf = (object: Buffer, chunk: number): Buffer => object.subarray(startOf(chunk), startOf(chunk + 1));

interface Stage {
  readonly one: SampleFile;
  readonly other: SampleFile;
  /** The version before the newest one of `one`. */
  readonly earlier: SampleFile;
  /** The objects of a file's version, in their order. */
  readonly keysOf: (file: SampleFile) => Promise<[string, string]>;
}

async function stage({ objects }: ClaimContext, probe: Probe, as: ProbePerson): Promise<Stage> {
  const { company, channel } = probe;
  const pieces = () => [binary(4 * CHUNK - 77), binary(4 * CHUNK - 77)];
  const earlier = await newFile(probe, as, channel, "tampered.bin", pieces());
  const newest = pieces();
  const upload = await bring(probe, as, newest);
  const { status } = await probe.request("addVersion", { as, params: { company, channel, file: earlier.file }, body: { upload } });
  if (status !== 200) throw new Error(`no version was made: ${status}`);
  const other = await newFile(probe, as, channel, "beside.bin", pieces());
  return {
    one: { file: earlier.file, upload, bytes: Buffer.concat(newest) },
    other,
    earlier,
    async keysOf({ upload }) {
      const keys: string[] = [];
      for await (const { key } of objects.list(`${company}/${as.actor.person}/${upload}`)) keys.push(key);
      const [first, second] = keys;
      if (first === undefined || second === undefined) throw new Error("no objects");
      return [first, second];
    },
  };
}

async function attacksOn(context: ClaimContext, { one, other, earlier, keysOf }: Stage): Promise<Attack[]> {
  const [[key, second], [others], [olds]] = await Promise.all([keysOf(one), keysOf(other), keysOf(earlier)]);
  const [object, next, foreign, old] = await Promise.all([key, second, others, olds].map((each) => readObject(context, each)));
  if (!object || !next || !foreign || !old) throw new Error("no objects");
  const on = (what: string, bytes: Buffer | null, chunk: number): Attack => ({ what, key, bytes, file: one, before: chunk * CHUNK });
  const inSecond = (what: string, bytes: Buffer | null): Attack => ({ what, key: second, bytes, file: one, before: object.length - HEADER - 4 * 16 });
  const places = (chunk: number) => [startOf(chunk), startOf(chunk) + 30_000, Math.min(startOf(chunk + 1), object.length) - 1];
  return [
    on("cut after its header", object.subarray(0, HEADER), 0),
    on("cut by its last chunk", object.subarray(0, startOf(3)), 3),
    on("cut inside a chunk", object.subarray(0, startOf(2) + 99), 2),
    on("cut by one byte", object.subarray(0, object.length - 1), 3),
    on("two chunks changed places", replaced(replaced(object, startOf(1), chunkOf(object, 2)), startOf(2), chunkOf(object, 1)), 1),
    on("the first chunk twice", replaced(object, startOf(1), chunkOf(object, 0)), 1),
    on("a chunk left out", Buffer.concat([object.subarray(0, startOf(1)), object.subarray(startOf(2)), Buffer.alloc(SEALED)]), 1),
    on("a chunk of another file", replaced(object, startOf(1), chunkOf(foreign, 1)), 1),
    on("a chunk of another version", replaced(object, startOf(1), chunkOf(old, 1)), 1),
    on("a chunk of its other segment", replaced(object, startOf(1), chunkOf(next, 1)), 1),
    on("the chunks of another file under its header", Buffer.concat([object.subarray(0, HEADER), foreign.subarray(HEADER)]), 0),
    on("the object of another file", foreign, 0),
    on("the object of another version", old, 0),
    on("its other segment in its place", next, 0),
    on("no object", null, 0),
    inSecond("its first segment in place of the second", object),
    inSecond("no second segment", null),
    ...[4, 20, 51].map((at) => on(`a bit of the header, byte ${at}`, flipped(object, at), 0)),
    ...[0, 1, 3].flatMap((chunk) => places(chunk).map((at) => on(`a bit of chunk ${chunk}, byte ${at}`, flipped(object, at), chunk))),
  ];
}

export async function refusedAtTheFirstWrongChunk(context: ClaimContext): Promise<Finding> {
  const { objects, signal } = context;
  const probe = await context.probe();
  const { administrator: as, company, channel } = probe;
  const set = await stage(context, probe, as);
  /** A refusal has bytes, too, but none of the file's. */
  const read = async (file: string, headers: Record<string, string> = {}) => {
    const reply = await probe.download("readFile", { as, params: { company, channel, file }, headers });
    return reply.status < 300 ? reply : { isWhole: false, bytes: Buffer.alloc(0) };
  };
  const rangeOf = (file: string, from: number) => read(file, { range: `bytes=${from}-${from + 9}` });
  const isRight = async () => {
    const { isWhole, bytes } = await read(set.one.file);
    const range = await rangeOf(set.one.file, CHUNK);
    return isWhole && bytes.equals(set.one.bytes) && range.isWhole && range.bytes.equals(set.one.bytes.subarray(CHUNK, CHUNK + 10));
  };
  const attacks = await attacksOn(context, set);
  // The control: what nobody touched is read to its end and by a range, before and after.
  if (!(await isRight())) return { looked: attacks.length, ok: false, evidence: "Its control failed: an untouched file was not read to its end." };
  const wrong: string[] = [];
  let sent = 0;
  for (const { what, key, bytes, file, before } of attacks) {
    signal.throwIfAborted();
    const kept = await readObject(context, key);
    await (bytes ? objects.put(key, bytes) : objects.delete(key));
    try {
      const whole = await read(file.file);
      const range = await rangeOf(file.file, before);
      sent += whole.bytes.length;
      if (whole.isWhole || whole.bytes.length > before || !whole.bytes.equals(file.bytes.subarray(0, whole.bytes.length))) wrong.push(what);
      if (range.isWhole || range.bytes.length > 0) wrong.push(`${what}, a range of it`);
    } finally {
      await objects.put(key, kept);
    }
  }
  if (!(await isRight())) return { looked: attacks.length, ok: false, evidence: "Its control failed: a file that was put back was not read to its end." };
  return {
    looked: 2 * attacks.length,
    ok: wrong.length === 0,
    evidence:
      wrong.length === 0
        ? `${attacks.length} changes of a stored file of two segments, read whole and by a range: every answer broke off or was refused before the first wrong chunk, ${(sent / 1e6).toFixed(1)} MB of what stands before it were sent.`
        : `Not noticed in time: ${wrong.slice(0, 6).join("; ")}.`,
  };
}
