/** Heads out of the operator's reach: what was kept there finds a log that was cut or written anew. */
import { appendFileSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeFolders, type TestServer, testServer } from "../../../../tests/harness/installation.ts";
import { operationId, randomUUID } from "../../../crypto/index.ts";
import { notesOf, splitNotes } from "./audit.checkpoints.ts";
import { exportLog } from "./audit.export.ts";
import { verifyLog } from "./audit.verify.ts";

const folders = makeFolders();
const folder = join(folders.config.data, "..", "elsewhere");
const config = { ...folders.config, auditCheckpoints: folder };
const place = { ...folders, config };
let server: TestServer;
const start = async (): Promise<TestServer> => {
  server = await testServer({ folders: place });
  server.spare();
  await server.services.audit.checkpoints.compared();
  return server;
};
beforeAll(start);
afterAll(async () => {
  await server.close();
  folders.remove();
});

const tree = () => server.services.records.installation;
const file = () => join(folder, readdirSync(folder)[0] ?? "");
const act = async (times: number): Promise<void> => {
  const leaf = { action: "kit.make", actor: randomUUID(), session: null, object: null, subject: null, byActor: null, bySubject: null } as const;
  for (let i = 0; i < times; i++) {
    const entry = operationId();
    await server.services.audit.writer.append(tree(), { ...leaf, phase: "intent", entry, result: null });
    await server.services.audit.writer.append(tree(), { ...leaf, phase: "outcome", entry, result: "done" });
  }
};
const readiness = async () => (await server.fetch(`${server.url}/readyz`)).json();
const state = () => server.services.audit.checkpoints.state(tree());

test("a head is appended when the log has grown, and when the server stops; a file is only ever appended to", async () => {
  const { audit } = server.services;
  await act(3);
  await audit.keepHeads([]);
  const first = readFileSync(file(), "utf8");
  expect(splitNotes(first)).toHaveLength(1);
  expect(statSync(file()).mode & 0o777).toBe(0o600);
  await audit.keepHeads([]);
  expect(readFileSync(file(), "utf8")).toBe(first);
  await act(2);
  await server.close();
  expect(readFileSync(file(), "utf8").startsWith(first)).toBe(true);
  expect(splitNotes(readFileSync(file(), "utf8")).length).toBe(2);
  await start();
  expect(state()).toBe("fine");
});

test("an exported log is checked against the whole file; a line that a crash cut off does not count", async () => {
  const { audit, records } = server.services;
  const lines: string[] = [];
  for await (const line of exportLog({ records, ...audit }, tree())) lines.push(line.trimEnd());
  const notes = readFileSync(file(), "utf8");
  expect(splitNotes(`${notes}bastide/cut\n12`)).toEqual(splitNotes(notes));
  const good = await verifyLog(each(lines), await audit.signer.verifier(), splitNotes(notes));
  expect(good).toMatchObject({ ok: true, faults: [] });
});
async function* each(list: readonly string[]) {
  yield* list;
}

test("a start finds a log that is not what was kept, and leaves what was kept the newest", async () => {
  const { audit } = server.services;
  const { size } = await audit.writer.head(tree());
  const { checkpoint } = await audit.signer.sign(tree(), { size, root: Buffer.alloc(32, 7) });
  const before = readFileSync(file(), "utf8");
  await server.close();
  appendFileSync(file(), checkpoint);
  await start();
  expect(state()).toBe("inconsistent");
  expect(await readiness()).toEqual({ ready: false, problems: ["audit_log_inconsistent"] });
  await act(1);
  await server.services.audit.keepHeads([]);
  expect(readFileSync(file(), "utf8").endsWith(checkpoint)).toBe(true);
  const { checkpoint: longer } = await server.services.audit.signer.sign(tree(), { size: size + 500, root: Buffer.alloc(32, 7) });
  await server.close();
  writeFileSync(file(), before + longer);
  await start();
  expect(state()).toBe("inconsistent");
});

test("a start compares every head that was kept, not the newest alone", async () => {
  await server.close();
  const whole = splitNotes(readFileSync(file(), "utf8")).slice(0, 2);
  writeFileSync(file(), whole.join("\n"));
  await start();
  expect(state()).toBe("fine");
  expect(await readiness()).toEqual({ ready: true, problems: [] });
  const { checkpoint: other } = await server.services.audit.signer.sign(tree(), { size: 1, root: Buffer.alloc(32, 7) });
  await server.close();
  writeFileSync(file(), [other, ...whole].join("\n"));
  await start();
  expect(state()).toBe("inconsistent");
});

test("heads are the same however the file is cut into pieces", async () => {
  const text = `${readFileSync(file(), "utf8")}\n— cut/off AbC\nbastide/cut\n12`;
  async function* pieces(size: number) {
    for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
  }
  for (const size of [1, 7, 64, 200, text.length]) expect(await collected(notesOf(pieces(size)))).toEqual(splitNotes(text));
  expect(splitNotes(text)).toHaveLength(3);
});
async function collected(notes: AsyncIterable<string>): Promise<string[]> {
  const all: string[] = [];
  for await (const note of notes) all.push(note);
  return all;
}
