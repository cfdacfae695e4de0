/** C20c: what is left of a channel that was erased, in the store, in the index, among the objects and of the keys. */
import { randomBytes, readEnvelope } from "../../../../crypto/index.ts";
import type { Row } from "../../../platform/records/port.ts";
import type { SealedStore } from "../../../platform/records/sealed.ts";
import { createScopes } from "../../search/index.ts";
import { pieceOf, piecesOf, standing } from "./c20-pieces.ts";
import type { ClaimContext } from "./context.ts";
import type { Finding } from "./define.ts";
import type { Probe, ProbePerson } from "./probe.ts";
import { binary, newFile, page } from "./sample-files.ts";
import { rowsOf } from "./scan/rows.ts";
import { bodyOf } from "./visitor.ts";

/** What may name an erased channel: that it was one, empty keys in the place of its own, the log, and that a person brought bytes. */
const outliving: ReadonlySet<string> = new Set(["erasedChannel", "dataKey", "auditLeaf", "upload"]);
/** What people wrote and brought there: all of it lies under the channel's keys. */
const contents = ["message", "reply", "revision", "file", "fileVersion"] as const;
const folders = ["data", "objects", "search index"] as const;

/** Rows of every type that name the channel, in whatever column. */
async function rowsNaming({ records, pace, signal }: ClaimContext, channel: string): Promise<Row[]> {
  const found: Row[] = [];
  for (const record of records.records) {
    if (outliving.has(record.name)) continue;
    for await (const row of rowsOf(records, record, pace, signal)) if (row.key.includes(channel) || row.clear.includes(channel)) found.push(row);
  }
  return found;
}

/** Whether a row lies under a key of the channel's, alone or with others. */
function isUnderKeyOf(records: SealedStore, channel: string, { table, key, envelope }: Row): boolean {
  const scope = records.scopeOf(records.record(table), key);
  return records.keys.ring.keySet(scope, readEnvelope(envelope).keyId)?.members.some(({ id }) => id === channel) ?? false;
}

/** How many rows open, as they were copied. */
async function opening(records: SealedStore, rows: readonly Row[]): Promise<number> {
  const opened = await Promise.all(rows.map((row) => records.open(records.record(row.table), row).catch(() => undefined)));
  return opened.filter((one) => one !== undefined).length;
}

/** A channel of the probe with everything in it that an erasure has to find. */
async function furnished(probe: Probe, as: ProbePerson, kind: "public" | "private", word: string) {
  const { company } = probe;
  const name = `erased-${word}`;
  const ask = async (endpoint: Parameters<Probe["request"]>[0], params: object, body: unknown) => {
    const reply = await probe.request(endpoint, { as, params: { company, ...params }, body });
    if (reply.status !== 200) throw new Error(`${endpoint} was answered ${reply.status}`);
    return bodyOf<{ id: string }>(reply);
  };
  const { id: channel } = await ask("createChannel", {}, { name, kind });
  const at = { channel };
  for (const text of ["one", "two"]) await ask("postMessage", at, { text: `${word} ${text}` });
  await ask("postMessage", at, { text: `${word} replied`, thread: 1 });
  await ask("editMessage", { ...at, message: "2" }, { text: `${word} edited` });
  await ask("react", { ...at, message: "1" }, { emoji: "👍", on: true });
  await ask("saveDraft", at, { text: word, version: 0 });
  const files = [await newFile(probe, as, channel, `${word}.pdf`, [page(word)]), await newFile(probe, as, channel, `${word}.bin`, [binary(50_000)])];
  return { channel, name, files };
}

interface Look {
  readonly rows: number;
  readonly documents: number;
  /** Whether the vocabulary has the word. */
  readonly words: number;
  readonly hits: number;
  /** Copied rows under its keys that open. */
  readonly opened: number;
  /** Sealed bytes of rows, documents and objects that stand on the disk. */
  readonly pieces: number;
}

async function erasedIsGone(context: ClaimContext, kind: "public" | "private"): Promise<Finding> {
  const { records, index } = context;
  const probe = await context.probe();
  const { company } = probe;
  // Has just shown who he is, which an erasure asks for.
  const as = await probe.newPerson("administrator");
  const word = `zq${randomBytes(10).toString("hex")}`;
  const { channel, name, files } = await furnished(probe, as, kind, word);
  await probe.settled();
  const scope = await createScopes(records)(company, kind === "public" ? null : channel);
  const [ofChannel, ofWord] = [scope.token(`#in:${channel}`), scope.token(`=${word}`)];
  const documents = () => index.query(company, { all: [[ofChannel]], none: [], by: "newest", limit: 100 });

  const copied = await rowsNaming(context, channel);
  const sealed = copied.filter((row) => isUnderKeyOf(records, channel, row));
  const needles = [
    ...sealed.map(({ table, key, envelope }) => pieceOf(`${table} ${key.join()}`, envelope)),
    ...(await documents()).map(({ source, beside }) => pieceOf(source, beside)),
    ...(await Promise.all(files.map((file) => piecesOf(context, probe, as, file)))).flat(),
  ];

  const look = async (named: readonly Row[]): Promise<Look> => ({
    rows: named.length,
    documents: (await documents()).length,
    words: 1 - (await index.unknown(company, scope.vocabulary, [ofWord])).length,
    hits: bodyOf<{ hits: unknown[] }>(await probe.request("search", { as, params: { company }, body: { text: word } })).hits.length,
    opened: await opening(records, sealed),
    pieces: await standing(context, folders, needles),
  });
  const before = await look(copied);
  const looked = Object.values(before).reduce((sum, one) => sum + one, 0);
  // The control: all of it is there before.
  const isThere = before.rows > 15 && before.documents === 5 && before.words === 1 && before.hits > 0;
  const isSealed = contents.every((type) => sealed.some(({ table }) => table === type));
  if (!isThere || !isSealed || before.opened !== sealed.length || before.pieces !== needles.length)
    return { looked, ok: false, evidence: `Its control failed: before, ${JSON.stringify(before)} of ${sealed.length} rows and ${needles.length} pieces.` };
  const { status } = await probe.request("eraseChannel", { as, params: { company, channel }, body: { name } });
  if (status !== 200) return { looked, ok: false, evidence: `Its control failed: eraseChannel was answered ${status}.` };
  await probe.settled();
  const after = await look(await rowsNaming(context, channel));
  return {
    looked,
    ok: Object.values(after).every((left) => left === 0),
    evidence: `A ${kind} channel, erased: of ${before.rows} rows ${after.rows} are left, of ${before.documents} documents ${after.documents}, and of ${before.pieces} pieces of sealed bytes ${after.pieces} on the disk; of ${before.opened} rows under its keys that were copied before ${after.opened} open.`,
  };
}

export async function erasedChannelsAreGone(context: ClaimContext): Promise<Finding> {
  const [open, closed] = [await erasedIsGone(context, "public"), await erasedIsGone(context, "private")];
  return { looked: open.looked + closed.looked, ok: open.ok && closed.ok, evidence: `${open.evidence} ${closed.evidence}` };
}
