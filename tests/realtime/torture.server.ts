/** A server process of its own, so that it can be killed: `node torture.server.ts <folder> <port>`. */
import { systemClock } from "../../src/server/platform/clock/index.ts";
import { startServer } from "../../src/server/serve.ts";
import { configIn, quickAccounts } from "../harness/installation.ts";

const [root, port] = process.argv.slice(2) as [string, string];
const server = await startServer({ config: configIn(root, { BASTIDE_LISTEN: `127.0.0.1:${port}` }), clock: systemClock, accounts: quickAccounts });
process.stdout.write(`${JSON.stringify({ url: server.url, firstRun: server.firstRun ?? null })}\n`);
