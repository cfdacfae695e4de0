import { crc32 } from "node:zlib";
import { expect, test } from "vitest";
import { isApiToken, newApiToken } from "./api-token.ts";

const base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const numberOf = (text: string) => [...text].reduce((value, sign) => value * 62 + base62.indexOf(sign), 0);

test("a new token has its shape, and its checksum is the CRC-32 that everybody knows", () => {
  for (const kind of ["p", "s"] as const) {
    const token = newApiToken(kind);
    expect(token).toMatch(new RegExp(`^bst_${kind}[0-9A-Za-z]{49}$`));
    expect(numberOf(token.slice(-6))).toBe(crc32(token.slice(0, -6)));
    expect(isApiToken(token)).toBe(true);
  }
  expect(new Set(Array.from({ length: 200 }, () => newApiToken("p"))).size).toBe(200);
});

test("one that was mistyped, cut, extended or is of another kind is none", () => {
  const token = newApiToken("p");
  for (const [i, sign] of [...token].entries()) {
    const other = `${token.slice(0, i)}${sign === "x" ? "y" : "x"}${token.slice(i + 1)}`;
    expect(isApiToken(other), `another sign at ${i}`).toBe(false);
  }
  for (const wrong of [
    "",
    token.slice(1),
    token.slice(0, -1),
    `${token}0`,
    ` ${token}`,
    `${token}\n`,
    `bst_${"A".repeat(43)}`,
    token.replace("bst_p", "bst_s"),
  ])
    expect(isApiToken(wrong), wrong).toBe(false);
});
