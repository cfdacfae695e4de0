/** Files with canaries in them, and every place in which their plain bytes could come to rest. */
import type { EndpointName } from "../../../../contract/index.ts";
import { randomBytes } from "../../../../crypto/index.ts";
import { judged, type Place, type Surface, searched, surfacesOf } from "./c09-surfaces.ts";
import { Canaries } from "./canaries.ts";
import type { ClaimContext } from "./context.ts";
import type { Finding } from "./define.ts";
import type { Probe } from "./probe.ts";
import { binary, bring, newFile, page, picture } from "./sample-files.ts";
import { Needle } from "./scan/needle.ts";

/** Where only files, and what is made of them, could leave something: rows and their index are the claim of what is stored there. */
const ofFiles: ReadonlySet<string> = new Set(["objects", "spool folder", "temporary files", "open files"]);
const CHUNK = 65_536;
/** Bytes of a picture that stand nowhere by chance. */
const PIECE = 24;

interface Planted {
  /** In the bytes of files. */
  readonly inside: Canaries;
  /** In what is said of them and drawn out of them. */
  readonly beside: Canaries;
  readonly needles: readonly Needle[];
  readonly pictures: readonly Needle[];
}

/** @throws Error when a file is not taken, or nothing is drawn out of it */
async function plant(probe: Probe): Promise<Planted> {
  const { company, channel, administrator: as } = probe;
  const [inside, beside] = [new Canaries(), new Canaries()];
  probe.log("Files with canaries are brought.");
  const name = (where: string) => beside.text(`name of ${where}`);
  const size = 3 * CHUNK + 4000;
  const marks = [64, CHUNK - 30, 2 * CHUNK + 5, size - 200].map((at, i) => [at, inside.text(`place ${i} of a file`)] as const);
  const bytes = binary(size, marks);
  const file = await newFile(probe, as, channel, name("a file"), [bytes.subarray(0, 100_000), bytes.subarray(100_000)]);
  const version = await bring(probe, as, [binary(5000, [[99, inside.text("a version")]])], name("a version"));
  const at = { company, channel, file: file.file };
  const ask = async (endpoint: EndpointName, body: unknown) => {
    const { status } = await probe.request(endpoint, { as, params: at, body });
    if (status !== 200) throw new Error(`${endpoint} was answered ${status}`);
  };
  await ask("addVersion", { upload: version });
  await bring(probe, as, [binary(90_000, [[CHUNK - 30, inside.text("an upload that is not finished")]])], name("an upload"), 200_000);
  await ask("createFolder", { name: name("a folder") });
  await ask("changeFile", { name: name("a file, renamed") });
  const attached = await bring(probe, as, [binary(3000, [[50, inside.text("what comes with a message")]])]);
  await ask("postMessage", { text: "", files: [{ upload: attached, name: name("an attachment") }] });

  const drawing = picture(64);
  const image = await newFile(probe, as, channel, "probe.png", [drawing]);
  await newFile(probe, as, channel, "probe.pdf", [page(`${beside.text("text of a file")} ${beside.inClear}`)]);
  await probe.settled();
  const small = await probe.download("showPreview", { as, params: { company, channel, file: image.file } });
  if (small.status !== 200) throw new Error(`no small picture was made: ${small.status}`);
  const pieceOf = (bytes: Buffer) => bytes.subarray(bytes.length >> 1, (bytes.length >> 1) + PIECE);
  return {
    inside,
    beside,
    needles: [...inside.needles(), Needle.bytes("a picture", pieceOf(drawing))],
    pictures: [Needle.bytes("a small picture", pieceOf(small.bytes))],
  };
}

async function examine(context: ClaimContext): Promise<{ planted: Planted; surfaces: Surface[]; beside: Surface[] }> {
  const startedAt = context.clock.now();
  const probe = await context.probe();
  const planted = await plant(probe);
  await context.records.port.probe();
  const places: Place[] = surfacesOf(context, probe, startedAt);
  const surfaces: Surface[] = [];
  for (const place of places) surfaces.push(await searched(place, planted.needles, planted.inside.inClear, context));
  const needles = [...planted.beside.needles(), ...planted.pictures];
  const beside: Surface[] = [];
  for (const place of places.filter(({ name }) => ofFiles.has(name))) beside.push(await searched(place, needles, planted.beside.inClear, context));
  return { planted, surfaces, beside };
}

const running = new WeakMap<ClaimContext, ReturnType<typeof examine>>();

/** The same examination for both clauses of a run. */
function examined(context: ClaimContext): ReturnType<typeof examine> {
  const known = running.get(context) ?? examine(context);
  running.set(context, known);
  return known;
}

/** An object in clear, put where objects lie, must be seen there. @returns whether it was */
async function isSeen({ objects, ...context }: ClaimContext, probe: Probe): Promise<boolean> {
  const canaries = new Canaries();
  const key = `${probe.company}/in-clear/${randomBytes(8).toString("hex")}/0`;
  await objects.put(key, binary(90_000, [[CHUNK - 10, canaries.inClear]]));
  try {
    const place = surfacesOf({ objects, ...context }, probe, context.clock.now()).find(({ name }) => name === "objects");
    const seen = place && (await searched(place, canaries.needles(), canaries.inClear, { objects, ...context }));
    return (seen?.hits.length ?? 0) > 0;
  } finally {
    await objects.delete(key);
  }
}

export async function bytesNowhere(context: ClaimContext): Promise<Finding> {
  const { planted, surfaces } = await examined(context);
  if (!(await isSeen(context, await context.probe())))
    return { looked: planted.inside.planted.length, ok: false, evidence: "Its control failed: an object in clear was not seen." };
  return judged(planted.inside.planted.length + 1, surfaces);
}

export async function namesNowhere(context: ClaimContext): Promise<Finding> {
  const { planted, beside } = await examined(context);
  return judged(planted.beside.planted.length + planted.pictures.length, beside);
}
