import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { deriveRoot, encodePart, insecureExportKey, makePart, type PartKind, randomUUID } from "../../../crypto/index.ts";
import { loadConfig, programFolder } from "../../config/index.ts";
import { givenInstallation, type LoadedParts, loadParts, newConfigurationPart, PartError, readPartMeta, renewParts, writePartMeta } from "./parts.ts";

let root: string;
let installation: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "bastide-parts-"));
  installation = randomUUID();
});
afterEach(() => rmSync(root, { recursive: true }));

const configOf = (env: Record<string, string> = {}) =>
  loadConfig({
    env: { BASTIDE_DATA: join(root, "data"), BASTIDE_STATE: join(root, "state"), BASTIDE_CONFIG: join(root, "config"), ...env },
    readFile: (path) => readFileSync(path, "utf8"),
    cwd: root,
    home: root,
  });
const load = (made?: LoadedParts, env?: Record<string, string>) =>
  loadParts({ config: configOf(env), installation, fingerprints: made?.fingerprints, databasePart: made?.databasePart, create: made === undefined });
const fileOf = { installation: () => join(root, "state/installation.part"), configuration: () => join(root, "config/configuration.part") };

function failure(run: () => unknown): { code: string; message: string } {
  try {
    run();
  } catch (error) {
    return error as { code: string; message: string };
  }
  throw new Error("did not fail");
}

describe("a new store", () => {
  test("gets three different parts, for their owner alone, and finds them again", () => {
    const made = load();
    for (const file of [fileOf.installation(), fileOf.configuration()]) expect(statSync(file).mode & 0o777).toBe(0o600);
    for (const folder of ["state", "config"]) {
      expect(statSync(join(root, folder)).mode & 0o777).toBe(0o700);
      expect(readdirSync(join(root, folder))).toHaveLength(1);
    }
    expect(new Set(Object.values(made.fingerprints)).size).toBe(3);
    expect(load(made)).toEqual(made);
    const rootKey = insecureExportKey(deriveRoot(made));
    expect(insecureExportKey(deriveRoot(load(made)))).toEqual(rootKey);
  });

  test("that was cut off at its first start keeps the files that it had made", () => {
    const first = load();
    const second = load();
    expect([second.installation, second.configuration]).toEqual([first.installation, first.configuration]);
    rmSync(fileOf.configuration());
    const third = load();
    expect(third.installation).toEqual(first.installation);
    expect(third.configuration).not.toEqual(first.configuration);
  });

  test("does not take the files of another installation, nor overwrite them", () => {
    load();
    const before = readFileSync(fileOf.installation(), "utf8");
    installation = randomUUID();
    expect(failure(() => load()).code).toBe("part_installation_foreign");
    expect(readFileSync(fileOf.installation(), "utf8")).toBe(before);
  });

  test("takes the configuration part from the environment or a secret file and writes none", () => {
    const text = encodePart("configuration", installation, makePart());
    const made = load(undefined, { BASTIDE_CONFIGURATION_PART: text });
    expect(existsSync(join(root, "config"))).toBe(false);
    mkdirSync(join(root, "secrets"));
    writeFileSync(join(root, "secrets/part"), `${text}\n`, { mode: 0o440 });
    expect(load(made, { BASTIDE_CONFIGURATION_PART_FILE: join(root, "secrets/part") })).toEqual(made);
  });
});

test("a configuration part made beforehand gives the new installation its id", () => {
  const text = newConfigurationPart();
  const env = { BASTIDE_CONFIGURATION_PART: text };
  installation = givenInstallation(configOf(env)) ?? "";
  const made = load(undefined, env);
  expect(load(made, env)).toEqual(made);
  expect(givenInstallation(configOf())).toBeUndefined();
  expect(failure(() => givenInstallation(configOf({ BASTIDE_CONFIGURATION_PART: "scrap" }))).code).toBe("part_configuration_wrong");
});

describe("nine ways to lack a part", () => {
  const spoil: Record<string, (kind: PartKind, text: string) => string | undefined> = {
    absent: () => undefined,
    wrong: (kind) => encodePart(kind, installation, makePart()),
    foreign: (kind) => encodePart(kind, randomUUID(), makePart()),
    damaged: (_kind, text) => text.replace(/.(?=:[^:]*$)/, (c) => (c === "A" ? "E" : "A")),
  };
  const sentences: Record<string, string> = { absent: "is missing.", wrong: "is wrong.", foreign: "belongs to another installation.", damaged: "is wrong." };

  for (const kind of ["database", "installation", "configuration"] as const) {
    for (const [fault, change] of Object.entries(spoil)) {
      test(`the ${kind} part is ${fault}`, () => {
        const made = load();
        let databasePart: string | undefined = made.databasePart;
        if (kind === "database") databasePart = change(kind, made.databasePart);
        else {
          const text = change(kind, readFileSync(fileOf[kind](), "utf8").trim());
          rmSync(fileOf[kind]());
          if (text !== undefined) writeFileSync(fileOf[kind](), text, { mode: 0o600 });
        }
        const request = { config: configOf(), installation, fingerprints: made.fingerprints, databasePart, create: false };
        const error = failure(() => loadParts(request));
        expect(error).toBeInstanceOf(PartError);
        expect(error.code).toBe(`part_${kind}_${fault === "damaged" ? "wrong" : fault}`);
        expect(error.message).toBe(`The ${kind} part ${sentences[fault]}`);
        if (kind !== "database" && fault === "absent") expect(existsSync(fileOf[kind]())).toBe(false);
      });
    }
  }
});

describe("places", () => {
  test.each([
    ["state in data", { BASTIDE_STATE: "data" }],
    ["state below data", { BASTIDE_STATE: "data/state" }],
    ["data below configuration", { BASTIDE_CONFIG: "." }],
    ["state and configuration in one", { BASTIDE_CONFIG: "both", BASTIDE_STATE: "both" }],
  ])("%s is refused, and nothing is made", (_what, env) => {
    const absolute = Object.fromEntries(Object.entries(env).map(([name, path]) => [name, join(root, path)]));
    expect(failure(() => load(undefined, absolute)).code).toBe("parts_together");
    expect(readdirSync(root)).toEqual([]);
  });

  test("a link does not hide that two places are one", () => {
    mkdirSync(join(root, "state"), { mode: 0o700 });
    symlinkSync(join(root, "state"), join(root, "config"));
    expect(failure(() => load()).code).toBe("parts_together");
  });

  test("the program's own folder holds no part", () => {
    expect(failure(() => load(undefined, { BASTIDE_STATE: join(programFolder, "state") })).code).toBe("parts_together");
  });

  test("a secret file beside another part is refused", () => {
    mkdirSync(join(root, "state"), { mode: 0o700 });
    writeFileSync(join(root, "state/c"), encodePart("configuration", installation, makePart()), { mode: 0o600 });
    expect(failure(() => load(undefined, { BASTIDE_CONFIGURATION_PART_FILE: join(root, "state/c") })).code).toBe("parts_together");
  });

  test("a part that others may read is refused", () => {
    const made = load();
    chmodSync(fileOf.installation(), 0o644);
    expect(failure(() => load(made)).code).toBe("rights");
  });
});

test("renewing keeps the good parts, replaces the others and sets old files aside", () => {
  const made = load();
  rmSync(fileOf.installation());
  writeFileSync(fileOf.configuration(), "scrap", { mode: 0o600 });
  const renewed = renewParts({ config: configOf(), installation, fingerprints: made.fingerprints, databasePart: made.databasePart });
  expect(renewed.databasePart).toBe(made.databasePart);
  expect(renewed.fingerprints.installation).not.toBe(made.fingerprints.installation);
  expect(load(renewed)).toEqual(renewed);
  const aside = readdirSync(join(root, "config")).find((name) => name !== "configuration.part");
  expect(readFileSync(join(root, "config", aside ?? ""), "utf8")).toBe("scrap");
});

test("the store's meta keeps what is needed to find the parts again", async () => {
  const stored = new Map<string, Uint8Array>();
  const meta = {
    readMeta: async (name: string) => stored.get(name),
    writeMeta: async (name: string, value: Uint8Array, expected: Uint8Array | undefined) => {
      if (stored.get(name) !== expected) return false;
      stored.set(name, value);
      return true;
    },
  };
  expect(await readPartMeta(meta)).toEqual({ databasePart: undefined, fingerprints: undefined });
  const made = load();
  await writePartMeta(meta, made);
  expect(await readPartMeta(meta)).toEqual({ databasePart: made.databasePart, fingerprints: made.fingerprints });
});
