import { afterAll, beforeAll, expect, test } from "vitest";
import { testServer } from "../../../../tests/harness/installation.ts";

let server: Awaited<ReturnType<typeof testServer>>;
beforeAll(async () => {
  server = await testServer();
});
afterAll(async () => {
  await server.close();
  server.folders.remove();
});

test("a run leaves nothing of its probe behind", async () => {
  const { trust, records } = server.services;
  const count = async () => {
    const counts: Record<string, number> = {};
    for (const { name } of records.records) {
      let after: string | undefined;
      do {
        const page = await records.port.scan(name, after, 1000);
        counts[name] = (counts[name] ?? 0) + page.rows.length;
        after = page.next;
      } while (after !== undefined);
    }
    return { ...counts, claimRun: 0, consumerCursor: 0 };
  };
  const before = await count();
  let t = performance.now();
  const { claims } = await trust.verify(undefined, (v) => { if (performance.now() - t > 300) console.log(v.now, Math.round(performance.now() - t)); t = performance.now(); }, new AbortController().signal);
  console.log(claims.filter((c) => c.clauses.length).map((c) => [c.id, c.state, ...c.clauses.map((x) => `${x.id} ${x.state} ${x.looked} ${x.evidence}`)].join("\n")).join("\n"));
  expect(await count()).toEqual(before);
});
