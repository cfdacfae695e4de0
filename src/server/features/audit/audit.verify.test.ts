import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestServer, testServer } from "../../../../tests/harness/installation.ts";
import { leafHash, newSecretKey, operationId, randomUUID, signCheckpoint, signingKeyFrom } from "../../../crypto/index.ts";
import { exportLog } from "./audit.export.ts";
import { AuditDetail } from "./audit.records.ts";
import { verifyLog } from "./audit.verify.ts";

let server: TestServer;
let tree: string;
let lines: string[];
let key: string;
let earlier: string;

const exported = async (): Promise<string[]> => {
  const { audit, records } = server.services;
  const found: string[] = [];
  for await (const line of exportLog({ records, ...audit }, tree)) found.push(line.trimEnd());
  return found;
};
async function* each(list: readonly string[]) {
  yield* list;
}
const check = (list: readonly string[], known: string | undefined = key, older: readonly string[] = []) => verifyLog(each(list), known, older);
const headOf = (list: readonly string[]) => (JSON.parse(list.at(-1) ?? "") as { checkpoint: string }).checkpoint;

/** Actions of somebody, more than one block of them. */
async function act(count: number): Promise<void> {
  const { audit, records } = server.services;
  const leaf = { action: "kit.make", actor: randomUUID(), session: null, object: null, subject: null } as const;
  const details = { address: "192.0.2.7", device: "test" };
  await Promise.all(
    Array.from({ length: count }, async () => {
      const entry = operationId();
      const byActor = { person: leaf.actor, of: "account", details } as const;
      await audit.writer.append(records.installation, { ...leaf, phase: "intent", entry, result: null, byActor, bySubject: null });
      await audit.writer.append(records.installation, { ...leaf, phase: "outcome", entry, result: "done", byActor: null, bySubject: null });
    }),
  );
}

beforeAll(async () => {
  server = await testServer();
  tree = server.services.records.installation;
  key = await server.services.audit.signer.verifier();
  await act(20);
  earlier = headOf(await exported());
  await act(280);
  lines = await exported();
});
afterAll(async () => {
  await server.close();
  server.folders.remove();
});

test("a whole log is good by the key alone, and has grown from every head that was kept", async () => {
  expect(await check(lines, key, [earlier, headOf(lines)])).toMatchObject({ ok: true, leaves: 600, withoutDetails: 0, faults: [] });
});

const isLeaf = (text: string) => text.startsWith('{"leaf"');
const places = () => lines.flatMap((text, i) => (isLeaf(text) ? [i] : []));

test("whatever sign of whatever line is changed, the log is not good", async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(lines.length - 1), fc.nat(), fc.constantFrom("0", "a", '"', "Z"), async (line, at, sign) => {
      const text = lines[line] ?? "";
      const touched = text.slice(0, at % text.length) + sign + text.slice((at % text.length) + 1);
      fc.pre(touched !== text);
      expect((await check(lines.with(line, touched))).ok).toBe(false);
    }),
    { numRuns: 60 },
  );
});

test("it names the entry that was changed, removed, moved, or behind which it was cut off", async () => {
  const at = places();
  const line = (n: number) => lines[at[n] ?? -1] ?? "";
  const other = line(300).replace('\\"done\\"', '\\"refused\\"').replace("192.0.2.7", "192.0.2.8");
  const index = (n: number) => at[n] ?? -1;
  const removed = lines.toSpliced(index(300), 1);
  const swapped = lines.with(index(300), line(301)).with(index(301), line(300));
  expect((await check(lines.with(index(300), other))).faults[0]).toMatch(/^(Entry 300 was changed|The details of entry 300 were changed)\.$/);
  expect((await check(removed)).faults[0]).toBe("Entry 300 was removed.");
  expect((await check(swapped)).faults[0]).toMatch(/Entry 300/);
  expect((await check(lines.slice(0, index(400)))).faults[0]).toContain("cut off behind entry 399");
  const cut = [...lines.slice(0, index(400)), lines.at(-1) ?? ""];
  expect((await check(cut)).faults[0]).toContain("signed for 600 entries, of which 400 are here");
});

test("what is changed together with its hash is found by its block, and all of it by the signature", async () => {
  const at = places();
  const { leaf, details } = JSON.parse(lines[at[40] ?? -1] ?? "") as { leaf: string; details: unknown[] };
  const forged = leaf.replace("kit.make", "kit.confirm");
  const hash = leafHash(Buffer.from(forged)).toString("base64");
  const { faults } = await check(lines.with(at[40] ?? -1, JSON.stringify({ leaf: forged, hash, details })));
  expect(faults).toEqual(["Of entries 0 to 255 one was changed together with its hash.", "The entries are not those that were signed."]);
});

test("a history that was rewritten and signed anew shows against a head that was kept", async () => {
  const other = await testServer();
  try {
    const { audit, records } = other.services;
    const forgedKey = signingKeyFrom(newSecretKey());
    const { origin, size, root } = { origin: `bastide/${tree}`, size: 40, root: Buffer.alloc(32, 1) };
    const name = key.split("+")[0] ?? "";
    // The operator holds the key: his new head is as well signed as the old one was.
    expect((await check(lines, key, [signCheckpoint({ origin, size, root }, name, forgedKey)])).faults).toEqual([
      "A tree head that was kept is not signed by this key.",
    ]);
    const { checkpoint } = await server.services.audit.signer.sign(tree, { size, root });
    expect((await check(lines, key, [checkpoint])).faults).toEqual(["History was rewritten: the first 40 entries are not those that were signed then."]);
    const { checkpoint: longer } = await server.services.audit.signer.sign(tree, { size: 601, root });
    expect((await check(lines, key, [longer])).faults[0]).toContain("shorter than it once was");
    expect((await check(lines, await audit.signer.verifier())).ok).toBe(false);
    expect(records.installation).not.toBe(tree);
  } finally {
    await other.close();
    other.folders.remove();
  }
});

test("an erased person's details are missing, and the log is as good as before", async () => {
  const { records } = server.services;
  const line = lines.findLast((text) => isLeaf(text) && !text.endsWith('"details":[]}')) ?? "";
  const { leaf, details } = JSON.parse(line) as { leaf: string; details: { person: string }[] };
  const number = (JSON.parse(leaf) as number[])[2] ?? -1;
  await records.erase(AuditDetail, [{ company: tree, person: details[0]?.person ?? "", leaf: number }]);
  expect(await check(await exported(), key, [earlier, headOf(lines)])).toMatchObject({ ok: true, withoutDetails: 1 });
});
