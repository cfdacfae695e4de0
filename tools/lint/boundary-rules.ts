/**
 * The walls between the rooms, one rule each. The comment of a rule says why it stands; it is printed with every
 * violation and in ARCHITECTURE.md, whose drawing is made from these rules. `tests/boundaries` plants, for each rule, an
 * import that the rule must refuse.
 *
 * Only TypeScript up to 6 can be the parser: with another one dependency-cruiser finds no module and passes in silence,
 * so `boundaries.ts` also counts the modules.
 */
import type { IConfiguration, IForbiddenRuleType, IRegularForbiddenRuleType } from "dependency-cruiser";

type From = IRegularForbiddenRuleType["from"];
type To = IRegularForbiddenRuleType["to"];
type Rule = IForbiddenRuleType & { readonly name: string; readonly comment: string; readonly from: From; readonly to: To };

/** Tests and the suites that adapters share: they may import what they need. */
const tests = "(\\.test\\.tsx?|/suite\\.ts|/suite/[^/]+\\.ts)$";
const npm = (...names: string[]) => `node_modules/(${names.join("|")})/`;
const core = (...names: string[]) => `^(node:)?(${names.join("|")})$`;
const refuse = (name: string, comment: string, from: From, to: To): Rule => ({ name, severity: "error", comment, from, to });

export const boundaryRules: readonly Rule[] = [
  // Directions between the rooms.
  refuse(
    "contract-stands-alone",
    "The contract is read by the browser, the CLI, the server and outsiders: whatever it imported would travel to all of them.",
    { path: "^src/contract/", pathNot: tests },
    { path: "^src/(?!contract/)" },
  ),
  refuse(
    "contract-runs-anywhere",
    "The contract is shapes, not behaviour: zod only, so that it runs in a browser, a worker and Node alike.",
    { path: "^src/contract/", pathNot: tests },
    { dependencyTypes: ["core", "npm", "npm-dev", "npm-peer", "npm-optional"], pathNot: "node_modules/zod/" },
  ),
  refuse(
    "crypto-stands-alone",
    "Cryptography that knows nothing of rows, requests or settings can be read and reviewed by itself.",
    { path: "^src/crypto/", pathNot: tests },
    { path: "^src/(?!crypto/)" },
  ),
  refuse(
    "crypto-does-no-io",
    "Bytes in, bytes out: without files, sockets or clocks every result depends on the arguments only, and test vectors are whole proofs.",
    { path: "^src/crypto/", pathNot: tests },
    { dependencyTypes: ["core"], pathNot: core("crypto", "buffer", "util", "assert") },
  ),
  refuse(
    "client-knows-only-the-contract",
    "Who writes a program against Bastide uses the same client; it must not need the server's sources.",
    { path: "^src/client/", pathNot: tests },
    { path: "^src/(?!client/|contract/)" },
  ),
  refuse(
    "client-runs-anywhere",
    "The same client runs in the browser and in Node: a core module would break the web build.",
    { path: "^src/client/", pathNot: tests },
    { dependencyTypes: ["core"] },
  ),
  refuse(
    "web-goes-through-the-client",
    "The web app has no way to the server but the published one; what it can do, any client can do.",
    { path: "^src/web/", pathNot: tests },
    { path: "^src/(?!web/|client/|contract/)" },
  ),
  refuse(
    "web-runs-in-a-browser",
    "There is no Node under the page.",
    { path: "^src/web/", pathNot: [tests, "^src/web/vite\\.config\\.ts$"] },
    { dependencyTypes: ["core"] },
  ),
  refuse(
    "cli-goes-through-the-client",
    "A command speaks to the running server as anybody does, so that rights, audit and locks are the same; local.ts is the one exception.",
    { path: "^src/cli/", pathNot: [tests, "^src/cli/local\\.ts$"] },
    { path: "^src/(?!cli/|client/|contract/)" },
  ),
  refuse(
    "cli-local-imports-late",
    "Where no server runs, the command becomes one for its life: a late import, so that `--help` neither loads the server nor takes its lock.",
    { path: "^src/cli/local\\.ts$" },
    { path: "^src/(?!cli/|client/|contract/)", dynamic: false },
  ),
  refuse(
    "cli-local-uses-the-servers-door",
    "The exception is for the server's own entry files, not for its inner rooms.",
    { path: "^src/cli/local\\.ts$" },
    { path: ["^src/server/.+/", "^src/(crypto|web)/"] },
  ),
  refuse(
    "server-knows-contract-and-crypto",
    "The server serves whoever speaks the contract; it knows none of its clients.",
    { path: "^src/server/", pathNot: tests },
    { path: "^src/(?!server/|contract/|crypto/)" },
  ),
  refuse(
    "nothing-imports-tests",
    "What ships must not lean on what does not ship: no tests, no tools, no scripts, no benches, no sabotage.",
    { path: "^src/", pathNot: tests },
    { path: ["^(tests|tools|scripts|bench)/", tests] },
  ),

  // Inside the server.
  refuse(
    "features-meet-at-their-doors",
    "A feature may change everything behind its index.ts without asking; a deep import would take that freedom away.",
    { path: "^src/server/features/([^/]+)/", pathNot: tests },
    { path: "^src/server/features/[^/]+/", pathNot: ["^src/server/features/$1/", "^src/server/features/[^/]+/index\\.ts$"] },
  ),
  refuse(
    "features-open-by-their-doors",
    "The composition root, http and realtime see a feature as other features do: by its index.ts.",
    { path: "^src/(?!server/(features/|records\\.ts$))", pathNot: tests },
    { path: "^src/server/features/[^/]+/", pathNot: "^src/server/features/[^/]+/index\\.ts$" },
  ),
  refuse(
    "records-list-declarations-only",
    "The list of all record types is read by tools that need no feature to run, so it imports declarations and nothing behind them.",
    { path: "^src/server/records\\.ts$" },
    { path: "^src/server/(features|http|realtime)/", pathNot: "^src/server/features/[^/]+/[^/]+\\.records\\.ts$" },
  ),
  refuse(
    "platform-knows-no-feature",
    "A port is below every feature: if it knew one, its adapters could not be swapped nor tested without it.",
    { path: "^src/server/platform/", pathNot: tests },
    { path: "^src/server/(features|http|realtime)/|^src/server/main\\.ts$" },
  ),
  refuse(
    "adapters-are-chosen-at-the-root",
    "A feature that names an adapter works with one engine only. The files at the top of src/server choose, everything else takes the port.",
    { path: "^src/(?!server/(platform/|[^/]+\\.ts$))", pathNot: tests },
    { path: "^src/server/platform/(records/(sqlite|cassandra|adversary)|objects/(filesystem|s3)|search-index/(sqlite-fts|opensearch)|bus/(in-process|nats))/" },
  ),

  // What only one room may touch.
  refuse(
    "node-crypto-only-in-crypto",
    "One place to review: which cipher, which key object, which random source.",
    { path: "^src/(?!crypto/)", pathNot: tests },
    { path: core("crypto") },
  ),
  refuse(
    "sqlite-only-in-its-adapters",
    "A statement outside the adapters would bypass sealing and exist for one engine only.",
    { path: "^src/(?!server/platform/(records/sqlite|search-index/sqlite-fts)/)", pathNot: tests },
    { path: [npm("better-sqlite3"), core("sqlite")] },
  ),
  refuse(
    "cassandra-only-in-its-adapter",
    "A statement outside the adapters would bypass sealing and exist for one engine only.",
    { path: "^src/(?!server/platform/records/cassandra/)", pathNot: tests },
    { path: npm("cassandra-driver") },
  ),
  refuse(
    "outbound-only-in-egress",
    "One allow-list and one ledger for what leaves the server. Listening (http/, main.ts) and the CLI's way to the local socket are not outbound; config/ judges addresses and certificates, where ESLint allows only the names for that.",
    { path: "^src/(?!server/platform/egress/|server/(http|config)/|server/main\\.ts$|cli/local\\.ts$)", pathNot: tests },
    {
      path: [core("net", "http", "https", "http2", "tls", "dgram", "dns", "dns/promises"), npm("undici", "axios", "got", "node-fetch", "nodemailer")],
      dependencyTypesNot: ["type-only"],
    },
  ),
  refuse(
    "fastify-only-at-the-edge",
    "A service that never sees a request can be called by HTTP, the socket, the CLI and a test alike.",
    { path: "^src/(?!server/(http/|main\\.ts$|operations\\.ts$))", pathNot: [tests, "\\.routes\\.ts$"] },
    { path: npm("fastify", "@fastify/[^/]+") },
  ),
  refuse(
    "ws-only-at-the-socket",
    "Sockets are opened where Origin, session and byte caps are checked. In the browser the client uses the native WebSocket.",
    { path: "^src/(?!server/(realtime|http)/|client/)", pathNot: tests },
    { path: npm("ws") },
  ),
  refuse(
    "no-development-packages",
    "What is shipped is installed without them. The web app is bundled, so it is not concerned.",
    { path: "^src/(?!web/)", pathNot: tests },
    { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["type-only"], pathNot: "node_modules/@types/" },
  ),

  // Everywhere.
  // A screen that is loaded late may use what loads it: neither needs the other to begin.
  refuse(
    "no-cycles",
    "Two files that need each other are one file, or miss a third one.",
    { path: "^src/" },
    { circular: true, viaOnly: { dependencyTypesNot: ["dynamic-import"] } },
  ),
  refuse("nothing-unresolved", "An import that leads nowhere escapes every rule above.", { path: "^src/" }, { couldNotResolve: true }),
];

export const boundaryConfig: IConfiguration = {
  forbidden: [...boundaryRules],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true, // types too: a type from another room is knowledge of that room
    parser: "tsc",
    moduleSystems: ["es6", "cjs"],
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
      mainFields: ["module", "main", "types"],
    },
  },
};
