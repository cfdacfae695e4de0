/** How soon after its post was answered a message is found: over HTTP, in a private channel, by who wrote it. */
import { newChannel, newWorld } from "../../tests/harness/world.ts";

/** @returns milliseconds, the shortest first */
export async function postedToFound(messages: number): Promise<number[]> {
  const world = await newWorld();
  try {
    const { company, owner } = world;
    const { id: channel } = await newChannel(owner, company, "fresh", "private");
    const times: number[] = [];
    for (let n = 0; n < messages; n++) {
      const word = `kumquat${n.toString(26)}`.replace(/\d/g, (digit) => "qrstuvwxyz"[Number(digit)] ?? "");
      await owner.call("postMessage", { params: { company, channel }, body: { text: `A ${word} lies on the table of the kitchen, with others of its kind` } });
      const start = performance.now();
      while ((await owner.call("search", { params: { company }, body: { text: `"${word} lies"` } })).hits.length === 0);
      times.push(performance.now() - start);
    }
    return times.sort((a, b) => a - b);
  } finally {
    await world.close();
  }
}
