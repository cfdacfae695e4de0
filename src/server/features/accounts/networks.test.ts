import fc from "fast-check";
import { expect, test } from "vitest";
import { networksOf, placeOf } from "./networks.ts";

const names = (address: string) => networksOf(address).map(({ name }) => name);

test.each([
  ["192.0.2.7", ["192.0.2.7"]],
  ["::ffff:192.0.2.7", ["192.0.2.7"]],
  ["::FFFF:c000:0207", ["192.0.2.7"]],
  ["2001:DB8:0:7::1", ["2001:db8:0:7::/64", "2001:db8:0::/48"]],
  ["2001:db8::7:ffff:0:0:1", ["2001:db8:0:7::/64", "2001:db8:0::/48"]],
  ["fe80::1%eth0", ["fe80:0:0:0::/64", "fe80:0:0::/48"]],
  ["::", ["0:0:0:0::/64", "0:0:0::/48"]],
  ["", [""]],
  ["1:2:3", ["1:2:3"]],
  ["1::2::3", ["1::2::3"]],
  ["12345::", ["12345::"]],
  ["::1.2.3", ["::1.2.3"]],
])("%s lies in %j", (address, expected) => {
  expect(names(address)).toEqual(expected);
});

test("every spelling of an address lies in the same networks, every address of a /64 in one", () => {
  fc.assert(
    fc.property(fc.ipV6(), fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: 4, maxLength: 4 }), (address, host) => {
      const spelled = new URL(`http://[${address}]`).hostname.slice(1, -1);
      expect(names(address)).toEqual(names(spelled));
      const [near] = names(address);
      if (!near?.endsWith("/64")) return;
      expect(names(`${near.slice(0, -"::/64".length)}:${host.map((group) => group.toString(16)).join(":")}`)[0]).toBe(near);
    }),
  );
});

test("a place is the same however its address is written", () => {
  expect(["203.0.113.9", "::ffff:203.0.9.1", "203.1.0.1"].map(placeOf)).toEqual(["203.0", "203.0", "203.1"]);
  expect(["2001:db8::1", "2001:0DB8:1:2:3:4:5:6", "2001:db9::1"].map(placeOf)).toEqual(["2001:db8", "2001:db8", "2001:db9"]);
});
