/**
 * A process to be killed: writes as fast as the store takes it and prints each acknowledged post, its shard and its
 * journal number. Run by the kill test: node killed-writer.ts FOLDER RUN
 */
import { openSqlite } from "../sqlite/index.ts";
import { commitOf, head, note } from "./fixture.ts";
import { suiteMigrations } from "./tables.ts";

const [folder = "", run = "0"] = process.argv.slice(2);
const port = await openSqlite({ folder, migrations: suiteMigrations, now: Date.now });

/** One row alone and one that counts them, in the same commit: after a death they must still agree. */
async function write(shard: number): Promise<void> {
  const place = { company: `00000000-0000-4000-8000-${run.padStart(12, "0")}`, channel: `00000000-0000-4000-8000-${String(shard).padStart(12, "0")}`, shard };
  const tops: Promise<unknown>[] = [];
  for (let post = 1; ; post += 1) {
    const commit = commitOf([note(place, post), head(place, post)]);
    const answer = port.commit(shard, commit).then((result) => {
      if (result.status === "applied") process.stdout.write(`${shard} ${post} ${result.number}\n`);
    });
    tops.push(answer);
    if (tops.length >= 32) await Promise.all(tops.splice(0));
  }
}

await Promise.all(Array.from({ length: port.shards }, (_, shard) => write(shard)));
