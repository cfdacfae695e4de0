import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { dyingPort, staying } from "../../../../tests/harness/dying-port.ts";
import { configIn, type Folders, makeFolders, quickAccounts } from "../../../../tests/harness/installation.ts";
import { encodePart, makePart, newKit, operationId } from "../../../crypto/index.ts";
import { openInstallation, openPort } from "../../installation.ts";
import { systemClock } from "../../platform/clock/index.ts";
import { PartError } from "../../platform/keys/parts.ts";
import { recoverFolder } from "../../rescue.ts";
import { openServices } from "../../serve.ts";
import { recover } from "./index.ts";

/** An installation with a kit and three companies, copied for each try. */
let made: Folders;
let kit: string;
let company: string;
let installation: string;

beforeAll(async () => {
  made = makeFolders();
  const { services, close } = await openServices({ config: made.config, clock: systemClock, accounts: quickAccounts });
  for (const name of ["Acme", "Bold", "Calm"]) ({ company } = await services.companies.create([], name, { id: operationId(), digest: null }));
  ({ kit } = await services.recovery.create());
  installation = services.core.id;
  await close();
});
afterAll(() => made.remove());

const lost = { both: ["state", "config"], installation: ["state"], configuration: ["config"], none: [] } as const;

/** A copy without some parts; gone when `use` is done. */
async function onCopy(gone: readonly string[], use: (folders: Folders) => Promise<void>): Promise<void> {
  const { root, remove } = makeFolders();
  try {
    cpSync(made.root, root, { recursive: true });
    for (const folder of gone) rmSync(join(root, folder), { recursive: true });
    await use({ root, config: configIn(root), remove });
  } finally {
    remove();
  }
}

async function expectOpen({ config }: Folders): Promise<void> {
  const { services, close } = await openServices({ config, clock: systemClock, accounts: quickAccounts });
  expect(services.core.id).toBe(installation);
  expect((await services.companies.present(company)).name).toBe("Calm");
  await close();
}

test.each([
  ["both", 4],
  ["installation", 4],
  ["configuration", 4],
  ["none", 0],
] as const)("with %s lost, the kit opens the folder", async (which, rewrapped) => {
  await onCopy(lost[which], async (folders) => {
    const options = { config: folders.config, clock: systemClock };
    expect(await recoverFolder({ ...options, kit })).toEqual({ installation, rewrapped });
    await expectOpen(folders);
    // The kit stays good, also for the next loss.
    rmSync(join(folders.root, "state"), { recursive: true });
    expect(await recoverFolder({ ...options, kit })).toEqual({ installation, rewrapped: 4 });
    await expectOpen(folders);
  });
});

test("a part that is wrong is set aside, not lost", async () => {
  await onCopy(["config"], async (folders) => {
    const file = join(folders.root, "state/installation.part");
    const wrong = encodePart("installation", installation, makePart());
    writeFileSync(file, wrong, { mode: 0o600 });
    await recoverFolder({ config: folders.config, clock: systemClock, kit });
    await expectOpen(folders);
    const aside = readdirSync(join(folders.root, "state")).find((name) => name.includes("replaced"));
    expect(readFileSync(join(folders.root, "state", aside ?? ""), "utf8")).toBe(wrong);
  });
});

test("cut off at any write, and again, it leaves a start that refuses a part, and the next run ends it", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.integer({ min: 0, max: 10 }), fc.boolean()), { minLength: 1, maxLength: 3 }),
      fc.constantFrom("both", "installation", "configuration"),
      (cuts, which) =>
        onCopy(lost[which as "both"], async (folders) => {
          const { config } = folders;
          const port = await openPort({ config, clock: systemClock });
          for (const [after, isLastWritten] of cuts) {
            const isDone = await recover(dyingPort(port, after, isLastWritten).port, config, installation, kit).then(
              () => true,
              () => false,
            );
            if (isDone) break;
            await openInstallation({ config, clock: systemClock, openPort: async () => staying(port) }).catch((error) =>
              expect(error).toBeInstanceOf(PartError),
            );
          }
          await recover(port, config, installation, kit);
          await port.close();
          await expectOpen(folders);
        }),
    ),
    { numRuns: 10 },
  );
});

test("another kit opens nothing and changes nothing", async () => {
  await onCopy(lost.both, async (folders) => {
    const options = { config: folders.config, clock: systemClock };
    await expect(recoverFolder({ ...options, kit: newKit(installation).text })).rejects.toMatchObject({ name: "KitError", line: null });
    await expect(recoverFolder({ ...options, kit: kit.replace("kit:", "kit: X") })).rejects.toMatchObject({ name: "KitError", line: 3 });
    expect(readdirSync(folders.root)).toEqual(["data"]);
  });
});

test("where there is no store, none is made", async () => {
  const empty = makeFolders();
  await expect(recoverFolder({ config: empty.config, clock: systemClock, kit })).rejects.toMatchObject({ code: "refused" });
  expect(readdirSync(empty.root)).toEqual([]);
  empty.remove();
});
