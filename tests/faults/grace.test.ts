import { once } from "node:events";
import { connect } from "node:net";
import { expect, test } from "vitest";
import { manualClock } from "../../src/server/platform/clock/index.ts";
import { testServer } from "../harness/installation.ts";

test("a stopping server waits a few seconds for a request that never ends, and no longer", { timeout: 20_000 }, async () => {
  const clock = manualClock();
  const server = await testServer({ clock });
  const { hostname, port } = new URL(server.url);
  const socket = connect(Number(port), hostname).on("error", () => undefined);
  const head = ["POST /api/sessions HTTP/1.1", "host: localhost", "content-type: application/json", "content-length: 100", "expect: 100-continue"];
  socket.write(`${head.join("\r\n")}\r\n\r\n`);
  // The server has the request: it asks for the rest.
  await once(socket, "data");
  let isClosed = false;
  const closing = server.close().then(() => {
    isClosed = true;
  });
  await clock.advanceAsync(2000);
  expect(socket.destroyed).toBe(false);
  while (!isClosed) await clock.advanceAsync(1000);
  await closing;
  server.folders.remove();
});
