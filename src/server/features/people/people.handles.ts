import { Handle, limits } from "../../../contract/index.ts";
import { blindToken, normaliseName } from "../../../crypto/index.ts";
import { Refusal } from "../../http/index.ts";
import { holdName } from "../../platform/records/held-names.ts";
import type { SealedStore } from "../../platform/records/sealed.ts";
import type { PeopleDirectory } from "./people.directory.ts";
import { Person, PersonHandle } from "./people.records.ts";

export interface HandlesDeps {
  readonly records: SealedStore;
  readonly directory: PeopleDirectory;
  readonly now: () => number;
}
export type Handles = ReturnType<typeof createHandles>;

/** Two handles that people would take for the same one: case, width and invisible signs apart. */
export const sameHandle = (a: string, b: string): boolean => normaliseName(a) === normaliseName(b);

/** Handles of a company: no two people have one alike. */
export function createHandles(d: HandlesDeps) {
  /** Holds the handle for the person, who is written next. False: somebody else's. */
  async function hold(company: string, person: string, handle: string): Promise<boolean> {
    const folded = normaliseName(handle);
    // Who got his handle before they were unique has no claim to it, but bears it.
    const bearer = await d.directory.bearerOf(company, folded);
    if (bearer !== undefined && bearer !== person) return false;
    const claim = { company, handle: blindToken(d.records.keys.indexKey(company), "handle", folded), person, claimedAt: d.now() };
    return holdName({
      now: claim.claimedAt,
      claim: (expected) => d.records.claim(PersonHandle, claim, expected),
      isOwn: (held) => held.person === person,
      isBorne: async (held) => {
        const row = await d.records.find(Person, { company, person: held.person });
        return row !== undefined && sameHandle(row.handle, handle);
      },
    });
  }

  return {
    /** @throws Refusal name_taken */
    async take(company: string, person: string, handle: string): Promise<void> {
      if (!(await hold(company, person, handle))) throw new Refusal("name_taken", { fields: [{ path: "body.handle", problem: "taken" }] });
    },

    /** The handle or its first numbered variant that is free, held for the person. @param from see `numbered` */
    async takeFree(company: string, person: string, handle: string, from = 1): Promise<string> {
      for (let n = from; ; n++) {
        const variant = numbered(handle, n);
        if (await hold(company, person, variant)) return variant;
      }
    },
  };
}

/** `ana` for 1, `ana-2` for 2; never longer than a handle may be. */
export function numbered(handle: string, n: number): string {
  const number = n === 1 ? "" : `-${n}`;
  return cut(handle, limits.handle - number.length) + number;
}

/** A handle from a name. */
export function handleOf(name: string): string {
  const plain = name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}._-]+/gu, ".")
    .replace(/^\.+|\.+$/g, "");
  return cut(plain, limits.handle) || "person";
}

/** A handle from elsewhere: as it is, where it can be one here. */
export const asHandle = (text: string): string => (Handle.safeParse(text).data === text ? text : handleOf(text));

/** Not in the middle of a character. */
const cut = (text: string, most: number): string => text.slice(0, most).replace(/\p{Cs}$/u, "");
