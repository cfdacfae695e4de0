/** What a question finds that no single token answers: common words, scripts without spaces, emoji. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Caller, newChannel, newWorld, type World } from "../../../../tests/harness/world.ts";
import type { BodyIn, Endpoints } from "../../../contract/index.ts";

let world: World;
let company: string;
let mia: Caller;

type Body = BodyIn<Endpoints["search"]>;
const ask = async (who: Caller, text: string, more: Partial<Body> = {}) => {
  await world.services.settled();
  return who.call("search", { params: { company }, body: { text, ...more } });
};
const found = async (who: Caller, text: string, more: Partial<Body> = {}) => (await ask(who, text, more)).hits.map(({ message }) => message?.ref);
const post = async (who: Caller, channel: string, text: string) => (await who.call("postMessage", { params: { company, channel }, body: { text } })).ref;

beforeAll(async () => {
  world = await newWorld();
  ({ company } = world);
  mia = await world.join(company, "member");
});
afterAll(() => world.close());

test("what stands in every second message is found in its text, alone, in a phrase and while it is typed", async () => {
  const channel = (await newChannel(mia, company, "stage", "private")).id;
  const within = { filters: { in: [channel] } };
  const prince = await post(mia, channel, "To be, or not to be, that is the question");
  const gate = await post(mia, channel, "the watch was at the gate, and who goes there is the question");
  const short = await post(mia, channel, "who?");
  const whole = await post(mia, channel, "the wholesale of it was in the papers");
  expect(await found(mia, "who", within)).toEqual([short, gate]);
  expect(await found(mia, '"to be or not to be"', within)).toEqual([prince]);
  expect(await found(mia, "to be or not to be", within)).toEqual([prince]);
  expect(await found(mia, '"to be or not to go"', within)).toEqual([]);
  expect(await found(mia, "the question", within)).toEqual([gate, prince]);
  expect(await found(mia, "the -who", within)).toEqual([whole, prince]);
  expect((await found(mia, "who", { ...within, typing: true })).toSorted()).toEqual([short, gate, whole].toSorted());
  expect((await ask(mia, "who", within)).hits.map(({ marks }) => marks)).toEqual([["who"], ["who"]]);
  expect(await found(mia, "who", { ...within, by: "relevance" })).toEqual([short, gate]);
});

test("Chinese, Japanese, Thai and Korean are found within what is written together; emoji whatever their skin", async () => {
  const channel = (await newChannel(mia, company, "far", "private")).id;
  const within = { filters: { in: [channel] } };
  const chinese = await post(mia, channel, "下午的会议室在三楼，人工智能公司来访");
  const japanese = await post(mia, channel, "明日の会議は東京都で、バスで行く");
  const korean = await post(mia, channel, "내일 회의는 서울에서 합니다");
  const thai = await post(mia, channel, "สวัสดีครับวันนี้ประชุม");
  const mixed = await post(mia, channel, "新しいiPhone手机 is here 👍🏽");
  const family = await post(mia, channel, "the 👨‍👩‍👧 comes with ❤️");
  const by = async (text: string) => found(mia, text, within);
  for (const [text, refs] of [
    ["会议室", [chinese]],
    ["会议", [chinese]],
    ["议室", [chinese]],
    ["智能", [chinese]],
    ["会议室在三楼", [chinese]],
    ["会议 公司", [chinese]],
    ["会议在三楼", []],
    ["下午的会议室在三楼，人工智能公司来访", [chinese]],
    ["人工智能公司来访".repeat(20), []],
    ["京都", [japanese]],
    ["東京都で", [japanese]],
    ["会議", [japanese]],
    ["バス", [japanese]],
    ["ハス", []],
    ["회의", [korean]],
    ["서울", [korean]],
    ["회사", []],
    ["ประชุม", [thai]],
    ["วันนี้ประชุม", [thai]],
    ["iPhone手机", [mixed]],
    ["手机", [mixed]],
    ['"手机 is here"', [mixed]],
    ["会议 -三楼", []],
    ["バス OR 智能", [japanese, chinese]],
    ["👍", [mixed]],
    ["👍🏿", [mixed]],
    ["👨‍👩‍👧", [family]],
    ["👨‍👩‍👦", []],
    ["❤", [family]],
  ] as const)
    expect([text, await by(text)]).toEqual([text, refs]);
  const marks = async (text: string) => (await ask(mia, text, within)).hits.map((hit) => hit.marks);
  expect([await marks("京都"), await marks("회의"), await marks("👍")]).toEqual([[["京都"]], [["회의는"]], [["👍🏽"]]]);
  expect(await found(mia, "会", { ...within, typing: true })).toEqual([japanese, chinese]);
  await mia.call("editMessage", { params: { company, channel, message: chinese }, body: { text: "下午" } });
  expect(await by("会议")).toEqual([]);
});
