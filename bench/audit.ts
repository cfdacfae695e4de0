/**
 * The log: entries a second that are durable and appended to the tree, against the same rows in the same store without a tree; how long
 * a file of many entries takes to be verified offline, and how large a proof is.
 *   node bench/audit.ts [--entries 20000] [--rounds 5] [--callers 64] [--verify 1000000]
 */
import { spawnSync } from "node:child_process";
import { createWriteStream } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { parseArgs } from "node:util";
import { MerkleFrontier, newSecretKey, operationId, randomUUID, signCheckpoint, signingKeyFrom, verifierKey } from "../src/crypto/index.ts";
import { BLOCK } from "../src/server/features/audit/audit.export.ts";
import { detailsDigest, hashOfLeaf, type Leaf, leafText, newSalt } from "../src/server/features/audit/audit.leaf.ts";
import { AuditDetail, AuditLeaf } from "../src/server/features/audit/audit.records.ts";
import { type Put, put } from "../src/server/platform/records/sealed.ts";
import { makeFolders, testServer } from "../tests/harness/installation.ts";
import { count, figure, interleaved, median, result, say } from "./lib/numbers.ts";

const { values } = parseArgs({
  options: {
    entries: { type: "string", default: "20000" },
    rounds: { type: "string", default: "5" },
    callers: { type: "string", default: "64" },
    verify: { type: "string", default: "1000000" },
  },
});
const [entries, rounds, callers, many] = [values.entries, values.rounds, values.callers, values.verify].map(Number) as [number, number, number, number];
const details = { address: "192.0.2.7", device: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0" };

const folders = makeFolders();
const server = await testServer({ folders });
server.spare();
const { audit, records } = server.services;
const tree = records.installation;
const actor = randomUUID();
const leafOf = (phase: Leaf["phase"], entry: string) =>
  ({ phase, action: "kit.make", entry, actor, session: null, object: null, subject: null, result: phase === "intent" ? null : "done" }) as const;

/** What the writer does but for the tree: whoever comes while a commit is under way shares the next one. */
function plainLog() {
  const queue: { puts: Put[]; resolve: () => void; reject: (error: unknown) => void }[] = [];
  let isRunning = false;
  let place = 1_000_000_000 + Math.floor(Math.random() * 1_000_000_000);
  const drain = async (): Promise<void> => {
    isRunning = true;
    for (await Promise.resolve(); queue.length > 0; await Promise.resolve()) {
      const batch = queue.splice(0, 512);
      try {
        await records.commit(
          operationId(),
          [],
          batch.flatMap(({ puts }) => puts),
        );
        for (const { resolve } of batch) resolve();
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    isRunning = false;
  };
  return (phase: Leaf["phase"], entry: string): Promise<void> => {
    const leaf: Leaf = { company: tree, leaf: place++, at: Date.now(), ...leafOf(phase, entry), intent: null, actorDetails: null, subjectDetails: null };
    const puts: Put[] = [put(AuditLeaf, leaf)];
    if (phase === "intent") {
      const salt = newSalt();
      puts[0] = put(AuditLeaf, { ...leaf, actorDetails: detailsDigest(salt, details) });
      puts.push(put(AuditDetail, { company: tree, person: actor, leaf: leaf.leaf, of: "company", salt, details }));
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    queue.push({ puts, resolve, reject });
    if (!isRunning) void drain();
    return promise;
  };
}

const inTree = (phase: Leaf["phase"], entry: string): Promise<void> =>
  audit.writer.append(tree, {
    ...leafOf(phase, entry),
    byActor: phase === "intent" ? { person: actor, of: "company", details } : null,
    bySubject: null,
  });

/** Entries a second: each caller begins an entry, waits, ends it, waits, and goes on. */
async function rate(append: (phase: Leaf["phase"], entry: string) => Promise<void>): Promise<number> {
  let left = entries;
  const began = performance.now();
  await Promise.all(
    Array.from({ length: callers }, async () => {
      while (left-- > 0) {
        const entry = operationId();
        await append("intent", entry);
        await append("outcome", entry);
      }
    }),
  );
  return entries / ((performance.now() - began) / 1000);
}

/** A log of so many entries as it is exported, made without a store. */
async function writeLog(file: string, count: number): Promise<string> {
  const key = signingKeyFrom(newSecretKey());
  const name = `bastide/${tree}`;
  const out = createWriteStream(file);
  const line = async (value: object): Promise<void> => {
    if (!out.write(`${JSON.stringify(value)}\n`)) await new Promise((drained) => out.once("drain", () => drained(undefined)));
  };
  const frontier = new MerkleFrontier();
  const verifier = verifierKey(name, key.publicKey);
  await line({ format: "bastide-audit/1", origin: name, tree, verifier });
  for (let i = 0; i < 2 * count; i++) {
    const isIntent = i % 2 === 0;
    const salt = newSalt();
    const leaf: Leaf = {
      ...{ company: tree, leaf: i, at: 1_760_000_000_000 + i, ...leafOf(isIntent ? "intent" : "outcome", operationId()), intent: isIntent ? null : i - 1 },
      ...{ actorDetails: isIntent ? detailsDigest(salt, details) : null, subjectDetails: null },
    };
    const hash = hashOfLeaf(leaf);
    const complete = frontier.append(hash);
    await line({ leaf: leafText(leaf), hash: hash.toString("base64"), details: isIntent ? [{ person: actor, salt, details }] : [] });
    const block = complete[Math.log2(BLOCK)];
    if (block) await line({ node: (i + 1) / BLOCK - 1, hash: block.toString("base64") });
  }
  await line({ checkpoint: signCheckpoint({ origin: name, size: frontier.size, root: frontier.root() }, name, key) });
  out.end();
  await finished(out);
  return verifier;
}

/** In a process of its own, so that its memory is its own. */
function verify(file: string, verifier: string): { ok: boolean; leaves: number; seconds: number; peak: number } {
  const module = new URL("../src/server/features/audit/audit.verify.ts", import.meta.url).href;
  const script = `
    const { verifyFile } = await import(${JSON.stringify(module)});
    const began = performance.now();
    const { ok, leaves } = await verifyFile(process.argv[1], process.argv[2], []);
    console.log(JSON.stringify({ ok, leaves, seconds: (performance.now() - began) / 1000, peak: process.resourceUsage().maxRSS / 1024 }));`;
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", script, file, verifier], { encoding: "utf8" });
  if (stdout === "") throw new Error(stderr);
  return JSON.parse(stdout) as ReturnType<typeof verify>;
}

try {
  say(`${count(entries)} entries of two leaves each, ${callers} callers, ${rounds} rounds`);
  const plain = plainLog();
  const pairs = await interleaved(
    rounds,
    () => rate(inTree),
    () => rate(plain),
  );
  const ratios = pairs.map(([withTree, without]) => withTree / without);
  result("durable, without the tree", `${count(median(pairs.map(([, without]) => without)))} entries/s`);
  result("durable and in the tree", `${count(median(pairs.map(([withTree]) => withTree)))} entries/s`);
  result("ratio, median of rounds", `${figure(median(ratios))} (${figure(Math.min(...ratios))}–${figure(Math.max(...ratios))})`, "≥ 0.7");
  const { size } = await audit.writer.head(tree);
  const { proof } = await audit.reader.prove(tree, Math.floor(size / 3), undefined);
  result("inclusion proof", `${proof.length} hashes, ${proof.length * 32} bytes, of ${count(size)} leaves`);
  const file = join(folders.root, "log.jsonl");
  const verifier = await writeLog(file, many);
  const found = verify(file, verifier);
  if (!found.ok) throw new Error("the log was not found good");
  result(
    `offline verification of ${count(many)} entries`,
    `${figure(found.seconds)} s, ${count(found.leaves)} leaves, ${count((await stat(file)).size / 1e6)} MB, peak ${count(found.peak)} MiB`,
  );
} finally {
  await server.close();
  folders.remove();
}
