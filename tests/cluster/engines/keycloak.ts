/** One Keycloak on loopback, from its Maven artifact, with its store in memory: every start is a clean one. Needs a JDK 17 and Maven. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { z } from "zod";
import { engineDir, freePorts, startServer, stopServer, waitForPort } from "./process.ts";

const VERSION = "26.7.3";
const START_LIMIT_MS = 240_000;
const ADMINISTRATOR = { username: "admin", password: "admin" };

const home = (...parts: string[]): string => engineDir("keycloak", ...parts);
const program = (...parts: string[]): string => home(VERSION, `keycloak-${VERSION}`, ...parts);
const files = () => ({ pid: home("server.pid"), log: home("server.log") });

/** Brings the program (177 MB, once) into the engine folder and puts it together for a store in memory. */
export function fetchKeycloak(): void {
  if (existsSync(home(VERSION))) return;
  const unfinished = home(`${VERSION}.part`);
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  const artifact = `org.keycloak:keycloak-quarkus-dist:${VERSION}:zip`;
  const plugin = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1";
  execFileSync("mvn", ["-B", "-q", `${plugin}:get`, `-Dartifact=${artifact}`, "-Dtransitive=false"], { stdio: ["ignore", "inherit", "inherit"] });
  execFileSync("mvn", ["-B", "-q", `${plugin}:unpack`, `-Dartifact=${artifact}`, `-DoutputDirectory=${unfinished}`], {
    cwd: home(),
    stdio: ["ignore", "inherit", "inherit"],
  });
  const script = `${unfinished}/keycloak-${VERSION}/bin/kc.sh`;
  execFileSync("bash", [script, "build", "--db=dev-mem", "--cache=local"], { env: environment(), stdio: ["ignore", "ignore", "inherit"] });
  renameSync(unfinished, home(VERSION));
}

/** Variables of its own name would be read as settings. */
function environment(): NodeJS.ProcessEnv {
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("KC_")));
  // The first compiler only: a start takes 21 seconds of processor time instead of 36.
  return { ...inherited, JAVA_OPTS_APPEND: "-XX:TieredStopAtLevel=1", JAVA_OPTS_KC_HEAP: "-Xms64m -Xmx384m" };
}

/** @returns its address, such as `http://127.0.0.1:8180`, once it answers */
export async function startKeycloak(): Promise<string> {
  const [port, management] = (await freePorts(2)) as [number, number];
  const url = `http://127.0.0.1:${port}`;
  const settings = [`--http-port=${port}`, `--http-management-port=${management}`, `--hostname=${url}`, "--http-enabled=true", "--http-host=127.0.0.1"];
  const bootstrap = { KC_BOOTSTRAP_ADMIN_USERNAME: ADMINISTRATOR.username, KC_BOOTSTRAP_ADMIN_PASSWORD: ADMINISTRATOR.password };
  startServer(files(), "bash", [program("bin", "kc.sh"), "start", "--optimized", "--cache=local", "--log-level=warn", ...settings], home(), {
    ...environment(),
    ...bootstrap,
  });
  await waitForPort(files(), port, START_LIMIT_MS);
  return url;
}

export const stopKeycloak = (): Promise<void> => stopServer(files());

/** What an administrator of Keycloak does over its REST interface. */
export class KeycloakAdministration {
  readonly #url: string;
  constructor(url: string) {
    this.#url = url;
  }

  /** @param path below `/admin/realms` @returns what it answers; undefined where that is nothing */
  async ask(method: string, path: string, body?: unknown): Promise<unknown> {
    const token = await this.#token();
    const answer = await fetch(`${this.#url}/admin/realms${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text === "" ? undefined : JSON.parse(text);
  }

  async #token(): Promise<string> {
    const answer = await fetch(`${this.#url}/realms/master/protocol/openid-connect/token`, {
      method: "POST",
      body: new URLSearchParams({ grant_type: "password", client_id: "admin-cli", ...ADMINISTRATOR }),
    });
    return z.object({ access_token: z.string() }).parse(await answer.json()).access_token;
  }
}
