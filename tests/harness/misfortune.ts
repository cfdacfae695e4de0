/** The same suites over a store that is late, uncertain and overtaken: on in the vitest project "adversary". */
import { randomInt } from "node:crypto";
import { adversary } from "../../src/server/platform/records/adversary/index.ts";
import type { RecordsPort } from "../../src/server/platform/records/port.ts";

const isOn = process.env["TEST_ADVERSARY"] === "on";
const seed = Number(process.env["TEST_SEED"] ?? randomInt(2 ** 31));
if (isOn) process.stderr.write(`adversary seed: ${seed} (again with TEST_SEED=${seed})\n`);

/** Wraps a port where the run asks for it. */
export const perhapsUnlucky = (port: RecordsPort): RecordsPort =>
  isOn ? adversary(port, { seed, lateness: 3, overtaking: 0.1, uncertain: 0.05, shortJournal: 0.3 }) : port;
