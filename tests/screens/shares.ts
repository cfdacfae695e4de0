/** Single files: the viewer over a screen, their share links, and the page that such a link opens. */
import type { Page } from "playwright-core";
import type { Endpoints, ReplyOf } from "../../src/contract/index.ts";
import { answered, cut, type Given, inDesign, left, refusing, type Screen, screen, shot, times, uuid, waiting } from "./cells.ts";

type File = ReplyOf<Endpoints["getFile"]>;
type Share = ReplyOf<Endpoints["listShares"]>["shares"][number];

const nobody = { as: "nobody" } as const;
const at = inDesign(`?view=${uuid(1)}.${uuid(2)}`);
const longName = "Compte rendu de la réunion de coordination entre l’atelier, le bureau d’études et la direction, version relue et corrigée (3).zip";
const day = 86_400_000;
const file = (more: Partial<File> = {}): { getFile: File } => ({
  getFile: {
    ...{ id: uuid(2), channel: uuid(1), kind: "file", name: "plans.zip", type: "application/zip", folder: "messages", size: 48_300_000, version: 1 },
    ...{ createdBy: uuid(3), createdAt: Date.UTC(2026, 9, 14), changedBy: uuid(3), changedAt: Date.UTC(2026, 9, 14), thread: null, state: "live" },
    may: { change: true, move: true, remove: true },
    ...more,
  } as File,
});
const share = (more: Partial<Share> = {}): Share => ({
  ...{ id: uuid(4), version: 1, by: uuid(3), createdAt: Date.UTC(2026, 9, 14), expiresAt: Date.UTC(2036, 9, 21), hasPassword: false, most: null, reads: 0 },
  ...{ state: "open", may: { revoke: true } },
  ...more,
});
const links = [
  share({ hasPassword: true, most: 5, reads: 2 }),
  share({ id: uuid(5), state: "revoked", reads: 1 }),
  share({ id: uuid(6), state: "expired", createdAt: Date.UTC(2026, 9, 14) - 30 * day }),
];
/** In the place of the bytes that the store would have. */
const showing = (bytes: string) => async (page: Page, given: Given) => {
  await page.route(`**/files/${uuid(2)}/content*`, (route) => route.fulfill({ contentType: "text/plain", body: bytes }));
  await page.evaluate(
    (path) => (globalThis as unknown as { __TSR_ROUTER__: { history: { push(path: string): void } } }).__TSR_ROUTER__.history.push(path),
    at(given),
  );
};
const minutes = `# Date field, third draft

**B** stays: the hint is in sight while one types, and nothing moves. Decided with *Léo* and *Clara* on Tuesday.

## What is left

- [x] The hint comes after the error
- [x] Read aloud by two screen readers
- [ ] Contrast of the disabled state

| part | who | until |
| --- | --- | --- |
| focus ring | Mei-Ling | Wednesday |
| wording in French | Ana | Thursday |
| test page | Yusuf | Thursday |

> The format is help, and no rule: whoever writes 14.10. is understood.
`;
const prices = ["part;material;pieces;price", "frame;oak;12;84,00", "shelf;birch;48;19,50", "rail;steel;24;7,25", '"hook, small";brass;96;1,10'].join("\n");
const shareIt = (page: Page) => page.locator("[role=dialog] header button:has(.lucide-link-2)").click();
const shared = (shares: readonly Share[] = links, more: Partial<File> = {}, newest = 1) => ({ ...file(more), listShares: { shares: [...shares], newest } });
const list = "[role=dialog] h3";
const page = "/share#token=bsh_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
const looked = (name = "plans.zip") => ({ lookShare: { file: { name, type: "application/zip", size: 48_300_000 }, expiresAt: Date.UTC(2036, 9, 21) } });
const locked = { file: null, expiresAt: Date.UTC(2036, 9, 21) };

export const shares: Readonly<Record<string, Screen>> = {
  viewer: screen("features/attachments/viewer/fetched-viewer.tsx", at, {
    usual: answered(file(), "[role=dialog] a[download] >> nth=1"),
    ...left("a file that is empty is shown as any other", "empty"),
    ...left("it opens once it is known what it shows", "loading"),
    error: refusing(["getFile"], "[role=dialog] .lucide-file-x"),
    offline: cut("[role=dialog] .lucide-file-x"),
    "no rights": shot("[role=dialog] .lucide-file-x"),
    ...left("one file is shown at a time", "many"),
    long: answered(file({ name: longName }), "[role=dialog] a[download] >> nth=1"),
    page: answered(file({ name: "minutes.md", type: "text/markdown", size: minutes.length }), "[role=dialog] td", {
      at: inDesign(),
      act: showing(minutes),
    }),
    table: answered(file({ name: "prices.csv", type: "text/csv", size: prices.length }), "[role=dialog] td", { at: inDesign(), act: showing(prices) }),
    thrown: answered(file({ state: "trashed", goesAt: Date.UTC(2026, 10, 13) }), "[role=dialog] .lucide-trash-2"),
  }),
  "share-links": screen("features/shares/share-dialog.tsx", at, {
    usual: answered(shared(), "[role=dialog] li", { act: shareIt }),
    empty: answered(shared([]), list, { act: shareIt }),
    loading: waiting(["listShares"], { answers: { ...file(), listShares: "never" }, act: shareIt }, "[role=dialog] .late"),
    error: answered({ ...file(), listShares: { refused: "internal" } }, "[role=dialog] .lucide-plug", { act: shareIt }),
    ...left("it says what it says to any refusal, and its list as others do", "offline"),
    ...left("guests have no button that leads here", "no rights"),
    many: answered(shared(times(30, links, (_, i) => ({ id: uuid(10 + i) }))), "[role=dialog] li >> nth=20", { act: shareIt }),
    long: answered(shared(links, { name: longName }), "[role=dialog] li", { act: shareIt }),
    newer: answered(shared(links, {}, 3), "[role=dialog] .lucide-history", { act: shareIt }),
    made: answered({ ...shared(), createShare: { ...share(), url: `https://bastide.example${page}` } }, "[role=dialog] input[readonly]", {
      act: async (page) => {
        await shareIt(page);
        await page.locator("[role=dialog] form button[type=submit]").click();
      },
    }),
    revoking: answered(shared(), "[role=alertdialog]", {
      act: async (page) => {
        await shareIt(page);
        await page.locator("[role=dialog] li >> nth=0").locator("button").last().click();
      },
    }),
  }),
  share: screen("features/shares/share-screen.tsx", page, {
    usual: answered(looked(), "main button", nobody),
    empty: shot("main a", { ...nobody, at: "/share" }),
    loading: waiting(["lookShare"], nobody),
    error: refusing(["lookShare"], "[role=alert] p", nobody),
    ...left("a link that is opened without a connection opens nothing", "offline"),
    "no rights": shot("main a", nobody),
    ...left("it is one file, and no list", "many"),
    long: answered(looked(longName), "main button", nobody),
    locked: answered({ lookShare: locked }, "main input", nobody),
  }),
};
