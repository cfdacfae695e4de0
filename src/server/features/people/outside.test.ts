import { afterAll, beforeAll, expect, test } from "vitest";
import { changeOutside } from "../../../../tests/harness/outside.ts";
import { newWorld, type World } from "../../../../tests/harness/world.ts";

let world: World;
beforeAll(async () => {
  world = await newWorld();
});
afterAll(() => world.close());

test("a person whose row was changed outside is nobody, and the others are still listed", async () => {
  const { company, owner } = world;
  const [gone, stays] = [await world.join(company, "member"), await world.join(company, "member")];
  expect(changeOutside(world.server.folders.config.data, "person", { person: gone.person })).toBe(1);
  // What this process remembers is sound: it reads the row anew, as a fresh one would.
  world.services.companies.personRows.clear();
  world.services.directory.forget(company);
  const at = { company, person: gone.person };
  expect(await stays.refused("getPerson", { params: at })).toBe("person_not_found");
  expect(await owner.refused("setPersonRole", { params: at, body: { role: "member" } })).toBe("person_not_found");
  expect(await owner.refused("disablePerson", { params: at })).toBe("person_not_found");
  const listed = (await stays.call("listPeople", { params: { company } })).people.map((person) => person.id);
  expect([listed.includes(stays.person), listed.includes(gone.person)]).toEqual([true, false]);
  expect(await gone.refused("listMyChannels", { params: { company } })).toBe("company_not_found");
  expect((await gone.call("getAccount")).companies).toEqual([]);
});
