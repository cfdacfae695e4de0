import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dyingPort, staying } from "../../../../tests/harness/dying-port.ts";
import { type Folders, makeFolders, quickAccounts, testServer } from "../../../../tests/harness/installation.ts";
import { type Caller, newChannel, newWorld, password, type World } from "../../../../tests/harness/world.ts";
import { createClient } from "../../../client/index.ts";
import { newKit } from "../../../crypto/index.ts";
import { openInstallation, openObjects, openPort } from "../../installation.ts";
import { operations } from "../../operations.list.ts";
import { systemClock } from "../../platform/clock/index.ts";
import { migrations } from "../../platform/records/migrations/index.ts";
import { tablesOf } from "../../platform/records/migrations.ts";
import { recoverFolder, restoreFolder } from "../../rescue.ts";
import { recover } from "../recovery/index.ts";
import { type BackupReport, checkBackup, digestOfStore, writeBackup } from "./index.ts";

let world: World;
let owner: Caller;
let mia: Caller;
let channels: string[];
let kit: string;
let folder: string;
const others: Folders[] = [];

beforeAll(async () => {
  world = await newWorld();
  ({ owner } = world);
  mia = await world.join(world.company, "member", [], "mia");
  channels = await Promise.all(["one", "two", "three"].map(async (name) => (await newChannel(owner, world.company, name)).id));
  ({ kit } = await owner.call("createKit", { body: { password } }));
  folder = world.server.folders.root;
});
afterAll(async () => {
  await world.close();
  for (const one of others) one.remove();
});

const backUp = (file: string, force = false) => operations.run("backup", world.services, { file, force }) as Promise<BackupReport>;

/** Another machine: nothing of this one's folders. */
function elsewhere(env: Record<string, string> = {}): Folders {
  const folders = makeFolders(env);
  others.push(folders);
  return folders;
}

const quietly = { signal: new AbortController().signal, onProgress: () => undefined };
const restoreAt = ({ config }: Folders, file: string, text = kit, signal = new AbortController().signal) =>
  restoreFolder({ config, clock: systemClock, file, kit: text, onProgress: () => undefined, signal });

const say = (who: Caller, channel: string, text: string) => who.call("postMessage", { params: { company: world.company, channel }, body: { text } });

describe("a backup while everybody writes", () => {
  let report: BackupReport;
  const before: string[] = [];
  const during: string[] = [];

  beforeAll(async () => {
    for (let n = 0; n < 60; n++) {
      const text = `before ${n}`;
      await say(owner, channels[n % 3] as string, text);
      before.push(text);
    }
    // Joined and addressed at the last moment: what projects it may not have come that far.
    await mia.call("joinChannel", { params: { company: world.company, channel: channels[0] as string }, body: {} });
    // A backup is no request: nobody repeats it by itself.
    world.server.spare();
    let isDone = false;
    const writers = channels.map(async (channel, c) => {
      for (let n = 0; !isDone; n++) {
        const text = `during ${c} ${n} @{${mia.person}}`;
        await say(owner, channel, text);
        during.push(text);
      }
    });
    while (during.length < 20) await new Promise(setImmediate);
    report = await backUp(join(folder, "busy.backup"));
    isDone = true;
    await Promise.all(writers);
  });

  test("is whole, private and readable to nobody", () => {
    const bytes = readFileSync(report.file);
    expect(statSync(report.file).mode & 0o777).toBe(0o600);
    expect([bytes.length, bytes.subarray(-32).toString("base64url")]).toEqual([report.bytes, report.fileDigest]);
    for (const text of ["before 7", "during 0 1", "olga the owner"]) expect(bytes.includes(text)).toBe(false);
    expect(bytes.includes("bastide-database-part")).toBe(false);
    expect(readdirSync(folder).filter((name) => name.includes("partial"))).toEqual([]);
  });

  test("comes back on another machine by the kit: the same rows, new parts, and everybody reads on", async () => {
    const there = elsewhere();
    const restored = await restoreAt(there, report.file);
    expect(restored).toMatchObject({ installation: world.services.core.id, digest: report.digest, rows: report.rows });
    for (const part of ["state/installation.part", "config/configuration.part"]) {
      expect(readFileSync(join(there.root, part), "utf8")).not.toBe(readFileSync(join(folder, part), "utf8"));
    }
    const server = await testServer({ folders: there });
    try {
      const client = await signIn(server.url, "olga the owner");
      const texts = await Promise.all(channels.map((channel) => textsOf(client, channel)));
      const all = texts.flat();
      for (const text of before) expect(all).toContain(text);
      // As of one moment: of each channel a beginning, without a hole.
      for (const [c, list] of texts.entries()) {
        const mine = list.filter((text) => text.startsWith("during"));
        expect(mine).toEqual(Array.from({ length: mine.length }, (_, n) => `during ${c} ${n} @{${mia.person}}`));
      }
      // What no consumer had handled is handled there.
      const hers = await signIn(server.url, "mia");
      await server.services.settled();
      const { items } = await hers.call("listInbox", { params: { company: world.company }, query: { limit: 200 } });
      const posted = texts[0]?.filter((text) => text.startsWith("during")).length ?? 0;
      expect(items.filter((item) => item.channel === channels[0])).toHaveLength(posted);
      await client.call("postMessage", { params: { company: world.company, channel: channels[0] as string }, body: { text: "after" } });
      expect((await textsOf(client, channels[0] as string)).at(-1)).toBe("after");
    } finally {
      await server.close();
    }
  });

  test("of the restored store has the digest again, and the kit still opens it", async () => {
    const there = elsewhere();
    await restoreAt(there, report.file);
    const options = { config: there.config, clock: systemClock };
    const opened = await openInstallation(options);
    const { digest } = await digestOfStore(opened.port, tablesOf(migrations));
    await opened.close();
    expect(digest).toBe(report.digest);
    expect(await recoverFolder({ ...options, kit })).toMatchObject({ rewrapped: 0 });
  });
});

async function signIn(baseUrl: string, login: string) {
  const response = await fetch(`${baseUrl}/api/sessions`, {
    method: "POST",
    headers: { "content-type": "application/json", "idempotency-key": crypto.randomUUID(), origin: baseUrl },
    body: JSON.stringify({ login, password }),
  });
  const cookie = response.headers.getSetCookie()[0]?.split(";")[0] ?? "";
  return createClient({ baseUrl, headers: { cookie } });
}

async function textsOf(client: Caller["client"], channel: string): Promise<string[]> {
  const texts: string[] = [];
  for (let after = 0; ; ) {
    const { messages, last } = await client.call("listMessages", { params: { company: world.company, channel }, query: { after, limit: 200 } });
    for (const message of messages) if (message.body?.kind === "markdown") texts.push(message.body.text);
    after = messages.at(-1)?.post ?? last;
    if (after >= last) return texts;
  }
}

describe("a file", () => {
  let good: Buffer;
  let folders: Folders;
  beforeAll(async () => {
    folders = elsewhere();
    good = readFileSync((await backUp(join(folder, "quiet.backup"))).file);
  });

  /** How a restore of these bytes is refused; it leaves nothing. */
  async function refused(bytes: Uint8Array, text = kit): Promise<{ code?: string; name?: string; message?: string }> {
    const file = join(folders.root, "changed.backup");
    writeFileSync(file, bytes);
    const error = await restoreAt(folders, file, text).then(
      () => ({}),
      (reason: Error) => reason,
    );
    expect(existsSync(folders.config.data)).toBe(false);
    return error;
  }

  test("with one changed bit is refused, wherever it is", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(good.length - 1), fc.nat(7), async (at, bit) => {
        const changed = Buffer.from(good);
        changed[at] = (changed[at] as number) ^ (1 << bit);
        expect(["input_broken", "store_too_new"]).toContain((await refused(changed)).code);
      }),
      { numRuns: 200 },
    );
  });

  test("that ends early, anywhere, or goes on is refused", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(good.length - 1), async (length) => {
        expect((await refused(good.subarray(0, length))).code).toBe("input_broken");
      }),
      { numRuns: 60 },
    );
    expect((await refused(Buffer.concat([good, good.subarray(0, 1)]))).code).toBe("input_broken");
  });

  test("of a newer format or of a newer store is refused", async () => {
    const format = Buffer.from(good);
    format[15] = 3;
    expect((await refused(format)).code).toBe("store_too_new");
    expect(await refused(rechained(good, (frames) => frames.map((f) => (f.kind === 1 ? { ...f, payload: newerStore(f.payload) } : f))))).toMatchObject({
      code: "store_too_new",
      message: expect.stringContaining("newer"),
    });
  });

  test("from which somebody took a row, with digests made anew, is refused: only who held root can seal it", async () => {
    const without = rechained(good, (frames) => frames.filter((_, i) => i !== 5));
    expect(await refused(without)).toMatchObject({ code: "input_broken", message: expect.stringContaining("installation") });
  });

  test("whose frames hold something else, with digests made anew, is refused", async () => {
    for (const place of [0, 3, -1]) {
      const garbled = rechained(good, (frames) => frames.with(place, { kind: frames.at(place)?.kind ?? 0, payload: Buffer.from([0xff, 0xff, 0x7f]) }));
      expect((await refused(garbled)).code).toBe("input_broken");
    }
    expect((await refused(rechained(good, (frames) => frames.slice(1)))).code).toBe("input_broken");
  });

  test("does not open by a mistyped kit, or another store's", async () => {
    expect(
      await refused(
        good,
        kit.replace(/(key 2: .)/, (found) => `${found.slice(0, -1)}${found.endsWith("7") ? "8" : "7"}`),
      ),
    ).toMatchObject({ name: "KitError", line: 5 });
    expect(await refused(good, newKit(world.services.core.id).text)).toMatchObject({ name: "KitError", line: null });
  });

  test("is not restored over anything, and an interrupted restore leaves nothing", async () => {
    const file = join(folder, "quiet.backup");
    const taken = elsewhere();
    await (await openPort({ config: taken.config, clock: systemClock })).close();
    await expect(restoreAt(taken, file)).rejects.toMatchObject({ code: "refused" });
    const stop = new AbortController();
    const there = elsewhere();
    const stopped = restoreFolder({
      config: there.config,
      clock: systemClock,
      file,
      kit,
      signal: stop.signal,
      onProgress: ({ stage }) => stage === "writing" && stop.abort(new DOMException("Stopped.", "AbortError")),
    });
    await expect(stopped).rejects.toMatchObject({ name: "AbortError" });
    expect(readdirSync(there.config.data)).toEqual([]);
    await restoreAt(there, file);
  });

  test("leaves, when its restore is killed at any write, a store that opens neither by a start nor by the kit", async () => {
    const file = join(folder, "quiet.backup");
    const backup = await checkBackup(file, kit, migrations.length, quietly);
    const cutAfter = async (after: number) => {
      const there = elsewhere();
      const options = { config: there.config, clock: systemClock };
      const port = await openPort(options);
      const mortal = dyingPort(port, after, after % 2 === 0);
      const store = { port: mortal.port, tables: tablesOf(migrations), objects: await openObjects(there.config), isNamed: async () => true };
      const isWhole = await writeBackup(store, backup, quietly).then(
        () => true,
        () => false,
      );
      await expect(openInstallation({ ...options, openPort: async () => staying(port) })).rejects.toMatchObject({ code: "part_database_absent" });
      const { rows } = await digestOfStore(port, tablesOf(migrations));
      if (rows < backup.rows) await expect(recover(port, there.config, backup.header.installation, kit)).rejects.toMatchObject({ name: "KitError" });
      await port.close();
      there.remove();
      return { isWhole, writes: mortal.writes() };
    };
    const { isWhole, writes } = await cutAfter(Number.POSITIVE_INFINITY);
    expect(isWhole).toBe(true);
    const middle = Array.from({ length: 5 }, (_, n) => Math.floor(((n + 1) * writes) / 6));
    for (const after of [1, 2, 3, ...middle, writes - 3, writes - 2, writes - 1]) expect((await cutAfter(after)).isWhole).toBe(false);
  });

  test("is not made over another one unless asked to, nor without a kit, nor where there is no room", async () => {
    const file = join(folder, "quiet.backup");
    await expect(backUp(file)).rejects.toMatchObject({ code: "refused" });
    expect(readFileSync(file).equals(good)).toBe(true);
    await backUp(file, true);
    expect(readFileSync(file).equals(good)).toBe(false);
    await expect(backUp(join(folder, "no/such/folder.backup"))).rejects.toThrow();
    const bare = await testServer({ accounts: quickAccounts });
    await expect(operations.run("backup", bare.services, { file: join(folder, "bare.backup"), force: false })).rejects.toMatchObject({ code: "refused" });
    await bare.close();
    bare.folders.remove();
    expect(existsSync(join(folder, "bare.backup"))).toBe(false);
  });
});

interface RawFrame {
  readonly kind: number;
  readonly payload: Buffer;
}

const sha256 = (...parts: Uint8Array[]) => parts.reduce((hash, part) => hash.update(part), createHash("sha256")).digest();

/** The file with other frames and all digests made anew, as somebody without root could. */
function rechained(file: Buffer, change: (frames: RawFrame[]) => RawFrame[]): Buffer {
  const frames: RawFrame[] = [];
  for (let at = 16; at < file.length; ) {
    const length = file.readUInt32BE(at + 1);
    frames.push({ kind: file[at] as number, payload: file.subarray(at + 5, at + 5 + length) });
    at += 5 + length + 32;
  }
  const parts = [file.subarray(0, 16)];
  let digest = sha256(file.subarray(0, 16));
  for (const { kind, payload } of change(frames)) {
    const head = Buffer.alloc(5);
    head[0] = kind;
    head.writeUInt32BE(payload.length, 1);
    digest = sha256(digest, head, payload);
    parts.push(head, payload, digest);
  }
  return Buffer.concat(parts);
}

function newerStore(header: Buffer): Buffer {
  const parsed = JSON.parse(header.toString()) as { store: number };
  return Buffer.from(JSON.stringify({ ...parsed, store: parsed.store + 1 }));
}
