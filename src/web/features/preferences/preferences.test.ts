import { expect, test } from "vitest";
import { ApiError } from "../../../client/index.ts";
import { Preferences } from "../../../contract/index.ts";
import type { ServerFrame } from "../../../contract/socket.ts";
import type { Workspace } from "../../app/workspace.ts";
import { createStore } from "../../cache/index.ts";
import { changePreferences, usual } from "./use-preferences.ts";

const company = "company";
const section = (name: string) => ({ id: name, name, channels: [], collapsed: false });
const adds = (name: string) => (preferences: Preferences) => ({
  ...preferences,
  sideBar: { ...preferences.sideBar, sections: [...preferences.sideBar.sections, section(name)] },
});

/** A server that holds preferences, and which another device may change in between. */
function newServer() {
  const held = { preferences: usual, version: 0 };
  const listeners: ((frame: ServerFrame) => void)[] = [];
  const store = createStore();
  let refusals = 0;
  const problem = (code: "conflict" | "internal", status: number) => new ApiError({ type: "", title: code, status, code, requestId: "" });
  const call = async (name: string, { body }: { body?: typeof held }) => {
    await Promise.resolve();
    if (name === "setPreferences" && body) {
      if (refusals-- > 0) throw problem("internal", 500);
      if (body.version !== held.version) throw problem("conflict", 409);
      Object.assign(held, { preferences: body.preferences, version: held.version + 1 });
    }
    return { ...held };
  };
  const workspace = { store, call, onFrame: (listener: (typeof listeners)[number]) => listeners.push(listener) } as unknown as Workspace;
  return {
    workspace,
    held,
    shown: () =>
      store
        .get()
        .preferences.get(company)
        ?.sideBar.sections.map(({ name }) => name),
    stored: () => held.preferences.sideBar.sections.map(({ name }) => name),
    elsewhere(name: string) {
      Object.assign(held, { preferences: adds(name)(held.preferences), version: held.version + 1 });
    },
    say: (frame: Partial<ServerFrame>) => listeners.forEach((listener) => void listener(frame as ServerFrame)),
    refuse: (times: number) => {
      refusals = times;
    },
  };
}

test("what holds before the answer is what the contract says", () => {
  expect(Preferences.parse({})).toEqual(usual);
});

test("a change is shown at once, and saved", async () => {
  const server = newServer();
  changePreferences(server.workspace, company, adds("one"));
  expect(server.shown()).toEqual(["one"]);
  await expect.poll(server.stored).toEqual(["one"]);
  changePreferences(server.workspace, company, adds("two"));
  changePreferences(server.workspace, company, adds("three"));
  await expect.poll(server.stored).toEqual(["one", "two", "three"]);
  expect(server.shown()).toEqual(["one", "two", "three"]);
});

test("two devices at once: neither change is lost", async () => {
  const server = newServer();
  changePreferences(server.workspace, company, adds("one"));
  await expect.poll(server.stored).toEqual(["one"]);
  server.elsewhere("theirs");
  changePreferences(server.workspace, company, adds("mine"));
  await expect.poll(server.stored).toEqual(["one", "theirs", "mine"]);
  expect(server.shown()).toEqual(["one", "theirs", "mine"]);
});

test("another device's change comes by itself", async () => {
  const server = newServer();
  changePreferences(server.workspace, company, adds("one"));
  await expect.poll(server.stored).toEqual(["one"]);
  server.elsewhere("theirs");
  server.say({ type: "me.own", company, what: "preferences" });
  await expect.poll(server.shown).toEqual(["one", "theirs"]);
});

test("a refused change is given back", async () => {
  const server = newServer();
  server.refuse(1);
  changePreferences(server.workspace, company, adds("one"));
  await expect.poll(server.shown).toEqual([]);
  expect(server.stored()).toEqual([]);
});
