/** A company as it looks after a few weeks: for pictures. Its clock runs behind, and arrives at the present with the last word. */
import { systemClock } from "../../src/server/platform/clock/index.ts";
import { type Caller, newChannel } from "../harness/world.ts";
import { type Furnished, furnishedWorld } from "./installation.ts";

export interface Lively extends Furnished {
  readonly guest: Caller;
  /** Whose name is as long as names may be, and who says it all in one word. */
  readonly maximiliane: Caller;
  readonly mei: Caller;
  /** A channel of hers, named and described accordingly. */
  readonly long: string;
  /** Only managers write there. */
  readonly news: string;
  /** More was written in it than one search looks at. */
  readonly busy: string;
  /** Nothing was written in it. */
  readonly silent: string;
  readonly archived: string;
  readonly private: string;
  /** Between Ana and Léo. */
  readonly direct: string;
  /** The post in the design channel that the thread to look at hangs on. */
  readonly thread: number;
}

export const longName = "Maximiliane von Hohenstein-Wittgenstein zu Oberschwaben";
const longWord = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft".repeat(3);
const day = 86_400_000;

const atWork: readonly (readonly [name: string, title: string, zone: string])[] = [
  ["Ingrid Solberg", "Structural engineer", "Europe/Oslo"],
  ["Tomás Ferreira", "Workshop lead", "Europe/Lisbon"],
  ["Mei-Ling Chen", "Product design", "Asia/Taipei"],
  ["Yusuf Adeyemi", "Front end", "Africa/Lagos"],
  ["Clara Weiss", "Accessibility", "Europe/Vienna"],
];

export async function livelyWorld(): Promise<Lively> {
  let behind = 3 * day;
  const world = await furnishedWorld({ clock: { ...systemClock, now: () => systemClock.now() - behind } });
  const { company, ana, leo, nour, owner, design, general } = world;
  const params = { company };
  await owner.call("updateMyProfile", { params, body: { name: "Olga Brandt", handle: "olga", title: "Runs the machines", zone: "Europe/Berlin" } });
  await ana.call("updateMyProfile", { params, body: { title: "Design lead", zone: "Europe/Paris" } });
  await leo.call("updateMyProfile", { params, body: { title: "Components", zone: "Europe/Paris" } });
  const colleagues: Caller[] = [];
  for (const [name, title, zone] of atWork) {
    const caller = await world.join(company, "member", [general, design], name);
    await caller.call("updateMyProfile", { params, body: { title, zone } });
    colleagues.push(caller);
  }
  const [ingrid, tomas, mei, yusuf, clara] = colleagues as [Caller, Caller, Caller, Caller, Caller];
  const guest = await world.join(company, "guest", [design], "Paul Novák");
  const maximiliane = await world.join(company, "member", [general, design], longName);
  await mei.call("updateMyProfile", { params, body: { status: { emoji: "✏️", text: "Drawing until noon", until: null } } });
  await tomas.call("updateMyProfile", { params, body: { status: { emoji: "⚒️", text: "In the workshop", until: null } } });

  const make = async (by: Caller, name: string, topic: string, members: readonly Caller[], more: { kind?: "private"; whoPosts?: "managers" } = {}) => {
    const { id } = await by.call("createChannel", {
      params,
      body: { name, topic, kind: more.kind ?? "public", ...(more.whoPosts ? { whoPosts: more.whoPosts } : {}) },
    });
    for (const { person } of members) await by.call("addChannelMember", { params: { company, channel: id, person }, body: {} });
    return id;
  };
  const all = [leo, nour, ...colleagues];
  const news = await make(ana, "announcements", "What everybody should know, in two sentences", all, { whoPosts: "managers" });
  const workshop = await make(tomas, "workshop", "Machines, wood, and who has the keys", [ana, leo, ingrid, clara]);
  const accessible = await make(clara, "accessibility", "Every finding gets an owner and a date", [ana, nour, yusuf]);
  const release = await make(yusuf, "release-4", "Frozen on Thursday · out on Monday", [ana, leo, nour, mei]);
  const secret = await make(ana, "hiring", "", [nour, clara], { kind: "private" });
  const busy = await make(tomas, "deliveries", "What came, and in which bay it stands", [ana, ingrid]);
  const silent = await make(ana, "reading-list", "", [leo]);
  const archived = await make(ana, "winter-fair", "Stand 14, hall 3", [leo, tomas]);
  const long = await make(
    maximiliane,
    "harmonisation-typographique-et-rayonnement-des-composants-de-la-bibliotheque-no",
    "Everything about letters: which ones, how large, how far apart, in which weight, on which ground, and who decides when two of us do not agree",
    [ana, leo, nour],
  );
  const direct = (await ana.call("openDirect", { params, body: { people: [leo.person] } })).id;
  const withNour = (await nour.call("openDirect", { params, body: { people: [ana.person] } })).id;
  const group = (await mei.call("openDirect", { params, body: { people: [ana.person, yusuf.person] } })).id;
  await newChannel(tomas, company, "lunch");

  const say = async (by: Caller, channel: string, text: string, { ago, thread }: { ago?: number; thread?: number } = {}) => {
    if (ago !== undefined) behind = Math.min(behind, ago * 60_000);
    return by.call("postMessage", { params: { company, channel }, body: { text, ...(thread ? { thread } : {}) } });
  };
  const react = (by: readonly Caller[], channel: string, message: string, emoji: string) =>
    Promise.all(by.map((who) => who.call("react", { params: { company, channel, message }, body: { emoji, on: true } })));

  // The day before yesterday and yesterday.
  await say(ana, archived, "Thank you all, that was the best fair so far.", { ago: 2900 });
  await ana.call("updateChannel", { params: { company, channel: archived }, body: { archived: true } });
  await say(tomas, workshop, "The new blade is in. Please leave the guard on, also for *quick* cuts.", { ago: 2880 });
  for (let pallet = 1; pallet <= 540; pallet += 20)
    await Promise.all(Array.from({ length: 20 }, (_, i) => say(i % 2 ? tomas : ingrid, busy, `Pallet ${pallet + i}: bay ${1 + (pallet % 7)}`, { ago: 2800 })));
  await say(ana, news, "The office is closed on Friday. Deliveries go to the workshop.", { ago: 2500 });
  await say(clara, accessible, "Audit of the booking form: 3 findings, all small. List in the thread.", { ago: 2400 });
  await say(ingrid, general, "Good morning from Oslo, first snow here", { ago: 1900 });
  const brief = await say(mei, design, "Three drafts for the date field. I like **B**: the hint stays visible while one types, and nothing moves.", {
    ago: 1700,
  });
  await say(yusuf, design, "B is also the one that I can build without a second listener.", { ago: 1690 });
  await react([ana, leo, clara], design, brief.ref, "✔️");
  await say(
    leo,
    design,
    'Then B it is. I write the test first:\n\n```ts\nawait page.getByLabel("Date").fill("14.10.");\nexpect(await hint.isVisible()).toBe(true);\n```',
    { ago: 1680 },
  );
  await say(maximiliane, long, "Where do we put the exceptions?", { ago: 1600 });
  await say(maximiliane, long, longWord, { ago: 1599 });
  await say(ana, long, "Into the **table**, one line each.", { ago: 1590 });
  await say(nour, secret, "Two good conversations today. Notes tonight.", { ago: 1500 });
  // Today.
  await say(tomas, general, "Coffee machine is back. It was the pump.", { ago: 190 });
  await say(yusuf, release, "Branch is cut. From now on only what is on the list.", { ago: 180 });
  await say(
    clara,
    design,
    "Read the whole form aloud with two screen readers this morning. It now says what it is, what it wants, and what was wrong – in that order.",
    { ago: 150 },
  );
  const question = await say(nour, design, "Last open point for the release: does the **hint** go before or after the error?", { ago: 120 });
  const thread = question.post;
  await say(clara, design, "After. Who hears it, hears the reason first and the format as help.", { ago: 110, thread });
  await say(mei, design, "Also calmer to look at: the red line keeps its place.", { ago: 104, thread });
  await say(yusuf, design, "Done in `field.tsx`, four lines:\n\n```tsx\n<p id={errorId}>{error}</p>\n<p id={hintId}>{help}</p>\n```", { ago: 96, thread });
  await say(nour, design, "Checked on two phones. Closing the point.", { ago: 80, thread });
  await react([ana, mei, yusuf, clara], design, question.ref, "✔️");
  await say(ingrid, workshop, "Who has the key of the paint store?", { ago: 70 });
  await say(nour, withNour, "Do you have ten minutes before lunch?", { ago: 60 });
  await say(leo, direct, "The contrast table is in the thread, have a look when you can.", { ago: 50 });
  await say(ana, direct, "Looks right to me. One cell is off by a hair: 4.48.", { ago: 45 });
  const last = await say(
    mei,
    design,
    "Final shapes of the buttons, with the focus ring outside of the border:\n\n1. primary: filled\n2. usual: a thin line\n3. quiet: words only",
    { ago: 40 },
  );
  await react([leo, nour], design, last.ref, "❤️");
  await react([ana], design, last.ref, "✔️");
  await say(yusuf, group, "Release notes are half a page now. Enough?", { ago: 30 });
  await say(leo, design, "All three at once on the test page. `Tab` through it, it feels right.", { ago: 12 });
  await say(clara, design, `@{${ana.person}} will you have a last look at the tokens before noon?`, { ago: 6 });
  const settled = await say(ana, design, "On it. If nothing moves, we shp.", { ago: 2 });
  await ana.call("editMessage", { params: { company, channel: design, message: settled.ref }, body: { text: "On it. If nothing moves, we ship." } });
  behind = 0;
  await ana.call("pinMessage", { params: { company, channel: design, message: question.ref }, body: { pinned: true } });
  await ana.call("pinMessage", { params: { company, channel: design, message: brief.ref }, body: { pinned: true } });
  await ana.call("setChannelPreference", { params: { company, channel: design }, body: { starred: true } });
  await ana.call("saveMessage", { params: { company, channel: design, message: last.ref }, body: { saved: true } });
  await ana.call("saveMessage", { params: { company, channel: design, message: "2" }, body: { saved: true, remindAt: Date.now() + day } });
  await ana.call("saveDraft", { params: { company, channel: release }, body: { text: "The **tokens** are in. What is still open:", version: 0 } });
  await ana.call("saveDraft", { params: { company, channel: design }, body: { thread, text: "One thing that I noticed on the way:", version: 0 } });
  for (const name of ["Design", "Workshop", "Web"]) {
    const team = await ana.call("createTeam", { params, body: { name } });
    for (const { person } of name === "Workshop" ? [tomas, ingrid] : [leo, mei, clara])
      await ana.call("setTeamMember", { params: { company, team: team.id, person }, body: { role: "member" } });
  }
  for (const label of ["Mina Okafor", "The print shop", "Otto, from the bureau next door", "Pia Lindqvist", "Two of the fair's team"])
    await ana.call("createInvite", { params, body: { label, role: "guest", channels: [design] } });
  await world.services.settled();
  return { ...world, guest, maximiliane, mei, long, news, busy, silent, archived, private: secret, direct, thread };
}
