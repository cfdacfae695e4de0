/** Servers that the browser tests start from: an empty one, and one where people have talked already. */

import { makeFolders, type TestOptions, testServer } from "../harness/installation.ts";
import { type Caller, newChannel, newWorld, type World } from "../harness/world.ts";
import type { Watched } from "./browser.ts";
import type { Line } from "./line.ts";
import { ensureWebBuilt } from "./web-build.ts";

/** Long enough for the app to call it good. */
export const password = "four quiet words here";

export type EmptyServer = Awaited<ReturnType<typeof testServer>> & { readonly firstRun: string };

/** A server that nobody has set up yet. */
export async function emptyServer(line?: Line): Promise<EmptyServer> {
  ensureWebBuilt();
  const server = await testServer(line ? { folders: makeFolders({ BASTIDE_URL: line.url, BASTIDE_LISTEN: `127.0.0.1:${line.port}` }) } : {});
  if (!server.firstRun) throw new Error("an empty server has a first-run link");
  return { ...server, firstRun: server.firstRun };
}

export async function stop(server: EmptyServer): Promise<void> {
  await server.close();
  server.folders.remove();
}

export interface Furnished extends World {
  readonly url: string;
  readonly ana: Caller;
  readonly leo: Caller;
  readonly nour: Caller;
  readonly general: string;
  /** A channel with the conversation that the README shows. */
  readonly design: string;
}

export async function furnishedWorld(options: TestOptions = {}): Promise<Furnished> {
  ensureWebBuilt();
  const world = await newWorld(options);
  const company = await world.newCompany("Fabrique du Nord", world.owner.account);
  const ana = await world.join(company, "administrator", [], "Ana Lefèvre");
  const general = (await newChannel(ana, company, "general")).id;
  const design = (await newChannel(ana, company, "design-system")).id;
  const leo = await world.join(company, "member", [general, design], "Léo Marchand");
  const nour = await world.join(company, "member", [general, design], "Nour El-Khatib");
  const owner = await world.callerOf(world.owner.account, company);
  await ana.call("updateChannel", { params: { company, channel: design }, body: { topic: "Tokens, type, and what a button is" } });
  await talk(company, design, { ana, leo, nour });
  return { ...world, company, owner, url: world.server.url, ana, leo, nour, general, design };
}

async function talk(company: string, channel: string, { ana, leo, nour }: Record<"ana" | "leo" | "nour", Caller>): Promise<void> {
  const params = { company, channel };
  const say = (by: Caller, text: string, thread?: number) => by.call("postMessage", { params, body: { text, ...(thread ? { thread } : {}) } });
  const react = (by: Caller, message: string, emoji: string) => by.call("react", { params: { ...params, message }, body: { emoji, on: true } });
  await say(ana, "Morning. The **contrast pass** is done: every text is at 4.5 or more, in both themes.");
  const second = await say(
    leo,
    "Nice. I went through the forms with a screen reader:\n\n- labels are all read\n- errors are announced once\n- the date field still needs a hint",
  );
  await say(nour, "The hint is in. `help` now takes a node, so the format can be shown as an example.");
  await say(nour, "Who checks it on a phone?");
  await react(ana, second.ref, "❤️");
  await react(nour, second.ref, "❤️");
  await react(leo, second.ref, "✔️");
  await say(ana, "I can, this afternoon.", second.post);
  await say(leo, "Thanks! Then we ship it tomorrow.", second.post);
  await say(
    leo,
    `@{${ana.person}} one more: the focus ring on the **Archive** button is hidden by the card.\n\n> Focus must always be visible.\n\nSame shade as the border, I think.`,
  );
  await say(ana, "Fixed, it was `overflow: hidden` on the card. Have a look.");
}

/** Gives the page the caller's session, as if it had signed in. */
export async function enterAs({ context }: Watched, url: string, { cookie }: Caller): Promise<void> {
  const [name = "", value = ""] = cookie.split("=", 2);
  await context.addCookies([{ name, value, url, httpOnly: true, sameSite: "Strict" }]);
}
