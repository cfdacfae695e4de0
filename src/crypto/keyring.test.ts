import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { deriveRecordKey, fingerprint, Keyring, type KeyState, KeyStateError, newSecretKey } from "./index.ts";

const company = "company-a";
const channel = { kind: "channel", id: "general" };
const person = { kind: "person.content", id: "ada" };
const states: readonly KeyState[] = ["pre-active", "active", "decrypt-only", "retired", "erased", "closing"];
const legal = [
  "pre-active>active",
  "pre-active>closing",
  "active>decrypt-only",
  "active>closing",
  "decrypt-only>retired",
  "decrypt-only>closing",
  "closing>erased",
  "retired>erased",
];

let keyring: Keyring;
const personKey = newSecretKey();
const channelKey = newSecretKey();
beforeEach(() => {
  keyring = new Keyring();
  keyring.addDataKey(company, person, 1, "active", personKey);
  keyring.addDataKey(company, channel, 1, "active", channelKey);
  keyring.addKeySet(company, 7, 1, [
    { ...person, version: 1 },
    { ...channel, version: 1 },
  ]);
});

describe("record keys", () => {
  it("are derived from the owners' keys in order, bound to company, key id and suite", () => {
    const expected = deriveRecordKey([personKey, channelKey], company, 7, 1);
    expect(keyring.recordKey(company, 7)?.key.equals(expected.key)).toBe(true);
    const others = [
      deriveRecordKey([channelKey, personKey], company, 7, 1),
      deriveRecordKey([personKey], company, 7, 1),
      deriveRecordKey([personKey, channelKey], "company-b", 7, 1),
      deriveRecordKey([personKey, channelKey], company, 8, 1),
    ];
    for (const other of others) expect(fingerprint(other.key)).not.toBe(fingerprint(expected.key));
    expect(deriveRecordKey([personKey], company, 7, 2).key.symmetricKeySize).toBe(64);
  });

  it("are found by the active versions of the owners, in order", () => {
    expect(keyring.keySetFor(company, [person, channel])).toBe(7);
    expect(keyring.keySetFor(company, [channel, person])).toBeUndefined();
    expect(keyring.keySetFor(company, [person])).toBeUndefined();
    expect(keyring.keySetFor(company, [person, channel], 2)).toBeUndefined();
    expect(keyring.keySetFor("company-b", [person, channel])).toBeUndefined();
    keyring.addDataKey(company, person, 2, "active", newSecretKey());
    keyring.setState(company, person, 1, "decrypt-only");
    expect(keyring.keySetFor(company, [person, channel])).toBeUndefined();
    expect(keyring.recordKey(company, 7)).toBeDefined();
  });

  it("are not known for a strange key id or company", () => {
    expect(keyring.recordKey(company, 8)).toBeUndefined();
    expect(keyring.recordKey("company-b", 7)).toBeUndefined();
  });

  it("stay in bounds in memory and come back when asked again", () => {
    const small = new Keyring({ derivedKeys: 2 });
    small.addDataKey(company, person, 1, "active", personKey);
    for (const keyId of [1, 2, 3]) small.addKeySet(company, keyId, 1, [{ ...person, version: 1 }]);
    const first = small.recordKey(company, 1);
    small.recordKey(company, 2);
    expect(small.recordKey(company, 1)).toBe(first);
    small.recordKey(company, 3);
    expect(small.recordKey(company, 1)).toBe(first);
    const again = small.recordKey(company, 2);
    expect(again?.key.equals(deriveRecordKey([personKey], company, 2, 1).key)).toBe(true);
    expect(small.recordKey(company, 1)?.key.equals(first!.key)).toBe(true);
  });

  it("have key ids that are never used again", () => {
    keyring.addKeySet(company, 7, 1, [
      { ...person, version: 1 },
      { ...channel, version: 1 },
    ]);
    expect(() =>
      keyring.addKeySet(company, 7, 2, [
        { ...person, version: 1 },
        { ...channel, version: 1 },
      ]),
    ).toThrow(KeyStateError);
    expect(() => keyring.addKeySet(company, 7, 1, [{ ...person, version: 2 }])).toThrow(KeyStateError);
    expect(() => keyring.addKeySet(company, 9, 1, [])).toThrow(KeyStateError);
    expect(keyring.newKeyId(company)).toBeGreaterThan(0);
  });
});

describe("states", () => {
  it("allow exactly the drawn transitions, from any order of attempts", () => {
    fc.assert(
      fc.property(fc.constantFrom(...states), fc.array(fc.constantFrom(...states), { maxLength: 12 }), (first, attempts) => {
        const ring = new Keyring();
        ring.addDataKey(company, person, 1, first, personKey);
        ring.addKeySet(company, 7, 1, [{ ...person, version: 1 }]);
        let now = first;
        for (const to of attempts) {
          const step = () => ring.setState(company, person, 1, to);
          if (to === now || legal.includes(`${now}>${to}`)) {
            step();
            now = to;
          } else expect(step).toThrow(KeyStateError);
          expect(ring.stateOf(company, person, 1)).toBe(now);
          expect(ring.activeKey(company, person) !== undefined).toBe(now === "active");
          expect(ring.recordKey(company, 7) !== undefined).toBe(["pre-active", "active", "decrypt-only"].includes(now));
          expect(ring.recordKeyForErasure(company, 7) !== undefined).toBe(now !== "retired" && now !== "erased");
        }
      }),
    );
  });

  it.each(["retired", "erased", "closing"] as const)("a %s member closes the records of the set, cached or not", (state) => {
    expect(keyring.recordKey(company, 7)).toBeDefined();
    keyring.setState(company, person, 1, state === "retired" ? "decrypt-only" : "closing");
    keyring.setState(company, person, 1, state);
    expect(keyring.recordKey(company, 7)).toBeUndefined();
    expect(keyring.keySetFor(company, [person, channel])).toBeUndefined();
  });

  it("a version keeps its key, and an erased one does not come back", () => {
    keyring.addDataKey(company, person, 1, "active", personKey);
    expect(() => keyring.addDataKey(company, person, 1, "active", channelKey)).toThrow(KeyStateError);
    keyring.setState(company, person, 1, "closing");
    keyring.setState(company, person, 1, "erased");
    expect(() => keyring.addDataKey(company, person, 1, "active", personKey)).toThrow(KeyStateError);
    expect(() => keyring.setState(company, person, 9, "active")).toThrow(KeyStateError);
  });

  it("the newest active version is the one to seal under", () => {
    const next = newSecretKey();
    keyring.addDataKey(company, person, 2, "pre-active", next);
    expect(keyring.activeKey(company, person)?.version).toBe(1);
    keyring.setState(company, person, 2, "active");
    expect(keyring.activeKey(company, person)).toEqual({ version: 2, key: next });
  });
});

describe("erasure", () => {
  it("of an owner forgets its keys, all derived keys, and a key row still in flight", () => {
    keyring.addKeySet(company, 8, 1, [{ ...channel, version: 1 }]);
    expect(keyring.recordKey(company, 7)).toBeDefined();
    keyring.dropOwner(company, person);
    expect(keyring.recordKey(company, 7)).toBeUndefined();
    expect(keyring.recordKeyForErasure(company, 7)).toBeUndefined();
    expect(keyring.activeKey(company, person)).toBeUndefined();
    expect(() => keyring.addDataKey(company, person, 1, "active", personKey)).toThrow(KeyStateError);
    expect(() => keyring.addDataKey(company, person, 2, "active", newSecretKey())).toThrow(KeyStateError);
    expect(keyring.recordKey(company, 8)).toBeDefined();
  });

  it("of a company forgets all of it and nothing of another", () => {
    keyring.addDataKey("company-b", person, 1, "active", personKey);
    keyring.addKeySet("company-b", 7, 1, [{ ...person, version: 1 }]);
    keyring.recordKey(company, 7);
    keyring.dropScope(company);
    expect(keyring.recordKey(company, 7)).toBeUndefined();
    expect(keyring.recordKey("company-b", 7)).toBeDefined();
  });
});

describe("wrapping keys", () => {
  it("seal under the newest active version and open under each that is left", () => {
    keyring.addWrappingKey(company, 1, 100, "active", personKey);
    expect(keyring.wrapping(company)).toMatchObject({ keyId: 100, suite: 1 });
    expect(keyring.wrapping("company-b")).toBeUndefined();
    keyring.addWrappingKey(company, 2, 200, "active", channelKey);
    keyring.setWrappingState(company, 1, "decrypt-only");
    expect(keyring.wrapping(company)?.keyId).toBe(200);
    expect(keyring.wrappingByKeyId(company, 100)?.key.equals(deriveRecordKey([personKey], company, 100, 1).key)).toBe(true);
    keyring.setWrappingState(company, 1, "retired");
    expect(keyring.wrappingByKeyId(company, 100)).toBeUndefined();
    expect(keyring.wrappingByKeyId(company, 300)).toBeUndefined();
    expect(() => keyring.addWrappingKey(company, 2, 201, "active", channelKey)).toThrow(KeyStateError);
    expect(() => keyring.addWrappingKey(company, 2, 200, "active", personKey)).toThrow(KeyStateError);
    expect(() => keyring.setWrappingState(company, 2, "pre-active")).toThrow(KeyStateError);
    expect(() => keyring.setWrappingState("company-b", 2, "active")).toThrow(KeyStateError);
  });
});
