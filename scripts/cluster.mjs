// npm run test:cluster – the same suites on real engines: fetch, start, run vitest, stop whatever happens.
// Further arguments go to vitest (a file name, -t …). Needs a JDK 17 and Maven; as root on Debian it installs them itself.
import { spawnSync } from "node:child_process";
import { fetchCassandra, startCassandra, stopCassandra } from "../tests/cluster/engines/index.ts";

const run = (command, args, env = {}) => spawnSync(command, args, { stdio: "inherit", env: { ...process.env, ...env } });
const isThere = (command, argument) => spawnSync(command, [argument], { stdio: "ignore" }).status === 0;

function ensureTools() {
  if (isThere("java", "-version") && isThere("mvn", "-version")) return;
  if (process.getuid?.() !== 0 || !isThere("apt-get", "--version")) throw new Error("a JDK 17 and Maven are needed (java, mvn)");
  run("apt-get", ["update", "-q"]);
  const installed = run("apt-get", ["install", "-q", "-y", "--no-install-recommends", "openjdk-17-jdk-headless", "maven"]);
  if (installed.status !== 0) throw new Error("could not install openjdk-17-jdk-headless and maven");
}

// The tests run as a child; a signal to this process must still stop the node.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => stopCassandra().finally(() => process.exit(130)));

let status = 1;
try {
  ensureTools();
  fetchCassandra();
  const began = performance.now();
  const { contactPoint, localDataCenter } = await startCassandra();
  console.log(`cassandra: ${contactPoint} ready in ${((performance.now() - began) / 1000).toFixed(1)} s`);
  const env = { CASSANDRA_CONTACT_POINT: contactPoint, CASSANDRA_DATA_CENTER: localDataCenter };
  status = run("vitest", ["run", "--config", "vitest.cluster.config.ts", ...process.argv.slice(2)], env).status ?? 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
} finally {
  await stopCassandra();
}
process.exitCode = status;
