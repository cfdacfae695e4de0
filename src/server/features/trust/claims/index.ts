/** Every sentence of the security page, in the order of its number. Page, command line and tests iterate over this list. */
import { indexForMachines } from "./c54-index-for-machines.ts";
import type { Claim } from "./define.ts";
import { later } from "./later.ts";

const here: readonly Claim[] = [indexForMachines];

export const claims: readonly Claim[] = [...here, ...later].sort((a, b) => a.id.localeCompare(b.id));
