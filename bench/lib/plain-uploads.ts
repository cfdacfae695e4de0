/** A server that writes what it is sent into a file as it comes, in clear, forces it to the disk and answers: nothing else. */
import { open } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

const folder = process.argv[2] ?? ".";
let files = 0;
const server = createServer((request, reply) => {
  void (async () => {
    await using handle = await open(join(folder, `plain-${files++}`), "w");
    for await (const bytes of request) await handle.write(bytes as Buffer);
    await handle.sync();
    reply.end();
  })();
});
server.listen(0, "127.0.0.1", () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`));
