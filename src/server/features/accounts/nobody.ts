/**
 * What is read where a name is nobody's. Where it is somebody's, his rows are read and opened and his names compared; the same
 * is then done with another one's, so that neither the answer nor its time tells whether there is an account (OWASP ASVS 5.0, 6.3.8).
 */
import { randomUUID } from "../../../crypto/index.ts";
import { put, type SealedStore } from "../../platform/records/sealed.ts";
import { Account, Credential, SignInName } from "./accounts.records.ts";
import type { SignInNames } from "./names.ts";

export class Nobody {
  readonly #records: SealedStore;
  readonly #names: SignInNames;
  /** Who is read; a random id while nobody has a password. */
  #other: string | undefined;
  #openName: (() => Promise<void>) | undefined;

  constructor(records: SealedStore, names: SignInNames) {
    this.#records = records;
    this.#names = names;
  }

  /** Reads and compares for nothing, as long as for who bears the name. */
  async read(token: string): Promise<undefined> {
    this.#openName ??= await this.#sealName();
    await this.#openName();
    const account = this.#other ?? (await this.#anybody());
    const [found, credential] = await Promise.all([this.#records.find(Account, { account }), this.#records.find(Credential, { account, kind: "password" })]);
    if (found) this.#names.isBorneBy(token, found);
    // Erased since: another one from the next time on.
    this.#other = found && credential ? account : undefined;
  }

  async #anybody(): Promise<string> {
    const [row] = (await this.#records.port.scan(Credential.name, undefined, 1)).rows;
    return row ? this.#records.keyObject(Credential, row).account : randomUUID();
  }

  /** The name's own row is in no table, or it would be somebody's. */
  #sealName(): Promise<() => Promise<void>> {
    const { installation } = this.#records;
    const row = put(SignInName, { name: this.#names.tokenOf(randomUUID()), account: randomUUID(), claimedAt: 0 });
    return this.#records.decoy({ ...row, owners: [{ kind: "installation", id: installation }] });
  }
}
