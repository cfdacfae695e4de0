import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Caller, newWorld, type World } from "../../../../tests/harness/world.ts";

let world: World;
let mia: Caller;
let params: { company: string };

beforeAll(async () => {
  world = await newWorld();
  params = { company: world.company };
  mia = await world.join(world.company, "member");
});
afterAll(() => world.close());

test("they begin with defaults, are sealed, one's own, and survive", async () => {
  const { preferences, version } = await mia.call("getPreferences", { params });
  expect({ version, enter: preferences.composer.enter, level: preferences.notices.level }).toEqual({ version: 0, enter: "sends", level: "mentions" });
  const sections = [{ id: randomUUID(), name: "Needlework", channels: [], collapsed: false }];
  const changed = { ...preferences, sideBar: { ...preferences.sideBar, sections } };
  await mia.call("setPreferences", { params, body: { preferences: changed, version } });
  expect((await mia.call("getPreferences", { params })).preferences.sideBar.sections).toEqual(sections);
  expect((await world.owner.call("getPreferences", { params })).preferences.sideBar.sections).toEqual([]);
  const row = await world.services.core.port.get("preferences", [world.company, mia.person]);
  expect(Buffer.from(row?.envelope ?? []).includes("Needlework")).toBe(false);
});

test("a device that did not see the last change is refused and loses nothing", async () => {
  const { preferences, version } = await mia.call("getPreferences", { params });
  const breaks = { ...preferences, composer: { enter: "breaks" as const } };
  await mia.call("setPreferences", { params, body: { preferences: breaks, version } });
  expect(await mia.refused("setPreferences", { params, body: { preferences, version } })).toBe("conflict");
  expect((await mia.call("getPreferences", { params })).preferences.composer.enter).toBe("breaks");
});
