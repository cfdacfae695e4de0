/** `bastide user …`: what the operator of the machine does to accounts, without an account of one's own. */
import { z } from "zod";
import { SignInName } from "../../../contract/accounts.ts";
import { limits } from "../../../contract/common.ts";
import { randomInt } from "../../../crypto/index.ts";
import { Refusal } from "../../http/index.ts";
import type { AccountsService } from "./accounts.service.ts";
import { innerOperation, stepOf } from "./commit.ts";
import type { CredentialsService } from "./credentials.service.ts";
import type { OwnersService } from "./owners.service.ts";

export interface UsersDeps {
  readonly accounts: AccountsService;
  readonly credentials: CredentialsService;
  readonly owners: OwnersService;
  /** The address that links begin with. */
  readonly url: () => string;
  /** Ends what the account is in its companies. @throws Refusal last_owner for a company's last administrator */
  readonly takeOut: (company: string, person: string) => Promise<unknown>;
  /** @returns how many there were */
  readonly removeFactors: (account: string) => Promise<number>;
  readonly endSessions: (account: string) => Promise<void>;
  readonly companiesOf: (account: string) => Promise<readonly { readonly id: string; readonly name: string; readonly person: string }[]>;
}

export const CreateUser = z.strictObject({
  name: SignInName,
  email: z.email().optional(),
  owner: z.boolean(),
  /** Made here when it is left out. */
  password: z.string().min(limits.password.least).max(limits.password.most).optional(),
});
export const NamedUser = z.strictObject({ name: z.string().min(1).max(320) });

/** No account bears this name. Operators are told so: they can read the list anyway. */
class NoSuchAccount extends Error {
  override readonly name = "NoSuchAccount";
  readonly code = "not_found";
}

export async function createUser(d: UsersDeps, wanted: z.output<typeof CreateUser>) {
  const operation = innerOperation();
  const password = wanted.password ?? newPassword();
  const { name, email } = wanted;
  const account = await d.accounts.make({ name, password, email }, operation, "password");
  if (wanted.owner) await d.owners.add(account, stepOf(operation, "owner"));
  return { account, name, owner: wanted.owner, password: wanted.password === undefined ? password : null };
}

/**
 * Disables the account and takes its people out of their companies. Its sessions and sockets end first. Where it is a
 * company's last administrator the person stays, so that the company keeps one: nobody can enter as it.
 * @throws Refusal last_owner
 */
export async function disableUser(d: UsersDeps, { name }: z.output<typeof NamedUser>) {
  const account = await accountNamed(d, name);
  await d.accounts.disable(account, innerOperation());
  const companies: { name: string; state: "disabled" | "last_administrator" }[] = [];
  for (const { id, name: company, person } of await d.companiesOf(account)) {
    companies.push({ name: company, state: await takeOutIfOthers(d, id, person) });
  }
  return { account, companies };
}

async function takeOutIfOthers(d: UsersDeps, company: string, person: string): Promise<"disabled" | "last_administrator"> {
  try {
    await d.takeOut(company, person);
    return "disabled";
  } catch (error) {
    if (error instanceof Refusal && error.code === "last_owner") return "last_administrator";
    throw error;
  }
}

/** A link by which its person sets a new password; shown once. */
export async function resetLink(d: UsersDeps, { name }: z.output<typeof NamedUser>) {
  const { path, expiresAt } = await d.credentials.makeResetLink(await accountNamed(d, name));
  return { url: `${d.url()}${path}`, expiresAt };
}

/** For who lost every second factor. Whoever is signed in somewhere is it no more. */
export async function removeFactors(d: UsersDeps, { name }: z.output<typeof NamedUser>) {
  const account = await accountNamed(d, name);
  const removed = await d.removeFactors(account);
  if (removed > 0) await d.endSessions(account);
  return { account, removed };
}

/** Also gives companies without an administrator to the new owner. */
export async function makeOwner(d: UsersDeps, { name }: z.output<typeof NamedUser>) {
  const account = await accountNamed(d, name);
  await d.owners.add(account, innerOperation());
  return { account };
}

async function accountNamed(d: UsersDeps, name: string): Promise<string> {
  const account = await d.accounts.findByLogin(name);
  if (account === undefined) throw new NoSuchAccount(`There is no account "${name}".`);
  return account;
}

const letters = "abcdefghjkmnpqrstuvwxyz23456789";

/** Four groups of five, none of them mistaken for another when read aloud: 99 bits. */
const newPassword = (): string => Array.from({ length: 4 }, () => Array.from({ length: 5 }, () => letters[randomInt(letters.length)]).join("")).join("-");
