/** A row as the disk holds it, of what the caller may open: what stands in clear and why, the envelope cut into its fields, whose keys seal it. */
import type { z } from "zod";
import type { StoredFile, StoredPostings, StoredRow } from "../../../contract/index.ts";
import { readEnvelope } from "../../../crypto/index.ts";
import { type PersonActor, Refusal } from "../../http/index.ts";
import type { ObjectStore } from "../../platform/objects/index.ts";
import type { AnyRecord, Column } from "../../platform/records/define.ts";
import type { Cell, Row } from "../../platform/records/port.ts";
import type { SealedStore } from "../../platform/records/sealed.ts";
import { Channel, type ChannelAccess } from "../channels/index.ts";
import { File, type Files, FileVersion } from "../files/index.ts";
import { Message, type MessageRow, type Messages, parseRef, Reply } from "../messages/index.ts";
import { type People, Person } from "../people/index.ts";
import type { FoundPostings } from "../search/index.ts";
import { storedObjects } from "./inspector.objects.ts";

export type StoredView = z.output<typeof StoredRow>;
type FileView = z.output<typeof StoredFile>;
type PostingsView = { postings: z.output<typeof StoredPostings> | null };

/** Bytes of a word's envelope that are shown. */
const SHOWN = 48;
type Columns = Readonly<Record<string, Column<unknown>>>;

export interface InspectorDeps {
  readonly records: SealedStore;
  readonly openMessage: Messages["openMessage"];
  readonly openChannel: ChannelAccess["openChannel"];
  readonly openPerson: People["openPerson"];
  readonly openFile: Files["openFile"];
  readonly objects: ObjectStore;
  /** What the search index has of a message; undefined when nothing stands there. */
  readonly postings: (message: MessageRow) => Promise<FoundPostings | undefined>;
}

/** @throws Refusal channel_not_found, message_not_found: through the same door as the message itself */
export async function inspectMessage({ records, openMessage }: InspectorDeps, actor: PersonActor, channel: string, message: string): Promise<StoredView> {
  const ref = parseRef(message);
  await openMessage(actor, channel, ref);
  const { company } = actor;
  const stored =
    ref.reply === 0
      ? await records.raw(Message, { company, channel, post: ref.post })
      : await records.raw(Reply, { company, channel, thread: ref.post, reply: ref.reply });
  if (!stored) throw new Refusal("message_not_found");
  return present(records, ref.reply === 0 ? Message : Reply, stored);
}

/** @throws Refusal channel_not_found */
export async function inspectChannel({ records, openChannel }: InspectorDeps, actor: PersonActor, channel: string): Promise<StoredView> {
  await openChannel(actor, channel);
  const stored = await records.raw(Channel, { company: actor.company, channel });
  if (!stored) throw new Refusal("channel_not_found");
  return present(records, Channel, stored);
}

/** @throws Refusal person_not_found */
export async function inspectPerson({ records, openPerson }: InspectorDeps, actor: PersonActor, person: string): Promise<StoredView> {
  await openPerson(actor, person);
  const stored = await records.raw(Person, { company: actor.company, person });
  if (!stored) throw new Refusal("person_not_found");
  const view = present(records, Person, stored);
  if (person === actor.person) return view;
  // The same account in two companies would tell that two people are one.
  return { ...view, clear: view.clear.map((cell) => (cell.column === "account" ? { ...cell, value: null } : cell)) };
}

/** @throws Refusal as `inspectMessage` */
export async function inspectPostings({ openMessage, postings }: InspectorDeps, actor: PersonActor, channel: string, message: string): Promise<PostingsView> {
  const { row } = await openMessage(actor, channel, parseRef(message));
  const found = await postings(row);
  if (!found) return { postings: null };
  const { scope, number, source, tokens, beside, words } = found;
  return {
    postings: {
      ...{ scope, number, tokens: [...tokens], source: Buffer.from(source, "base64url").toString("hex") },
      envelope: fieldsOf(beside, readEnvelope(beside)),
      words: words.map((word) => ({ token: word.token, bytes: word.beside.length, start: hex(word.beside.subarray(0, SHOWN)) })),
    },
  };
}

/** @throws Refusal file_not_found: through the same door as its bytes */
export async function inspectFile(d: InspectorDeps, actor: PersonActor, channel: string, file: string): Promise<FileView> {
  const { row } = await d.openFile(actor, channel, file);
  const key = { company: actor.company, channel, file };
  const stored = await d.records.raw(File, key);
  if (!stored) throw new Refusal("file_not_found");
  const version = row.kind === "file" ? await d.records.find(FileVersion, { ...key, number: row.current }) : undefined;
  const sealed = version && (await d.records.raw(FileVersion, { ...key, number: row.current }));
  const { objects, more } = version ? await storedObjects(d.objects, `${actor.company}/${version.by}/${version.upload}`) : { objects: [], more: 0 };
  return { row: present(d.records, File, stored), version: sealed ? present(d.records, FileVersion, sealed) : null, objects, more };
}

function present(records: SealedStore, record: AnyRecord, row: Row): StoredView {
  const partition = Object.keys(record.partition).length;
  const scope = records.scopeOf(record, row.key);
  const frame = readEnvelope(row.envelope);
  const members = records.keys.ring.keySet(scope, frame.keyId)?.members ?? [];
  return {
    type: record.name,
    table: record.name,
    key: [...cells(record.partition, row.key.slice(0, partition)), ...cells(record.sort, row.key.slice(partition))],
    clear: cells(record.clear, row.clear),
    version: row.version,
    envelope: fieldsOf(row.envelope, frame),
    owners: members.map(({ kind, id, version }) => ({ kind, id, version })),
    learns: record.learns,
  };
}

const cells = (columns: Columns, values: readonly Cell[]) =>
  Object.entries(columns).map(([column, { kind, why }], i) => ({ column, kind, value: String(values[i] ?? ""), why }));

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const suiteNames = { 1: "XAES-256-GCM", 2: "AES-256-CBC with HMAC-SHA-512" } as const;

function fieldsOf(envelope: Uint8Array, { suite, keyId, schema, nonce, ciphertext, tag }: ReturnType<typeof readEnvelope>): StoredView["envelope"] {
  return [
    { field: "magic", hex: hex(envelope.subarray(0, 1)), meaning: "marks an envelope" },
    { field: "suite", hex: hex(envelope.subarray(1, 2)), meaning: suiteNames[suite] },
    { field: "keyId", hex: hex(envelope.subarray(2, 6)), meaning: `random number ${keyId}: names the owners' keys that together make the row's key` },
    { field: "schema", hex: hex(envelope.subarray(6, 8)), meaning: `version ${schema} of the content's shape` },
    { field: "nonce", hex: hex(nonce), meaning: `${nonce.length} random bytes, drawn for this write alone` },
    { field: "ciphertext", hex: hex(ciphertext), meaning: `${ciphertext.length} bytes that hold the content` },
    { field: "tag", hex: hex(tag), meaning: `${tag.length} bytes that break when the content, the key or one clear value beside it changes` },
  ];
}
