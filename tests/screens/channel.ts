/** The frame with its side bar, a channel, and the panes beside it. */
import type { Page } from "playwright-core";
import type { Endpoints, ReplyOf } from "../../src/contract/index.ts";
import type { ServerFrame } from "../../src/contract/socket.ts";
import { answered, cut, type Given, inCompany, inDesign, left, refusing, type Screen, screen, shot, times, uuid, waiting } from "./cells.ts";

type Me = Extract<ServerFrame, { type: "me" }>;
type Mine = Me["companies"][number]["channels"][number];
const withChannels = (change: (channels: readonly Mine[]) => readonly Mine[]) => ({
  me: (me: Me): Me => ({ ...me, companies: me.companies.map((company) => ({ ...company, channels: [...change(company.channels)] })) }),
});
const longName = "harmonisation-typographique-et-rayonnement-des-composants-de-la-bibliotheque-no";
const named = ({ kind }: Mine) => kind === "public";
const said = "#screen [data-number] >> nth=0";
const offline = ".lucide-wifi-off";
const channelAt =
  (which: "busy" | "long" | "news" | "silent" | "archived" | "direct" | "private", search = "") =>
  (given: Given): string =>
    `/c/${given.company}/channels/${given[which]}${search}`;
const rightClick = (page: Page) => page.locator("nav a[aria-current=page]").click({ button: "right" });
const openErase = async (page: Page) => {
  await page.locator("aside button:has(.lucide-trash-2)").click();
  await page.locator("[role=dialog] input").waitFor();
};
const eraseAs = (nameFrom: (name: string) => string) => async (page: Page) => {
  const name = await page.locator("aside input").first().inputValue();
  await openErase(page);
  await page.locator("[role=dialog] input").fill(nameFrom(name));
  await page.keyboard.press("Enter");
};
/** The key is known as soon as what it opens has loaded. */
const find = (words: string) => async (page: Page) => {
  await page.locator(said).waitFor();
  const field = page.locator("search input");
  while (!(await field.isVisible())) {
    await page.keyboard.press("Control+f");
    await field.waitFor({ timeout: 500 }).catch(() => undefined);
  }
  await field.fill(words);
};
const away = `/c/{company}/channels/${uuid(404)}`;
const stranger = ({ company }: Given) => away.replace("{company}", company);

const bytesOf = (count: number) => Array.from({ length: count }, (_, i) => ((i * 151 + 77) % 256).toString(16).padStart(2, "0")).join("");
const storedAs = (type: string): ReplyOf<Endpoints["inspectChannel"]> => ({
  ...{
    type,
    table: type,
    version: 1,
    clear: [],
    learns: { en: "That there is a file. Not what is in it.", fr: "Qu’il y a un fichier. Pas ce qu’il contient." },
  },
  key: [{ column: "channel", kind: "id", value: uuid(5), why: "names the thing, says nothing about it" }],
  envelope: [
    { field: "magic", hex: "e1", meaning: "" },
    { field: "ciphertext", hex: bytesOf(200), meaning: "" },
  ],
  owners: [{ kind: "channel", id: uuid(5), version: 1 }],
});
const header = { magic: "e2", form: "01", chunkSize: "10", reserved: "00", salt: bytesOf(16), commitment: bytesOf(32) };
/** 300 MB in eleven objects. */
const storedFile: ReplyOf<Endpoints["inspectFile"]> = {
  row: storedAs("file"),
  version: storedAs("fileVersion"),
  objects: [0, 1].map((i) => ({
    key: `${uuid(1)}/${uuid(2)}/${uuid(3)}/${i}`,
    bytes: 65_552 * 400 + 52,
    header: Object.entries(header).map(([field, hex]) => ({ field: field as keyof typeof header, hex })),
    chunks: 400,
    shown: [0, 1, 2, 399].map((number) => ({ number, bytes: 65_552, start: bytesOf(48), tag: bytesOf(16) })),
  })),
  more: 9,
};
const aFile: ReplyOf<Endpoints["getFile"]> = {
  ...{ id: uuid(7), channel: uuid(5), kind: "file", name: longName, type: "video/mp4", folder: "top", size: 300_000_000, version: 1 },
  ...{
    createdBy: uuid(1),
    createdAt: 0,
    changedBy: uuid(1),
    changedAt: 0,
    thread: null,
    state: "live",
    goesAt: null,
    may: { change: true, move: true, remove: true },
  },
};

export const channel: Readonly<Record<string, Screen>> = {
  home: screen("features/companies/company-home.tsx", inCompany(""), {
    usual: shot("nav a[data-channel] >> nth=0", { isPhoneOnly: true }),
    empty: answered(
      withChannels(() => []),
      "#screen h2",
    ),
    loading: waiting(["getPreferences"], {}, "nav .late, main .late"),
    error: refusing(["getPreferences"], "nav a[data-channel] >> nth=0", { isPhoneOnly: true }),
    offline: cut([offline, "nav a[data-channel] >> nth=0"], { isPhoneOnly: true }),
    "no rights": shot(".lucide-door-closed", { at: `/c/${uuid(404)}` }),
    many: answered(
      withChannels((rows) => [
        ...rows,
        ...times(240, rows.filter(named), (_, i) => ({
          id: uuid(i),
          name: `project-${i + 1}`,
          archived: false,
          starred: false,
          unread: i % 7 === 0,
          count: i % 30 === 0 ? 3 : 0,
        })),
      ]),
      "nav a[data-channel] >> nth=240",
      { isPhoneOnly: true },
    ),
    long: answered(
      withChannels((rows) =>
        times(12, rows.filter(named), (_, i) => ({ id: uuid(i), name: longName, archived: false, count: i * 40, unread: true, starred: i < 2 })),
      ),
      "nav a[data-channel] >> text=harmonisation >> nth=11",
      { isPhoneOnly: true },
    ),
    folded: answered(
      ({ real: { getPreferences: kept }, news }) => ({
        getPreferences: {
          ...kept,
          preferences: {
            ...kept.preferences,
            sideBar: {
              ...kept.preferences.sideBar,
              folded: ["starred", "direct"],
              sections: [{ id: uuid(7), name: "Before the release", channels: [news], collapsed: true }],
            },
          },
        },
      }),
      "nav button[aria-expanded=false] >> nth=2",
      { at: inDesign() },
    ),
  }),
  channel: screen("features/channels/channel-screen.tsx", inDesign(), {
    usual: shot([said, "#screen [data-number] .lucide-bookmark >> nth=0"]),
    empty: shot("#composer textarea", { at: channelAt("silent") }),
    loading: waiting(["listMessages"], {}, "#screen .late"),
    error: refusing(["listMessages"], "#screen [role=alert]"),
    offline: cut([offline, said]),
    "not on this device": cut([offline, "#screen >> text=/not on this device/"], { at: channelAt("busy"), isNew: true }),
    "no rights": shot("#screen .lucide-lock", { at: stranger }),
    ...left("50,000 messages look like 50: what is in sight exists, see the scrolling tests", "many"),
    long: shot(said, { at: channelAt("long") }),
    "does not load": refusing(["getChannel"], "#screen h2", { at: stranger }),
    reminded: shot("#screen [data-number='2'] .lucide-bookmark", { at: inDesign("?at=2") }),
    missing: shot("section [role=status] button", { at: inDesign("?at=99") }),
    announcements: shot("section p >> nth=-1", { as: "leo", at: channelAt("news") }),
    archived: shot("section p >> nth=-1", { at: channelAt("archived") }),
    direct: shot(said, { at: channelAt("direct") }),
    guest: shot(said, { as: "guest" }),
    "disk full": answered({ me: (me) => ({ ...me, readOnly: true }) }, [".lucide-hard-drive", said]),
  }),
  find: screen("features/find/find-bar.tsx", inDesign(), {
    usual: shot("search [role=status] >> text=/\\d/", { act: find("the") }),
    empty: shot(["search [role=status] >> text=/./", "search p span >> text=/./"], { act: find("no such words") }),
    ...left("it finds in what is there, and says how far back that is", "loading", "error"),
    offline: cut([offline, "search p button"], { at: channelAt("busy"), act: find("pallet 1 ") }),
    ...left("it stands over the messages that its reader has on screen", "no rights", "long"),
    many: shot(["search [role=status] >> text=/\\d/", "search p button"], { at: channelAt("busy"), act: find("pallet") }),
  }),
  "channel-menu": screen("features/channels/channel-menu-at.tsx", inDesign(), {
    usual: shot("[role=menu]", { as: "leo", act: rightClick }),
    ...left("it asks the server nothing", "empty", "loading", "error", "offline", "no rights", "many"),
    long: shot("[role=menu]", { at: channelAt("long"), act: rightClick }),
  }),
  thread: screen("features/messages/thread-panel.tsx", inDesign("?panel=thread:{thread}"), {
    usual: shot("aside [data-number='4']"),
    empty: shot("aside [data-number='0']", { at: inDesign("?panel=thread:1") }),
    loading: waiting(["listReplies", "listMessages"], {}, "aside .late"),
    error: refusing(["listReplies"], "aside [role=alert]"),
    offline: cut([offline, "aside [role=alert], aside [role=status]"], { at: inDesign("?panel=thread:5"), isNew: true }),
    "no rights": shot("aside .lucide-message-square-off", { at: inDesign("?panel=thread:99") }),
    ...left("a thread is a line of messages as the channel is", "many"),
    long: shot("aside [data-number='0']", { at: channelAt("long", "?panel=thread:2") }),
  }),
  stored: screen("features/inspector/stored-panel.tsx", inDesign("?panel=stored:2"), {
    usual: shot("aside >> text=XAES-256-GCM >> nth=0"),
    ...left("a row that exists has bytes", "empty"),
    loading: waiting(["inspectMessage"], {}, "aside .late"),
    error: refusing(["inspectMessage"], "aside .lucide-database-zap"),
    offline: cut([offline, "aside .lucide-database-zap"], { at: inDesign("?panel=stored:3") }),
    "no rights": shot("aside .lucide-database-zap", { at: inDesign("?panel=stored:99") }),
    ...left("it is one row of the store", "many"),
    long: shot("aside >> text=XAES-256-GCM >> nth=0", { at: channelAt("long", "?panel=stored:2") }),
    "of a channel": shot("aside >> text=XAES-256-GCM >> nth=0", { at: inDesign("?panel=stored:channel") }),
    "of a person": shot("aside >> text=XAES-256-GCM >> nth=0", { at: inDesign("?panel=stored:{leo}") }),
    "of a file": answered({ inspectFile: storedFile, getFile: aFile }, "aside dd >> text=/^e2$/ >> nth=0", { at: inDesign(`?panel=stored:file.${uuid(7)}`) }),
    "of a file that is gone": shot("aside .lucide-database-zap", { at: inDesign(`?panel=stored:file.${uuid(404)}`) }),
  }),
  details: screen("features/channels/details-panel.tsx", inDesign("?panel=details"), {
    usual: shot("aside [role=switch] >> nth=0"),
    ...left("it shows what the side bar holds already", "empty", "loading", "error", "offline", "many"),
    "no rights": shot("aside dl", { as: "guest" }),
    long: shot("aside [role=switch] >> nth=0", { at: channelAt("long", "?panel=details") }),
    "of a direct": shot("aside dl", { at: channelAt("direct", "?panel=details") }),
    "of who only reads": shot("aside dl", { as: "leo", at: channelAt("news", "?panel=details") }),
  }),
  "erase-channel": screen("features/channels/erase-dialog.tsx", inDesign("?panel=details"), {
    usual: shot("[role=dialog] input", { act: openErase }),
    ...left("it asks the server nothing before it is sent", "empty", "loading", "many"),
    error: refusing(["eraseChannel"], "[role=dialog] [aria-invalid=true]", { act: eraseAs((name) => name) }),
    ...left("it is answered as any refusal is", "offline"),
    ...left("the button that opens it is shown to those who may", "no rights"),
    long: shot("[role=dialog] input", { at: channelAt("long", "?panel=details"), act: openErase }),
    "another name": shot("[role=dialog] [aria-invalid=true]", { act: eraseAs((name) => `${name}-2`) }),
  }),
  members: screen("features/channels/members-panel.tsx", inDesign("?panel=members"), {
    usual: shot("aside li a >> nth=3"),
    ...left("whoever sees a channel's members is one of them, or could be", "empty"),
    loading: waiting(["listChannelMembers"], {}, "aside .late"),
    error: refusing(["listChannelMembers"], "aside .lucide-cloud-off"),
    offline: cut([offline, "aside .lucide-cloud-off"]),
    "no rights": shot("aside li a >> nth=0", { as: "guest" }),
    many: answered(
      ({ real }) => ({
        findPeople: { people: times(300, real.listPeople.people, (_, i) => ({ id: uuid(i) })) },
        listChannelMembers: {
          members: times(300, [{ person: "", since: 1, fromPost: 1 }], (_, i) => ({ person: i < 10 ? (real.listPeople.people[i]?.id ?? "") : uuid(i) })),
          more: true,
        },
      }),
      "aside li a >> nth=9",
    ),
    long: shot("aside li a >> nth=0", { at: channelAt("long", "?panel=members") }),
  }),
  pins: screen("features/channels/pins-panel.tsx", inDesign("?panel=pins"), {
    usual: shot("aside li a >> nth=0"),
    empty: shot("aside .lucide-pin", { at: channelAt("silent", "?panel=pins") }),
    loading: waiting(["listPins"], {}, "aside .late"),
    error: refusing(["listPins"], "aside .lucide-cloud-off"),
    offline: cut([offline, "aside .lucide-cloud-off"]),
    ...left("whoever reads the channel reads what is pinned in it", "no rights"),
    many: answered(({ message }) => ({ listPins: { messages: times(40, [message], (_, i) => ({ ref: `${i + 1}` })) } }), "aside li a >> nth=0"),
    long: answered(
      ({ message, maximiliane }) => ({
        listPins: { messages: [{ ...message, author: maximiliane.person, body: { kind: "markdown", text: "Donaudampfschifffahrt".repeat(20) } }] },
      }),
      "aside li a >> nth=0",
    ),
  }),
};
