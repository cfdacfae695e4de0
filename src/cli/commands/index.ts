import type { Command } from "../command.ts";
import { config } from "./config.ts";
import { doctor } from "./doctor.ts";
import { newPart } from "./new-part.ts";

/** In the order of `bastide --help`. */
export const commands: readonly Command[] = [config, doctor, newPart];
