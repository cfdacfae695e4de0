// The key store: loads and keeps the key hierarchy (root → wrapping keys → data keys → record keys) in the records store.
// Not here: cryptography (src/crypto) and the files that hold two of root's three parts (`parts.ts`).
// Start at `KeyStore` in store.ts.
export * from "./records.ts";
export * from "./store.ts";
