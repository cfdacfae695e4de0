/** A process to be killed: commits without pause and prints each acknowledged operation. Arguments: keyspace, shard, in flight. */
import { commitOf, head, newChannel, note, openStore } from "./store.ts";

const [keyspace, shard, inFlight] = [process.argv[2] as string, Number(process.argv[3]), Number(process.argv[4])];
const store = await openStore(keyspace);
const place = newChannel();
let posts = 0;
const write = async (): Promise<never> => {
  for (;;) {
    const post = ++posts;
    const commit = commitOf([note(place, post), { ...head({ ...place, channel: place.company }, post) }]);
    const result = await store.commit(shard, commit);
    if (result.status !== "applied") throw new Error(result.status);
    process.stdout.write(`${commit.opId} ${result.number}\n`);
  }
};
await Promise.all(Array.from({ length: inFlight }, write));
