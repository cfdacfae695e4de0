import { operationId, randomToken, type SigningKey, secretKeyFrom, signCheckpoint, signingKeyFrom, verifierKey } from "../../../crypto/index.ts";
import { decideAgain } from "../../http/index.ts";
import type { Clock } from "../../platform/clock/index.ts";
import { expect, put, type SealedStore } from "../../platform/records/sealed.ts";
import { AuditKey } from "./audit.records.ts";

export type AuditSigner = ReturnType<typeof createSigner>;

/** Names a tree to those who check it: the installation, and the company if it is not its own. */
export const originOf = (installation: string, tree: string): string => `bastide/${installation}${tree === installation ? "" : `/${tree}`}`;

/** Signs tree heads with the installation's key, which is made when it is first asked for. */
export function createSigner({ records, clock }: { records: SealedStore; clock: Clock }) {
  const { installation } = records;
  let known: Promise<SigningKey> | undefined;

  const read = (): Promise<SigningKey> =>
    decideAgain(async () => {
      const standing = await records.get(AuditKey, { installation });
      if (standing) return keyOf(standing.secret);
      const secret = randomToken("");
      const { publicKey } = keyOf(secret);
      const outcome = await records.commit(
        operationId(),
        [expect(AuditKey, { installation }, 0)],
        [put(AuditKey, { installation, createdAt: clock.now(), publicKey, secret })],
      );
      return outcome.status === "applied" && keyOf(secret);
    });

  async function key(): Promise<SigningKey> {
    known ??= read();
    try {
      return await known;
    } catch (error) {
      known = undefined;
      throw error;
    }
  }

  const name = `bastide/${installation}`;
  return {
    /** The public key, as C2SP writes it. */
    verifier: async () => verifierKey(name, (await key()).publicKey),

    async sign(tree: string, head: { readonly size: number; readonly root: Buffer }) {
      const signing = await key();
      return {
        checkpoint: signCheckpoint({ origin: originOf(installation, tree), ...head }, name, signing),
        verifier: verifierKey(name, signing.publicKey),
      };
    },
  };
}

const keyOf = (secret: string): SigningKey => signingKeyFrom(secretKeyFrom(Buffer.from(secret, "base64url")));
