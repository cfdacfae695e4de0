import { expect, test } from "vitest";
import { sessionOf } from "./session-cookie.ts";

const plain = ["http://localhost:8420"];
const secure = ["https://chat.example"];

test("over TLS only the cookie that no neighbour can set counts, in clear only the plain one", () => {
  const both = { cookie: "bastide=one; __Host-bastide=two" };
  expect(sessionOf(both, plain)).toBe("one");
  expect(sessionOf(both, secure)).toBe("two");
  expect(sessionOf({ cookie: "bastide=one" }, secure)).toBeUndefined();
  expect(sessionOf({ cookie: "__Host-bastide=two" }, plain)).toBeUndefined();
});

test("the first of a name counts, whatever stands around it", () => {
  expect(sessionOf({ cookie: "a=b;bastide=one ;bastide=two; x" }, plain)).toBe("one");
  expect(sessionOf({ cookie: "xbastide=one; bastidex=two; bastide" }, plain)).toBeUndefined();
  expect(sessionOf({}, plain)).toBeUndefined();
});
