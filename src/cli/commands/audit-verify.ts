import { amount } from "../amounts.ts";
import type { Command } from "../command.ts";

export const auditVerify: Command = {
  name: "audit verify",
  summary: "Checks an exported log: that no entry was changed, removed, reordered or cut off. Needs no server, store or key part.",
  arguments: [{ name: "file", means: "the exported log" }],
  options: [
    { flags: "--key <key>", means: "the public key that you were given; without it the file's own, which proves less" },
    { flags: "--against <file>", means: "the file of heads that BASTIDE_AUDIT_CHECKPOINTS has kept of this log: it must have grown from each" },
    { flags: "--since <files>", means: "signed heads that were kept elsewhere, with commas between: the log must have grown from each" },
  ],
  examples: [
    "audit verify acme.jsonl",
    "audit verify acme.jsonl --since january.note,june.note --json",
    "audit verify acme.jsonl --against /mnt/notary/acme.notes",
  ],
  more: "Ends with 1 when something is wrong, and names the entries. A history that was rewritten and signed anew shows only against a head that was kept (bastide audit head).",
  async run({ arguments: { file = "" }, options: { key, since, against }, io, server, path }) {
    const named = (files: unknown) => (typeof files === "string" ? files.split(",").map((name) => path(name.trim())) : []);
    const heads = [...named(since), ...(typeof against === "string" ? [path(against)] : [])];
    const found = await server.verifyAudit(path(file), typeof key === "string" ? key : undefined, heads);
    if (typeof key !== "string") io.note("No key was given: the file was checked by its own.");
    io.result(found, () =>
      found.ok
        ? `✓ ${amount(found.leaves)} leaves, none changed, removed, reordered or cut off${heads.length > 0 ? "; grown from the heads that were kept" : ""}`
        : found.faults.map((text) => `✗ ${text}`).join("\n"),
    );
    return found.ok ? "ok" : "check_failed";
  },
};
