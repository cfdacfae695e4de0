/** The drive: files of channels, one's own and shared ones. */
import type { Page } from "playwright-core";
import type { Endpoints, ReplyOf } from "../../src/contract/index.ts";
import { answered, cut, type Given, inCompany, left, refusing, type Screen, screen, shot, times, uuid, waiting } from "./cells.ts";

type Entry = ReplyOf<Endpoints["getFile"]>;
const row = "#screen [data-entry] >> nth=0";
const nothing = "#screen h2";
const offline = ".lucide-wifi-off";
const longWords = "Compte rendu de l’harmonisation typographique et du rayonnement des composants de la bibliothèque ".repeat(2).trim();

const entry = ({ design, ana, leo, message }: Given, n: number, over: Partial<Entry> = {}): Entry => ({
  id: uuid(700 + n),
  channel: design,
  kind: "file",
  name: `report ${n}.pdf`,
  type: "application/pdf",
  folder: "top",
  size: 48_213 * (n + 1),
  version: 1,
  createdBy: ana.person,
  createdAt: message.sentAt,
  changedBy: n % 2 === 0 ? ana.person : leo.person,
  changedAt: message.sentAt + n * 60_000,
  thread: null,
  state: "live",
  goesAt: null,
  may: { change: true, move: true, remove: true },
  ...over,
});
const listed = (files: readonly Entry[], path: { id: string; name: string }[] = []) => ({ files: [...files], path, next: null, may: { add: true } });
const some = (given: Given): Entry[] => [
  entry(given, 0, { kind: "folder", name: "Drawings", type: "", size: 0, version: 0 }),
  entry(given, 1, { kind: "folder", name: "Old ones", type: "", size: 0, version: 0 }),
  entry(given, 2, { name: "minutes.md", type: "text/markdown" }),
  entry(given, 3, { name: "offer.pdf" }),
  entry(given, 4, { name: "walk-through.mp4", type: "video/mp4", size: 734_003_200 }),
];
const versions = ({ ana, leo, message }: Given) => ({
  versions: [3, 2, 1].map((number) => ({
    number,
    by: number === 2 ? leo.person : ana.person,
    at: message.sentAt + number * 60_000,
    size: 20_000 * number,
    sha256: "A".repeat(43),
    type: "application/pdf",
  })),
});
const inFolder =
  (path = "") =>
  (given: Given) =>
    inCompany(`/drive/${given.design}${path}`)(given);
const files =
  (change: (given: Given) => readonly Entry[] = some) =>
  (given: Given) => ({ listFiles: listed(change(given)) });
const withPanel = (given: Given, over: Partial<Entry> = {}) => ({
  listFiles: listed([entry(given, 3, { name: "offer.pdf", version: 3, ...over })]),
  getFile: entry(given, 3, { name: "offer.pdf", version: 3, ...over }),
  listVersions: versions(given),
  listShares: { shares: [], newest: 1 },
});
const panelAt = (given: Given) => `/c/${given.company}/drive/${given.design}?details=${uuid(703)}`;
const ask = (deed: RegExp) => async (page: Page) => {
  await page.locator("#screen [data-entry] input >> nth=0").check({ force: true });
  await page.locator("[role=toolbar]").getByRole("button", { name: deed }).click();
};

export const drive: Readonly<Record<string, Screen>> = {
  drive: screen("features/drive/drive-screen.tsx", inCompany("/drive"), {
    usual: answered((given) => ({ listRecentFiles: { files: some(given).slice(2), covered: { scopes: 6, of: 6 } } }), row),
    empty: answered({ listRecentFiles: { files: [], covered: { scopes: 6, of: 6 } } }, nothing),
    loading: waiting(["listRecentFiles"], {}, "#screen .late"),
    error: refusing(["listRecentFiles"], "#screen [role=alert]"),
    offline: cut([offline, "#screen [role=alert]"], { isNew: true }),
    ...left("it is the reader's own: there is no right to lack", "no rights"),
    many: answered(
      (given) => ({ listRecentFiles: { files: times(100, some(given).slice(2), (_, i) => ({ id: uuid(800 + i) })), covered: { scopes: 64, of: 231 } } }),
      [row, "#screen p >> text=231"],
    ),
    long: answered(
      (given) => ({ listRecentFiles: { files: [entry(given, 1, { name: longWords, channel: given.long })], covered: { scopes: 6, of: 6 } } }),
      row,
    ),
    "shared folders": shot(nothing, { at: inCompany("/drive/shared") }),
    own: answered({ listFiles: listed([]) }, nothing, { at: inCompany("/drive/mine") }),
  }),
  folder: screen("features/drive/folder-view.tsx", inFolder(), {
    usual: answered(files(), row),
    empty: answered({ listFiles: listed([]) }, nothing),
    loading: waiting(["listFiles"], {}, "#screen .late"),
    error: refusing(["listFiles"], "#screen [role=alert]"),
    offline: cut([offline, "#screen [role=alert]"], { isNew: true }),
    "no rights": refusing(["listFiles"], "#screen .lucide-folder-x", {}, "file_not_found"),
    many: answered(
      files((given) => times(5000, some(given), ({ name }, i) => ({ id: uuid(1000 + i), name: `${i} ${name}` }))),
      row,
    ),
    long: answered(
      files((given) => [entry(given, 1, { name: longWords.replaceAll(" ", "") }), entry(given, 2, { name: longWords })]),
      row,
    ),
    deep: answered(
      (given) => ({
        listFiles: listed(
          some(given),
          Array.from({ length: 6 }, (_, i) => ({ id: uuid(600 + i), name: `Folder ${i}` })),
        ),
      }),
      row,
      {
        at: inFolder(`/${uuid(605)}`),
      },
    ),
    chosen: answered(files(), "[role=toolbar]", { act: (page) => page.locator("#screen [data-entry] input >> nth=2").check({ force: true }) }),
    menu: answered(files(), "[role=menu]", { act: (page) => page.locator("#screen [data-entry] [aria-haspopup=menu] >> nth=3").click() }),
    renamed: answered(files(), "#screen [data-entry] input[maxlength]", {
      act: async (page) => {
        await page.locator("#screen [data-entry] >> nth=2").focus();
        await page.keyboard.press("Home");
        await page.keyboard.press("F2");
      },
    }),
    trash: answered(
      files((given) => [entry(given, 1, { state: "trashed", goesAt: given.message.sentAt + 30 * 86_400_000 })]),
      row,
      { at: inFolder("/trash") },
    ),
    "with messages": answered({ listFiles: { ...listed([]), may: { add: false } } }, nothing, { at: inFolder("/messages") }),
  }),
  "file-details": screen("features/drive/file-panel.tsx", panelAt, {
    usual: answered((given) => withPanel(given), "aside li >> nth=2"),
    ...left("a file that exists has a name and a version", "empty"),
    loading: waiting(["getFile", "listFiles"], {}, "aside .late"),
    error: refusing(["getFile"], "aside .lucide-file-x"),
    offline: cut([offline, "aside .lucide-file-x"], { isNew: true }),
    "no rights": refusing(["getFile"], "aside .lucide-file-x", {}, "file_not_found"),
    ...left("versions stand in a list that scrolls", "many"),
    long: answered((given) => withPanel(given, { name: longWords.replaceAll(" ", "") }), "aside li >> nth=2"),
  }),
  "move-file": screen("features/drive/place-dialog.tsx", inFolder(), {
    usual: answered(files(), "[role=tree] [role=treeitem] >> nth=3", { act: ask(/^(Move|Déplacer)$/) }),
    ...left("there is always the channel itself", "empty"),
    ...left("folders come as they are opened, each with its own word for it", "loading", "error", "offline", "no rights"),
    ...left("the tree scrolls", "many"),
    long: answered(
      files((given) => [entry(given, 0, { kind: "folder", name: longWords, type: "" }), entry(given, 1, { kind: "folder", name: longWords, type: "" })]),
      "[role=tree] [role=treeitem] >> nth=3",
      { act: ask(/^(Move|Déplacer)$/) },
    ),
  }),
  "destroy-files": screen("features/drive/purge-dialog.tsx", inFolder("/trash"), {
    usual: answered(
      files((given) => [entry(given, 1, { state: "trashed", goesAt: given.message.sentAt + 30 * 86_400_000 })]),
      "[role=dialog] li",
      { act: ask(/^(Destroy|Détruire)$/) },
    ),
    ...left("it asks about what is chosen, and asks the server nothing", "empty", "loading", "error", "offline", "no rights", "many"),
    long: answered(
      files((given) => [entry(given, 1, { name: longWords, state: "trashed", goesAt: given.message.sentAt + 30 * 86_400_000 })]),
      "[role=dialog] li",
      { act: ask(/^(Destroy|Détruire)$/) },
    ),
  }),
  "name-folder": screen("features/drive/name-dialog.tsx", inFolder(), {
    usual: answered(files(), "[role=dialog] input", { act: (page) => page.locator("#screen .lucide-folder-plus").click() }),
    ...left("it asks for one name", "empty", "loading", "error", "offline", "no rights", "many", "long"),
  }),
  "same-name": screen("features/drive/clash-dialog.tsx", inFolder(), {
    usual: answered(files(), "[role=dialog] button >> nth=3", {
      act: (page) =>
        page.locator("input[data-pick=files]").setInputFiles(["offer.pdf", "minutes.md"].map((name) => ({ name, mimeType: "", buffer: Buffer.from("x") }))),
    }),
    ...left("it asks about one name, and asks the server nothing", "empty", "loading", "error", "offline", "no rights", "many", "long"),
  }),
};
