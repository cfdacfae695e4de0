/** What an entry of a directory says about a person: OpenLDAP (RFC 4530, draft-behera-ldap-password-policy) and Active Directory (MS-ADTS). */
import { EqualityFilter, type Filter, FilterParser, OrFilter } from "ldapts";
import type { LdapEntry } from "../../platform/egress/index.ts";
import type { DirectorySettings } from "./directory.ts";

/** Somebody in a directory. */
export interface Found {
  readonly dn: string;
  /** The entry's own number, which outlives every renaming: 32 hexadecimal digits. */
  readonly subject: string;
  readonly name: string;
  readonly login: string;
  readonly email: string | null;
  readonly isDisabled: boolean;
}

const ACCOUNT_DISABLED = 2;
/** 100 ns since 1601 (MS-ADTS, 2.3.11): 0 and this one mean never. */
const NEVER = 0x7fffffffffffffffn;
const EPOCH_1601 = 11_644_473_600_000n;
/** Locked by an administrator; other times are those of wrong guesses, by which a stranger would have somebody thrown out here. */
const LOCKED = "000001010000Z";

export const idAttribute = { active_directory: "objectGUID", openldap: "entryUUID" } as const;

export function attributesOf({ product, loginAttributes }: DirectorySettings): string[] {
  const own = product === "active_directory" ? ["userAccountControl", "accountExpires"] : ["pwdAccountLockedTime"];
  return [...new Set([idAttribute[product], "cn", "displayName", "mail", ...own, ...loginAttributes])];
}

/** @returns undefined for an entry that does not say its number */
export function personOf(entry: LdapEntry, settings: DirectorySettings, now: number): Found | undefined {
  const id = entry.values.get(idAttribute[settings.product].toLowerCase())?.[0];
  const subject = id && (settings.product === "active_directory" ? id.toString("hex") : id.toString("latin1").replaceAll("-", "").toLowerCase());
  if (subject === undefined || !/^[0-9a-f]{32}$/.test(subject)) return undefined;
  const first = (name: string): string => line(entry.values.get(name.toLowerCase())?.[0]);
  const login = settings.loginAttributes.map(first).find((one) => one !== "") ?? "";
  const email = first("mail");
  return {
    dn: entry.dn,
    subject,
    name: first("displayName") || first("cn") || login || "person",
    login,
    email: /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email) && email.length <= 320 ? email : null,
    isDisabled: settings.product === "active_directory" ? isOffInActiveDirectory(first, now) : first("pwdAccountLockedTime") === LOCKED,
  };
}

function isOffInActiveDirectory(first: (name: string) => string, now: number): boolean {
  if ((Number(first("userAccountControl") || "0") & ACCOUNT_DISABLED) !== 0) return true;
  const until = /^\d{1,19}$/.test(first("accountExpires")) ? BigInt(first("accountExpires")) : 0n;
  return until !== 0n && until !== NEVER && until / 10_000n - EPOCH_1601 <= BigInt(now);
}

/** Names are shown in one line, at most as long as names here are. */
const line = (bytes: Buffer | undefined): string =>
  (bytes?.toString("utf8") ?? "")
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]+/gu, " ")
    .trim()
    .slice(0, 320);

/** What an administrator wrote. @throws TypeError for what is no filter (RFC 4515) */
export function filterOf(text: string): Filter {
  try {
    return FilterParser.parseString(text);
  } catch (error) {
    throw new TypeError("no filter", { cause: error });
  }
}

/** Whoever has this name. It goes into the request as a value of its own, never into a text that is read again: there is nothing to break out of. */
export const loginFilter = (attributes: readonly string[], login: string): Filter =>
  anyOf(attributes.map((attribute) => new EqualityFilter({ attribute, value: login })));

export const anyOf = (filters: Filter[]): Filter => new OrFilter({ filters });

/** Distinguished names as they are compared: letters' size and blanks around separators don't count. */
export const sameName = (dn: string): string => dn.toLowerCase().replace(/\s*([,=+])\s*/g, "$1");
