/** Answers that are still going on when the right by which they began ends. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Caller, newChannel, newWorld, type World } from "../../../../tests/harness/world.ts";
import { randomBytes } from "../../../crypto/index.ts";
import { manualClock } from "../../platform/clock/index.ts";

/** More than what lies between two machines that do not read. */
const SIZE = 24 << 20;
const clock = manualClock(Date.now());
let world: World;
let company: string;
let mia: Caller;
let open: Shelf;
let closed: Shelf;

beforeAll(async () => {
  world = await newWorld({ clock });
  world.server.spare();
  ({ company } = world);
  mia = await world.join(company, "member");
  [open, closed] = [await newShelf("public"), await newShelf("private")];
});
afterAll(() => world.close());

interface Shelf {
  readonly channel: string;
  readonly file: string;
  readonly second: string;
}
async function newShelf(kind: "public" | "private"): Promise<Shelf> {
  const { id: channel } = await newChannel(mia, company, `films-${kind}`, kind);
  return { channel, file: await newFile(channel, "first.bin"), second: await newFile(channel, "second.bin") };
}
async function newFile(channel: string, name: string): Promise<string> {
  return (await mia.call("createFile", { params: { company, channel }, body: { upload: await mia.uploaded(randomBytes(SIZE)), name } })).id;
}

interface Stage extends Shelf {
  readonly reader: Caller;
  readonly share: { readonly id: string; readonly url: string };
}
const at = ({ reader, channel }: Stage, path: string) =>
  fetch(`${world.server.url}/api/companies/${company}/channels/${channel}/${path}`, { headers: { cookie: reader.cookie } });
const ways: Readonly<Record<string, (stage: Stage) => Promise<Response>>> = {
  "a file": (stage) => at(stage, `files/${stage.file}/content`),
  "a zip": (stage) => at(stage, `zip?files=${stage.file},${stage.second}`),
  "a link": ({ share }) =>
    fetch(`${world.server.url}/api/shares/read`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ token: share.url.split("#token=")[1] }),
    }),
};
const ends: Readonly<Record<string, (stage: Stage) => Promise<unknown>>> = {
  "was disabled": ({ reader }) => world.owner.call("disablePerson", { params: { company, person: reader.person } }),
  "was taken out of the channel": ({ reader, channel }) => mia.call("removeChannelMember", { params: { company, channel, person: reader.person } }),
  "was signed out": ({ reader }) => reader.call("signOut"),
  "revoked the link": ({ reader, share, channel, file }) => reader.call("revokeShare", { params: { company, channel, file, share: share.id } }),
};

/** Begins it, lets something happen while nobody reads, and reads on a second later. @returns the bytes that came, and whether that was all */
async function readOver(ask: Promise<Response>, happens: () => Promise<unknown>): Promise<{ bytes: number; isWhole: boolean }> {
  const reply = await ask;
  expect(reply.status).toBe(200);
  const reader = reply.body?.getReader() ?? expect.fail("no body");
  let bytes = 0;
  const next = async () => {
    const { value, done } = await reader.read();
    bytes += value?.length ?? 0;
    return !done;
  };
  await next();
  await happens();
  clock.advance(1000);
  try {
    while (await next());
    return { bytes, isWhole: true };
  } catch {
    return { bytes, isWhole: false };
  }
}

async function staged(shelf: Shelf): Promise<Stage> {
  const { channel, file } = shelf;
  const reader = await world.join(company, "member");
  await mia.call("addChannelMember", { params: { company, channel, person: reader.person }, body: {} });
  return { ...shelf, reader, share: await reader.call("createShare", { params: { company, channel, file }, body: {} }) };
}

test.each([
  ["a file", "was disabled", false],
  ["a file", "was taken out of the channel", true],
  ["a file", "was signed out", false],
  ["a file", "revoked the link", true],
  ["a zip", "was disabled", false],
  ["a zip", "was signed out", false],
  ["a zip", "revoked the link", true],
  ["a link", "was disabled", false],
  ["a link", "was signed out", true],
  ["a link", "revoked the link", false],
])("%s of a public channel, whose reader %s meanwhile: whole is %s", async (way, end, isWhole) => {
  const stage = await staged(open);
  const found = await readOver(ways[way]?.(stage) ?? expect.fail("unknown"), () => ends[end]?.(stage) ?? expect.fail("unknown"));
  expect(found.isWhole).toBe(isWhole);
  if (isWhole) expect(found.bytes).toBeGreaterThanOrEqual(SIZE);
  else expect(found.bytes).toBeLessThan(SIZE);
});

test.each(["a file", "a zip", "a link"])("%s of a private channel ends for who is taken out of it", async (way) => {
  const stage = await staged(closed);
  const found = await readOver(ways[way]?.(stage) ?? expect.fail("unknown"), () => ends["was taken out of the channel"]?.(stage) ?? expect.fail("unknown"));
  expect([found.isWhole, found.bytes < SIZE]).toEqual([false, true]);
});
