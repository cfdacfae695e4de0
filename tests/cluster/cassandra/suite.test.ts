/** The port's shared suite, whole, on the real node. */
import { recordsSuite } from "../../../src/server/platform/records/suite.ts";
import { dropKeyspace, newKeyspace, openStore } from "./store.ts";

recordsSuite("cassandra", async () => {
  const keyspace = newKeyspace();
  let port = await openStore(keyspace);
  return {
    port,
    reopen: async () => {
      await port.close();
      port = await openStore(keyspace);
      return port;
    },
    close: async () => {
      await port.close();
      await dropKeyspace(keyspace);
    },
  };
});
