/** `bastide audit`: a log leaves the installation and is checked without it. */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { exitKinds } from "../../src/contract/exit.ts";
import { asked, bastide, newPlace } from "./program.ts";

const place = newPlace();
afterAll(() => place.remove());
const file = join(place.root, "log.jsonl");

it("is checked by the key alone, with store and key parts gone; a changed entry is named, a shorter log found by a kept head", async () => {
  await asked(place, ["user", "create", "ana", "--owner"]);
  const { entries, verifier } = await asked<{ entries: number; verifier: string }>(place, ["audit", "export", file]);
  expect(entries).toBeGreaterThan(0);
  const head = (await bastide(place, ["audit", "head"])).stdout;
  writeFileSync(join(place.root, "kept.note"), head);
  expect((await bastide(place, ["audit", "export", file])).status).toBe(exitKinds.refused.status);
  for (const folder of ["data", "state", "config"]) rmSync(join(place.root, folder), { recursive: true });
  const verify = (...more: string[]) => bastide(place, ["audit", "verify", file, "--key", verifier, ...more, "--json"]);
  expect(await verify("--since", "kept.note")).toMatchObject({ status: 0 });

  const lines = readFileSync(file, "utf8").trimEnd().split("\n");
  writeFileSync(file, `${lines.with(1, (lines[1] ?? "").replace("account.create", "account.disable")).join("\n")}\n`);
  const changed = await verify();
  expect([changed.status, JSON.parse(changed.stdout).faults[0]]).toEqual([exitKinds.check_failed.status, "Entry 0 was changed."]);
  writeFileSync(file, `${[...lines.slice(0, 2), lines.at(-1)].join("\n")}\n`);
  expect(JSON.parse((await verify("--against", "kept.note")).stdout).faults.join()).toContain("cut off");
});
