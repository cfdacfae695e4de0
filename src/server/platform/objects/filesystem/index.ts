// What it is: objects as files, one folder per id of their key; written beside, forced to the disk, renamed into place.
// What it is not: no sealing, no cache; one opener at a time, which is who holds the store's lock.
// Where to start: filesystem.ts.
export { filesystemObjects, lookAtObjects } from "./filesystem.ts";
