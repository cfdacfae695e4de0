/** Lists over the whole screen: what is the reader's own, and people. */
import type { Page } from "playwright-core";
import { inboxKinds } from "../../src/contract/messages.ts";
import { scheduledOfAllKinds } from "../e2e/states.ts";
import { answered, cut, inCompany, left, refusing, type Screen, screen, shot, times, uuid, waiting } from "./cells.ts";

const row = "#screen [data-row] >> nth=0";
const nothing = "#screen h2";
const failed = "#screen .lucide-cloud-off";
const offline = ".lucide-wifi-off";
const nobodyElses = left("it is the reader's own: there is no right to lack", "no rights");
const longWords = "Responsable adjointe de l’harmonisation typographique et du rayonnement des composants de la bibliothèque, ".repeat(3);

const findPerson = (name: string) => (page: Page) => page.getByRole("textbox", { name: /^(Name or handle|Nom ou pseudonyme)$/ }).fill(name);

/** Among messages only: one planted answer stands for both kinds. */
const searchFor = (words: string) => async (page: Page) => {
  await page.getByRole("radio", { name: "Messages" }).check({ force: true });
  await page.locator("#search-field").fill(words);
};
const coveredAll = { scopes: 12, of: 12 };

export const lists: Readonly<Record<string, Screen>> = {
  inbox: screen("features/inbox/inbox.tsx", inCompany("/inbox"), {
    usual: shot(row),
    empty: answered({ listInbox: { items: [] } }, nothing),
    loading: waiting(["listInbox"]),
    error: refusing(["listInbox"], failed),
    offline: cut([offline, row]),
    ...nobodyElses,
    many: answered(
      ({ real, message }) => ({
        listInbox: { items: times(60, real.listInbox.items, (_, i) => ({ channel: message.channel, message: { ...message, ref: `${i + 1}`, post: i + 1 } })) },
      }),
      row,
    ),
    long: answered(
      ({ real, message, long, maximiliane }) => ({
        listInbox: {
          items: times(3, real.listInbox.items, (_, i) => ({
            channel: long,
            people: [maximiliane.person],
            message: { ...message, ref: `${i + 1}`, channel: long, author: maximiliane.person, body: { kind: "markdown", text: longWords } },
          })),
        },
      }),
      row,
    ),
    "of all kinds": answered(
      ({ message, design, news, ana, leo, mei, nour }) => ({
        listInbox: {
          items: inboxKinds.map((kind, i) => ({
            kind,
            at: message.sentAt + i,
            done: false,
            channel: kind === "broadcast" ? news : design,
            people: kind === "reaction" ? [ana.person, nour.person] : [kind === "mention" ? mei.person : leo.person],
            message: kind === "invitation" ? null : { ...message, channel: kind === "broadcast" ? news : design },
          })),
        },
      }),
      ["#screen [data-row] >> nth=5", "#screen .lucide-alarm-clock", "#screen .lucide-smile-plus"],
    ),
    "none of a kind": shot(nothing, {
      at: inCompany("/inbox?kind=invitation"),
      answers: ({ real }) => ({ listInbox: { items: real.listInbox.items.filter(({ kind }) => kind !== "invitation") } }),
    }),
  }),
  threads: screen("features/threads/threads-screen.tsx", inCompany("/threads"), {
    usual: shot(row),
    empty: answered({ listThreads: { threads: [], unread: 0 } }, nothing),
    loading: waiting(["listThreads"]),
    error: refusing(["listThreads"], failed),
    offline: cut([offline, row]),
    ...nobodyElses,
    many: answered(
      ({ real }) => ({
        listThreads: {
          threads: times(40, real.listThreads.threads, ({ root }, i) => ({ root: { ...root, ref: `${i + 1}`, post: i + 1 }, unread: i % 5 === 0 })),
          unread: 8,
        },
      }),
      row,
    ),
    long: answered(
      ({ real, long, maximiliane }) => ({
        listThreads: {
          threads: times(2, real.listThreads.threads, ({ root }, i) => ({
            root: { ...root, channel: long, author: maximiliane.person, ref: `${i + 1}`, body: { kind: "markdown", text: longWords } },
          })),
          unread: 120,
        },
      }),
      row,
    ),
    open: shot("aside [data-number='4']", { at: ({ company, design, thread }) => `/c/${company}/threads?channel=${design}&panel=thread:${thread}` }),
  }),
  saved: screen("features/saved/saved-screen.tsx", inCompany("/saved"), {
    usual: shot(row),
    empty: answered({ listSaved: { items: [] } }, nothing),
    loading: waiting(["listSaved"]),
    error: refusing(["listSaved"], failed),
    offline: cut([offline, row]),
    ...nobodyElses,
    many: answered(
      ({ message }) => ({
        listSaved: {
          items: times(60, [{ savedAt: message.sentAt, remindAt: null, message }], (_, i) => ({ message: { ...message, ref: `${i + 1}`, post: i + 1 } })),
        },
      }),
      row,
    ),
    long: answered(
      ({ message, long, maximiliane }) => ({
        listSaved: {
          items: [
            {
              savedAt: message.sentAt,
              remindAt: Date.now() + 86_400_000,
              message: { ...message, channel: long, author: maximiliane.person, body: { kind: "markdown", text: longWords } },
            },
          ],
        },
      }),
      row,
    ),
  }),
  drafts: screen("features/scheduled-list/drafts-screen.tsx", inCompany("/drafts"), {
    usual: answered(({ design }) => ({ listScheduled: scheduledOfAllKinds(design) }), row),
    empty: answered({ listDrafts: { drafts: [] }, listScheduled: { scheduled: [] } }, nothing),
    loading: waiting(["listDrafts", "listScheduled"]),
    error: refusing(["listDrafts", "listScheduled"], failed),
    offline: cut([offline, row]),
    ...nobodyElses,
    many: answered(
      ({ design }) => ({ listScheduled: { scheduled: times(40, scheduledOfAllKinds(design).scheduled, (_, i) => ({ id: uuid(100 + i) })) } }),
      row,
    ),
    long: answered(
      ({ long }) => ({ listScheduled: { scheduled: times(3, scheduledOfAllKinds(long).scheduled, (_, i) => ({ id: uuid(100 + i), text: longWords })) } }),
      row,
    ),
  }),
  scheduled: screen("features/scheduled-list/scheduled-dialog.tsx", inCompany("/drafts"), {
    usual: answered(({ design }) => ({ listScheduled: scheduledOfAllKinds(design) }), "[role=dialog]", {
      act: (page) => page.locator("#screen button[data-row]").first().click(),
    }),
    ...left("it shows one message that the list holds already", "empty", "loading", "error", "offline", "no rights", "many", "long"),
  }),
  search: screen("features/search/search-screen.tsx", inCompany("/search"), {
    usual: answered(({ message }) => ({ search: { hits: [{ message, file: null, marks: ["the"], around: null }], covered: coveredAll, next: null } }), row, {
      act: searchFor("the"),
    }),
    found: shot([row, "#screen [data-row] >> nth=2"], { act: (page) => page.locator("#search-field").fill("release") }),
    empty: answered({ search: { hits: [], covered: coveredAll, next: null } }, "#screen .lucide-search-x", { act: searchFor("no such words") }),
    loading: waiting(["search"], { act: searchFor("the") }),
    error: refusing(["search"], failed, { act: searchFor("the") }),
    offline: cut([offline, nothing]),
    ...nobodyElses,
    many: answered(
      ({ message }) => ({
        search: {
          hits: times(50, [{ message, file: null, marks: ["the"], around: null }], (_, i) => ({ message: { ...message, ref: `${i + 1}`, post: i + 1 } })),
          covered: { scopes: 64, of: 231 },
          next: "further",
        },
      }),
      row,
      { act: searchFor("the") },
    ),
    long: answered(
      ({ message, long, maximiliane }) => ({
        search: {
          hits: [
            {
              message: { ...message, channel: long, author: maximiliane.person, body: { kind: "markdown", text: longWords } },
              file: null,
              marks: ["typographique"],
              around: null,
            },
          ],
          covered: coveredAll,
          next: null,
        },
      }),
      row,
      { act: searchFor("typographique") },
    ),
  }),
  people: screen("features/people/people-screen.tsx", inCompany("/people"), {
    usual: shot(row),
    empty: shot("#screen .lucide-users", { act: findPerson("nobody-of-that-name") }),
    loading: waiting(["listPeople"]),
    error: refusing(["listPeople"], failed),
    offline: cut([offline, failed]),
    ...left("guests see those with whom they share a channel, and nothing says that there are others", "no rights"),
    many: answered(
      ({ real }) => ({ listPeople: { people: times(200, real.listPeople.people, (person, i) => ({ id: i < 12 ? person.id : uuid(i) })), more: true } }),
      row,
    ),
    long: shot("#screen [data-row] >> text=Maximiliane", { act: findPerson("maximiliane") }),
  }),
  profile: screen("features/people/profile-panel.tsx", ({ company, nour }) => `/c/${company}/people?person=${nour.person}`, {
    usual: shot(["aside h3", "aside section li >> nth=1"]),
    ...left("a person has a name at least", "empty"),
    loading: waiting(["getPerson"], { at: inCompany(`/people?person=${uuid(404)}`) }, "aside .late"),
    error: refusing(["getPerson"], "aside h2 >> nth=-1", { at: inCompany(`/people?person=${uuid(404)}`) }),
    offline: cut([offline, "aside .lucide-user-x"], { at: inCompany(`/people?person=${uuid(405)}`), isNew: true }),
    "no rights": shot("aside .lucide-user-x", { at: inCompany(`/people?person=${uuid(404)}`) }),
    ...left("it is one person", "many"),
    long: shot(["aside h3", "aside section li >> nth=1"], { at: ({ company, maximiliane }) => `/c/${company}/people?person=${maximiliane.person}` }),
    own: shot("aside h3", { at: ({ company, ana }) => `/c/${company}/people?person=${ana.person}` }),
    "in a channel": shot(["aside h3", "aside section li >> nth=1"], {
      at: ({ company, design, leo }) => `/c/${company}/channels/${design}?panel=person:${leo.person}`,
    }),
  }),
};
