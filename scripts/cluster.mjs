// npm run test:cluster – the same suites on real engines: fetch, start, run vitest, stop whatever happens.
// Further arguments go to vitest (a file name, -t …). Needs a JDK 17, Maven and OpenLDAP; as root on Debian it installs them itself.
import { spawn } from "node:child_process";
import { fetchCassandra, startCassandra, stopCassandra } from "../tests/cluster/engines/index.ts";

const stopped = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => stopped.abort());

/** The exit code; 1 when it could not be started or was stopped. */
const run = (command, args, { env = process.env, stdio = "inherit" } = {}) =>
  new Promise((done) => {
    const child = spawn(command, args, { env, stdio, signal: stopped.signal });
    child.on("error", () => done(1)).on("exit", (code) => done(code ?? 1));
  });

async function ensureTools() {
  const isThere = async (command, argument) => (await run(command, [argument], { stdio: "ignore" })) === 0;
  if (
    (await isThere("java", "-version")) &&
    (await isThere("mvn", "-version")) &&
    (await isThere("/usr/sbin/slapd", "-VV")) &&
    (await isThere("ldapmodify", "-VV"))
  )
    return;
  if (process.getuid?.() !== 0 || !(await isThere("apt-get", "--version")))
    throw new Error("a JDK 17, Maven and OpenLDAP are needed (java, mvn, slapd, ldapmodify)");
  await run("apt-get", ["update", "-q"]);
  const packages = ["openjdk-17-jdk-headless", "maven", "slapd", "ldap-utils"];
  // Debian's slapd asks for a password and starts by itself otherwise.
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive", RUNLEVEL: "1" };
  if ((await run("apt-get", ["install", "-q", "-y", "--no-install-recommends", ...packages], { env })) !== 0)
    throw new Error(`could not install ${packages.join(" and ")}`);
}

let status = 1;
try {
  await ensureTools();
  fetchCassandra();
  const began = performance.now();
  const { contactPoint, localDataCenter } = await startCassandra();
  console.log(`cassandra: ${contactPoint} ready in ${((performance.now() - began) / 1000).toFixed(1)} s`);
  const env = { ...process.env, CASSANDRA_CONTACT_POINT: contactPoint, CASSANDRA_DATA_CENTER: localDataCenter };
  status = await run("vitest", ["run", "--config", "vitest.cluster.config.ts", ...process.argv.slice(2)], { env });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
} finally {
  await stopCassandra();
}
process.exitCode = status;
