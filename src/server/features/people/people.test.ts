import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Caller, newWorld, type World } from "../../../../tests/harness/world.ts";
import type { BodyIn, Endpoints } from "../../../contract/index.ts";
import { blindToken, normaliseName } from "../../../crypto/index.ts";
import { manualClock } from "../../platform/clock/index.ts";

const clock = manualClock(Date.now());
let world: World;
let ana: Caller;
let ben: Caller;
let company: string;

beforeAll(async () => {
  world = await newWorld({ clock });
  ({ company } = world);
  [ana, ben] = [await world.join(company, "member"), await world.join(company, "member")];
});
afterAll(() => world.close());

const update = (who: Caller, body: BodyIn<Endpoints["updateMyProfile"]>) => who.call("updateMyProfile", { params: { company }, body });
const problemsOf = (asked: Promise<unknown>) =>
  asked.then(
    () => "not refused",
    (error: { code: string; fields: unknown }) => [error.code, error.fields],
  );

describe("handles", () => {
  test("one that is taken stays with its bearer, whatever its case, width or invisible signs", async () => {
    await update(ana, { handle: "harbour.ana" });
    const taken = ["name_taken", [{ path: "body.handle", problem: "taken" }]];
    for (const handle of ["harbour.ana", "Harbour.ANA", "ｈａｒｂｏｕｒ.ana"]) expect(await problemsOf(update(ben, { handle }))).toEqual(taken);
    expect((await update(ben, { handle: "harbour.ben" })).handle).toBe("harbour.ben");
    // Its own bearer may write it otherwise.
    expect((await update(ana, { handle: "Harbour.Ana" })).handle).toBe("Harbour.Ana");
    const token = blindToken(world.services.records.keys.indexKey(company), "handle", normaliseName("harbour.ana"));
    expect((await world.services.core.port.get("personHandle", [company, token]))?.clear[0]).toBe(ana.person);
  });

  test("two at once: one has it", async () => {
    const both = await Promise.allSettled([update(ana, { handle: "race" }), update(ben, { handle: "race" })]);
    expect(both.map((one) => one.status).sort()).toEqual(["fulfilled", "rejected"]);
    await update(ana, { handle: "ana" });
    await update(ben, { handle: "ben" });
  });

  test("who comes in with a name that is taken gets a number behind it", async () => {
    await update(ana, { handle: "rosa" });
    const handles: string[] = [];
    for (const name of ["Rosa", "Rósa", "rosa!"]) {
      const rosa = await world.join(company, "member", [], name);
      handles.push((await rosa.call("getPerson", { params: { company, person: rosa.person } })).handle);
    }
    expect(handles).toEqual(["rosa-2", "rosa-3", "rosa-4"]);
  });

  test("one that was given up is free after a minute; that of somebody who was taken out is not", async () => {
    await update(ana, { handle: "given.up" });
    await update(ana, { handle: "ana" });
    clock.advance(61_000);
    expect((await update(ben, { handle: "given.up" })).handle).toBe("given.up");
    const gone = await world.join(company, "member");
    await update(gone, { handle: "gone" });
    await world.owner.call("disablePerson", { params: { company, person: gone.person } });
    clock.advance(61_000);
    expect(await ben.refused("updateMyProfile", { params: { company }, body: { handle: "gone" } })).toBe("name_taken");
  });

  test("another company has its own", async () => {
    const other = await world.newCompany("Other", await world.newAccount());
    const person = await world.join(other, "member");
    await update(ana, { handle: "shared" });
    expect((await person.call("updateMyProfile", { params: { company: other }, body: { handle: "shared" } })).handle).toBe("shared");
  });

  test.each(["with space", "a/b", "<b>", "ana\u202e", "ana\u200b", "@ana", "ana!", "", "\ud800"])("%j is none", async (handle) => {
    expect(await ben.refused("updateMyProfile", { params: { company }, body: { handle } })).toBe("invalid_request");
  });
  test.each(["ana_b-c.9", "Ængus", "नमस्ते", "Юля"])("%s is one", async (handle) => {
    expect((await update(ben, { handle })).handle).toBe(handle);
  });
});

describe("names and titles", () => {
  const bad = ["two\nlines", "bell\u0007", "line\u2028end", "\u202egnp.exe", "iso\u2066late", "half \ud83d"];
  test.each(bad)("%j is refused as name and as title", async (text) => {
    for (const field of ["name", "title"])
      expect(await ben.refused("updateMyProfile", { params: { company }, body: { [field]: text } })).toBe("invalid_request");
  });
  test("letters of any direction, emoji and joiners are not", async () => {
    expect(await update(ben, { name: "בנימין 👩‍🚀", title: "رئیس‌جمهور" })).toMatchObject({ name: "בנימין 👩‍🚀", title: "رئیس‌جمهور" });
  });
});

describe("status and time zone", () => {
  test("are shown to others, sealed, and taken off again", async () => {
    const until = clock.now() + 3_600_000;
    await update(ana, { zone: "Europe/Paris", status: { emoji: "🚆", text: "On the needle train", until } });
    const seen = await ben.call("getPerson", { params: { company, person: ana.person } });
    expect(seen).toMatchObject({ zone: "Europe/Paris", status: { emoji: "🚆", text: "On the needle train", until } });
    const row = await world.services.core.port.get("person", [company, ana.person]);
    expect(Buffer.from(row?.envelope ?? []).includes("needle")).toBe(false);
    expect((await update(ana, { title: "still" })).status?.text).toBe("On the needle train");
    expect((await update(ana, { status: null })).status).toBeNull();
    await update(ana, { status: { text: "again" } });
    expect((await update(ana, { status: { emoji: "", text: "" } })).status).toBeNull();
  });

  test.each([{ zone: "Mars/Olympus" }, { status: { emoji: "no emoji", text: "" } }, { status: { text: "two\nlines" } }])("%j is refused", async (body) => {
    expect(await ana.refused("updateMyProfile", { params: { company }, body })).toBe("invalid_request");
  });
});
