// Objects: sealed bytes under keys of ids, for what is too large for a row. The port, its filesystem adapter, one shared suite.
// Not here: no key, no plaintext, no name of a file, no right to read; features/files seals before and asks after.
// Start at `ObjectStore` in port.ts.
export { filesystemObjects, lookAtObjects } from "./filesystem/index.ts";
export { type HoldableObjects, holdable } from "./holdable.ts";
export { idsOf, LEAST_PART, type ListedObject, type ObjectKey, ObjectMissing, type ObjectStore, type Part } from "./port.ts";
