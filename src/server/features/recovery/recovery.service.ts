import { z } from "zod";
import { isSameKitLine, kitLines, newKit, openUnderKit, parseKit, type SecretKey, wrapUnderKit } from "../../../crypto/index.ts";
import { Refusal } from "../../http/index.ts";
import type { RecordsPort } from "../../platform/records/port.ts";

/** What the store keeps of the recovery kit: root under the kit's key, once per root while it is being replaced. */
export const StoredKit = z.object({
  id: z.string(),
  confirmed: z.boolean(),
  roots: z.array(z.object({ keyId: z.number(), wrapped: z.string() })),
});
export type StoredKit = z.output<typeof StoredKit>;
const metaName = "recovery-kit";

export async function readKit(port: Pick<RecordsPort, "readMeta">): Promise<{ kit: StoredKit; bytes: Uint8Array } | undefined> {
  const bytes = await port.readMeta(metaName);
  return bytes && { kit: StoredKit.parse(JSON.parse(Buffer.from(bytes).toString("utf8"))), bytes };
}

export async function writeKit(port: RecordsPort, kit: StoredKit, over: Uint8Array | undefined): Promise<void> {
  if (!(await port.writeMeta(metaName, Buffer.from(JSON.stringify(kit)), over))) throw new Refusal("conflict");
}

export interface RecoveryDeps {
  readonly port: RecordsPort;
  readonly installation: string;
  readonly root: SecretKey;
  readonly rootKeyId: number;
}
export type Recovery = ReturnType<typeof createRecovery>;

export function createRecovery(d: RecoveryDeps) {
  /** The lines of the kit just made, in this process's memory alone: the hash of one line would be a step towards the key. */
  let shown: readonly string[] = [];

  async function confirmed(): Promise<void> {
    const standing = await readKit(d.port);
    if (!standing) throw new Refusal("not_found");
    await writeKit(d.port, { ...standing.kit, confirmed: true }, standing.bytes);
    shown = [];
  }

  return {
    /** Whether a kit was made and seen to be kept. */
    async isConfirmed(): Promise<boolean> {
      return (await readKit(d.port))?.kit.confirmed ?? false;
    },

    /** Makes a kit, which ends the one before. Its text is given once and kept nowhere. */
    async create() {
      const made = newKit(d.installation);
      const lines = kitLines(made.text);
      const wrapped = Buffer.from(wrapUnderKit(made.key, d.root)).toString("base64url");
      const standing = await readKit(d.port);
      await writeKit(d.port, { id: made.id, confirmed: false, roots: [{ keyId: d.rootKeyId, wrapped }] }, standing?.bytes);
      shown = lines;
      return { kit: made.text, fileName: `bastide-recovery-${d.installation.slice(0, 8)}.txt`, lines: lines.length };
    },

    /** Confirms by the whole kit, opened again from where it was saved. */
    async confirm(text: string): Promise<void> {
      const standing = await readKit(d.port);
      if (!standing) throw new Refusal("not_found");
      const last = standing.kit.roots.at(-1);
      let opens = false;
      try {
        const kit = parseKit(text);
        opens = kit.id === standing.kit.id && last !== undefined && openUnderKit(kit.key, Buffer.from(last.wrapped, "base64url")).equals(d.root);
      } catch {
        opens = false;
      }
      if (!opens) throw new Refusal("invalid_request", { fields: [{ path: "body.kit", problem: "not_this_kit" }] });
      await confirmed();
    },

    /** Confirms by one line of the printed kit, typed back. @param number from 1 */
    async confirmLine(number: number, line: string): Promise<void> {
      const asked = shown[number - 1];
      if (asked === undefined || !isSameKitLine(asked, line))
        throw new Refusal("invalid_request", { fields: [{ path: "body.line", problem: "not_this_line" }] });
      await confirmed();
    },
  };
}
