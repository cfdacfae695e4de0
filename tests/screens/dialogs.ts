/** What opens over a screen: dialogs by URL, and those of the messages. */
import type { Page } from "playwright-core";
import { answered, cut, inCompany, inDesign, left, refusing, type Screen, screen, shot, times, uuid, waiting } from "./cells.ts";

const dialog = "[role=dialog]";
const line = "[role=dialog] li >> nth=0";
const composer = (page: Page) => page.locator("#composer textarea");
const messageMenu = async (page: Page) => {
  await page.locator("[data-message-list] [data-number]").last().focus();
  await page.keyboard.press(".");
  await page.getByRole("menu").waitFor();
};
const fromMenu = (name: string) => async (page: Page) => {
  await messageMenu(page);
  // A key may stand behind the words.
  await page.getByRole("menuitem", { name }).first().click();
};
const later = async (page: Page) => {
  await composer(page).fill("a text");
  await page.getByRole("button", { name: "Send later" }).click();
  await page.getByRole("menu").waitFor();
};
const openRevisions = (page: Page) => page.locator("[data-message-list] [data-number] button.rounded-chip.text-xs").last().click();
const message = "#screen [data-number] >> nth=0";
const nothingAsked = left(
  "it asks the server nothing before it is sent, and says then what was refused",
  "empty",
  "loading",
  "error",
  "offline",
  "no rights",
  "many",
  "long",
);

export const dialogs: Readonly<Record<string, Screen>> = {
  "dialog-browse": screen("features/channels/browse-dialog.tsx", inDesign("?dialog=browse"), {
    usual: shot(line),
    empty: answered({ browseChannels: { channels: [], more: false } }, "[role=dialog] p"),
    loading: waiting(["browseChannels"], {}, "[role=dialog] .late"),
    error: refusing(["browseChannels"], "[role=dialog] .lucide-cloud-off"),
    offline: cut("[role=dialog] .lucide-cloud-off"),
    ...left("guests have no entry that leads here", "no rights"),
    many: answered(
      ({ real }) => ({
        browseChannels: {
          channels: times(50, real.browseChannels.channels, (_, i) => ({ id: uuid(i), name: `room-${i}-of-the-house`, joined: i % 3 === 0 })),
          more: true,
        },
      }),
      "[role=dialog] li >> nth=40",
    ),
    long: answered(
      ({ real }) => ({ browseChannels: { channels: real.browseChannels.channels.filter(({ name }) => name.startsWith("harmonisation")), more: false } }),
      line,
    ),
    "archived none": answered({ browseChannels: { channels: [], more: false } }, "[role=dialog] p", { act: (page) => page.getByRole("switch").check() }),
  }),
  "dialog-create-channel": screen("features/channels/create-dialog.tsx", inDesign("?dialog=create-channel"), {
    usual: shot(dialog),
    ...left("it asks the server nothing before it is sent", "empty", "loading", "offline", "no rights", "many", "long"),
    error: refusing(
      ["createChannel"],
      "[role=dialog] input",
      {
        act: async (page) => {
          await page.locator("[role=dialog] input").first().fill("general");
          await page.keyboard.press("Enter");
          await page.locator("[role=dialog] [aria-invalid=true], [role=dialog] [role=alert]").first().waitFor();
        },
      },
      "name_taken",
    ),
  }),
  "dialog-date": screen("features/find/date-dialog.tsx", inDesign("?dialog=date"), {
    usual: shot("[role=dialog] button >> nth=5"),
    empty: shot("[role=dialog] p", { at: inCompany("/inbox?dialog=date") }),
    ...left("it asks the server nothing before a day is chosen", "loading", "no rights", "many", "long"),
    error: shot("[role=dialog] [aria-invalid=true]", { act: (page) => page.locator("[role=dialog] button[type=submit]").click() }),
    offline: cut("[role=dialog] [aria-invalid=true]", {
      act: async (page) => {
        await page.locator("[role=dialog] input").fill("2026-01-31");
        await page.keyboard.press("Enter");
      },
    }),
  }),
  "dialog-direct": screen("features/channels/direct-dialog.tsx", inDesign("?dialog=direct"), {
    usual: shot("[role=dialog] [role=option] >> nth=3"),
    empty: shot("[role=dialog] input", {
      act: async (page) => {
        await page.locator("[role=dialog] input").fill("nobody of that name");
        await page.locator("[role=dialog] [role=option]").first().waitFor({ state: "detached" });
      },
    }),
    ...left("people appear below the field as they are found; the field is there at once", "loading"),
    ...left("who was found before stays on offer, and the next letter asks again", "error", "offline"),
    ...left("guests are offered those whom they see", "no rights"),
    many: answered(
      ({ real }) => ({ findPeople: { people: times(20, real.listPeople.people, (_, i) => ({ id: uuid(i) })) } }),
      "[role=dialog] [role=option] >> nth=15",
    ),
    long: answered(
      ({ real }) => ({ findPeople: { people: real.listPeople.people.filter(({ name }) => name.startsWith("Maximiliane")) } }),
      "[role=dialog] [role=option] >> nth=0",
    ),
  }),
  "dialog-invite": screen("features/companies/invite-dialog.tsx", inDesign("?dialog=invite"), {
    usual: shot(dialog),
    ...left("it asks the server nothing before it is sent", "empty", "loading", "offline", "no rights", "many", "long"),
    error: refusing(["createInvite"], dialog, {
      act: async (page) => {
        await page.locator("[role=dialog] button[type=submit]").click();
        await page.locator("[role=dialog] [aria-invalid=true], [role=dialog] [role=alert]").first().waitFor();
      },
    }),
    made: shot(dialog, {
      act: async (page) => {
        await page.locator("[role=dialog] button[type=submit]").click();
        await page.locator("[role=dialog] input[readonly]").waitFor();
      },
    }),
  }),
  "dialog-switch": screen("app/switcher.tsx", inDesign("?dialog=switch"), {
    usual: shot("[role=dialog] [role=option] >> nth=3"),
    empty: shot("[role=dialog] input", {
      act: async (page) => {
        await page.locator("[role=dialog] input").fill("nothing of that name");
        await page.locator("[role=dialog] [role=option] >> nth=0").getByText("nothing of that name").waitFor();
      },
    }),
    ...left("it offers at once what this page knows; what the server finds comes to it", "loading", "error", "offline"),
    ...left("it shows what its reader may do", "no rights"),
    many: shot("[role=dialog] input", {
      act: async (page) => {
        await page.locator("[role=dialog] input").fill("a");
        await page.locator("[role=dialog] [role=option]").nth(9).waitFor();
      },
    }),
    long: shot("[role=dialog] input", {
      act: async (page) => {
        await page.locator("[role=dialog] input").fill("harmon");
        await page.locator("[role=dialog] [role=option]").first().waitFor();
      },
    }),
    "from a message": shot("[role=dialog] [role=option] >> text=Reply", {
      at: inDesign(),
      act: async (page) => {
        await page.locator("[data-message-list] [data-number]").last().focus();
        await page.keyboard.press("Control+k");
        await page.locator("[role=dialog] input").fill("re");
      },
    }),
  }),
  "dialog-keys": screen("app/keys-sheet.tsx", inDesign("?dialog=keys"), {
    usual: shot(dialog),
    ...left("the keys are the app's own", "empty", "loading", "error", "offline", "no rights", "many", "long"),
  }),
  "dialog-remind": screen("features/messages/actions/remind-dialog.tsx", inDesign(), {
    usual: shot(dialog, { act: fromMenu("Remind me …") }),
    ...nothingAsked,
  }),
  "dialog-forward": screen("features/messages/actions/forward-dialog.tsx", inDesign(), {
    usual: shot(dialog, { act: fromMenu("Forward …") }),
    ...nothingAsked,
  }),
  "dialog-report": screen("features/messages/actions/report-dialog.tsx", inDesign(), {
    usual: shot(dialog, { as: "leo", act: fromMenu("Report …") }),
    ...nothingAsked,
  }),
  "dialog-react": screen("features/messages/reaction-picker.tsx", inDesign(), {
    usual: shot("[role=dialog] [data-emoji] >> nth=0", { act: fromMenu("React") }),
    ...nothingAsked,
  }),
  "dialog-revisions": screen("features/messages/revisions.tsx", inDesign(), {
    usual: shot("[role=dialog] li >> nth=0", { act: openRevisions }),
    ...left("the sign that opens it stands at edited messages only", "empty"),
    loading: waiting(["listRevisions"], { act: openRevisions }, "[role=dialog] .late"),
    error: refusing(["listRevisions"], "[role=dialog] .lucide-cloud-off", { act: openRevisions }),
    ...left("it is answered as any refusal is", "offline"),
    ...left("whoever reads a message reads its earlier texts", "no rights"),
    ...left("texts are those of messages, of any length", "many", "long"),
  }),
  "dialog-later": screen("features/scheduled/time-dialog.tsx", inDesign(), {
    usual: shot(message, {
      act: async (page) => {
        await later(page);
        await page.getByRole("menuitem", { name: "Another time …" }).click();
        await page.getByRole("dialog").waitFor();
      },
    }),
    ...nothingAsked,
  }),
  messages: screen("features/messages/message-tools.tsx", inDesign(), {
    usual: shot(message, { act: messageMenu }),
    ...nothingAsked,
    selecting: shot(message, {
      act: async (page) => {
        await fromMenu("Select several")(page);
        await page.getByRole("checkbox").first().waitFor();
      },
    }),
  }),
  composer: screen("features/messages/composer.tsx", inDesign(), {
    usual: shot(message, {
      act: async (page) => {
        await page.getByRole("button", { name: "Formatting" }).click();
        await page.getByRole("button", { name: "Emoji", exact: true }).click();
        await page.locator("[data-emoji]").first().waitFor();
      },
    }),
    ...nothingAsked,
    completion: shot(message, {
      act: async (page) => {
        await composer(page).fill(":smil");
        await page.getByRole("option").first().waitFor();
      },
    }),
    "send later": shot(message, { act: later }),
  }),
};
