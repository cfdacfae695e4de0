/** One Apache Cassandra node on loopback, from its Maven artifact and the libraries it names. Needs a JDK 17 and Maven. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { jvmFlags, logbackXml, type NodeSettings, nodeYaml } from "./cassandra.settings.ts";
import { engineDir, freePorts, signalServer, startServer, stopServer, waitForPort } from "./process.ts";

const VERSION = "5.0.8";
const START_LIMIT_MS = 180_000;

export interface CassandraNode {
  /** host:port, as the driver wants it. */
  readonly contactPoint: string;
  readonly localDataCenter: string;
  readonly pid: number;
}

const home = (...parts: string[]): string => engineDir("cassandra", ...parts);
const node = (...parts: string[]): string => home("node", ...parts);
const library = (): string => home(`lib-${VERSION}`);
const files = () => ({ pid: home("node.pid"), log: home("node.log") });

/** Brings the jars (about 63 MB, once) into the engine folder. */
export function fetchCassandra(): void {
  if (existsSync(library())) return;
  const pom = home("pom.xml");
  const unfinished = `${library()}.part`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  writeFileSync(pom, POM);
  execFileSync("mvn", ["-B", "-q", "-f", pom, COPY_GOAL, `-DoutputDirectory=${unfinished}`, "-DincludeScope=runtime"], {
    stdio: ["ignore", "inherit", "inherit"],
  });
  renameSync(unfinished, library());
}

const COPY_GOAL = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies";
const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
  <groupId>bastide.tests</groupId><artifactId>cassandra-node</artifactId><version>1</version>
  <dependencies><dependency><groupId>org.apache.cassandra</groupId><artifactId>cassandra-all</artifactId><version>${VERSION}</version></dependency></dependencies>
</project>
`;

/** Starts an empty node, or, with `keepData`, the one that ran before on the port it had. Resolves when it answers. */
export async function startCassandra({ keepData = false } = {}): Promise<CassandraNode> {
  const settings = keepData ? (JSON.parse(readFileSync(home("node.json"), "utf8")) as NodeSettings) : await newNode();
  const { JAVA_HOME } = process.env;
  const java = JAVA_HOME ? join(JAVA_HOME, "bin", "java") : "java";
  const classPath = readdirSync(library())
    .filter((name) => name.endsWith(".jar"))
    .sort()
    .map((name) => join(library(), name))
    .join(":");
  const pid = startServer(files(), java, [...jvmFlags(settings), "-cp", classPath, "org.apache.cassandra.service.CassandraDaemon"], node());
  await waitForPort(files(), settings.port, START_LIMIT_MS);
  return { contactPoint: `127.0.0.1:${settings.port}`, localDataCenter: "datacenter1", pid };
}

async function newNode(): Promise<NodeSettings> {
  await stopCassandra();
  rmSync(node(), { recursive: true, force: true });
  mkdirSync(node("conf"), { recursive: true });
  mkdirSync(node("triggers"), { recursive: true });
  const [port, storagePort] = (await freePorts(2)) as [number, number];
  const settings = { folder: node(), port, storagePort };
  writeFileSync(home("node.json"), JSON.stringify(settings));
  writeFileSync(node("conf", "cassandra.yaml"), nodeYaml(settings));
  writeFileSync(node("conf", "logback.xml"), logbackXml(settings));
  return settings;
}

export const stopCassandra = (): Promise<void> => stopServer(files());
export const pauseCassandra = (): void => signalServer(files(), "SIGSTOP");
export const resumeCassandra = (): void => signalServer(files(), "SIGCONT");
