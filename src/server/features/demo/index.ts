// What a new company starts with: a first channel, or a small demo to look around in.
// Not here: anything that a real company keeps; it all goes through the same services as everything else.
// Start at `furnish`.
export { type FurnishDeps, firstChannel, furnish } from "./demo.service.ts";
