import { expect, test } from "vitest";
import { channelSearch, readSearch, shellSearch, writeSearch } from "./urls.ts";

test("refs survive the way into the address and back, also those that look like numbers", () => {
  for (const at of ["12", "12.3", "12.30", "1.10"]) {
    const search = writeSearch({ panel: "thread:12", at });
    expect(search).toBe(`?panel=thread:12&at=${at}`);
    expect(channelSearch(readSearch(search))).toEqual({ panel: "thread:12", at });
  }
});

test("what isn't a place of this app is left out", () => {
  expect(channelSearch({ panel: "stored:12.3" })).toEqual({ panel: "stored:12.3" });
  for (const panel of ["stored:channel", "stored:0b0f2c1e-8a4e-4d8e-9d8e-000000000001", "stored:file.0b0f2c1e-8a4e-4d8e-9d8e-000000000001"])
    expect(channelSearch({ panel })).toEqual({ panel });
  for (const panel of ["thread:0", "thread:12.3", "stored:", "stored:x", "nothing", "details:1", 12, undefined]) expect(channelSearch({ panel })).toEqual({});
  for (const at of ["0", "-1", "1.0", "1.2.3", "x", 12]) expect(channelSearch({ at })).toEqual({});
  expect(shellSearch({ dialog: "browse" })).toEqual({ dialog: "browse" });
  expect(shellSearch({ dialog: "delete-everything" })).toEqual({});
  const view = `${"a".repeat(36)}.${"b".repeat(36)}`;
  for (const one of [view, `${view}.2`]) expect(shellSearch({ view: one })).toEqual({ view: one });
  for (const other of ["a".repeat(36), `${view}.${view}`, `${view}.0`, `${view}.2.3`, "../x", 7]) expect(shellSearch({ view: other })).toEqual({});
});

test("undefined parts leave the address", () => {
  expect(writeSearch({ panel: undefined, at: "3" })).toBe("?at=3");
  expect(writeSearch({})).toBe("");
});
