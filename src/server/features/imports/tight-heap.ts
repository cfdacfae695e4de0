import { setFlagsFromString } from "node:v8";

/**
 * Percent by which the heap may grow between two full collections. By itself V8 lets a small heap grow to four times its
 * size; rows under way live just long enough to be promoted, and each dead one there holds its ciphers' memory outside.
 */
const growth = 40;
let users = 0;

/** Keeps the process small while much passes through it. A matter of the whole process: it ends when the last user has ended. */
export async function withTightHeap<T>(work: () => Promise<T>): Promise<T> {
  if (users++ === 0) setFlagsFromString(`--heap-growing-percent=${growth}`);
  try {
    return await work();
  } finally {
    // 0: V8 decides.
    if (--users === 0) setFlagsFromString("--heap-growing-percent=0");
  }
}
