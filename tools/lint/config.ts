/**
 * ESLint's part of the static scan: only what can hurt. Format and style are Biome's, directions of imports are
 * dependency-cruiser's. Rules with the prefix `bastide/` are in `rules/`, each with its reason.
 */
import type { ESLint, Linter } from "eslint";
import tseslint from "typescript-eslint";
import { keyObjects } from "./rules/keys.ts";
import { constantTimeCompare, cookieFlags, noSecretInLog, noSecretInSource } from "./rules/secrets.ts";
import { noForeignOrigin, noOpenTarget, noRawHtml, noRawStatement, noShell, noSlowRegex, verifiedTls } from "./rules/syntax.ts";

const plugin: ESLint.Plugin = {
  rules: {
    "constant-time-compare": constantTimeCompare,
    "cookie-flags": cookieFlags,
    "key-objects": keyObjects,
    "no-foreign-origin": noForeignOrigin,
    "no-open-target": noOpenTarget,
    "no-raw-html": noRawHtml,
    "no-raw-statement": noRawStatement,
    "no-secret-in-log": noSecretInLog,
    "no-secret-in-source": noSecretInSource,
    "no-shell": noShell,
    "no-slow-regex": noSlowRegex,
    "verified-tls": verifiedTls,
  },
};

const tests = ["**/*.test.ts", "**/*.test.tsx", "**/suite.ts", "**/suite/**"];
const outbound = ["fetch", "WebSocket", "EventSource", "XMLHttpRequest"].map((name) => ({
  name,
  message: "What leaves the server goes through platform/egress.",
}));
const webCrypto = { name: "crypto", message: "Randomness and ciphers come from src/crypto." };

export const lintConfig: Linter.Config[] = [
  { ignores: ["dist/", "coverage/", "data/", ".engines/", "tests/output/", "tests/**/fixtures/"] },
  {
    files: ["**/*.ts", "**/*.tsx"],
    languageOptions: { parser: tseslint.parser as Linter.Parser, parserOptions: { projectService: true } },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    plugins: { bastide: plugin, "@typescript-eslint": tseslint.plugin as ESLint.Plugin },
    rules: {
      // a missing await: before an access check it lets everybody through
      "@typescript-eslint/no-floating-promises": ["error", { ignoreVoid: true }],
      "@typescript-eslint/no-misused-promises": ["error", { checksVoidReturn: { attributes: false } }],
      "@typescript-eslint/return-await": ["error", "error-handling-correctness-only"],
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "@typescript-eslint/only-throw-error": "error",
      "@typescript-eslint/no-implied-eval": "error",
      "no-eval": "error",
      "no-new-func": "error",
      "bastide/no-shell": "error",
      "bastide/no-slow-regex": "error",
    },
  },
  {
    files: ["src/**/*.ts", "src/**/*.tsx"],
    ignores: tests,
    rules: {
      "no-restricted-properties": [
        "error",
        { object: "Math", property: "random", message: "Randomness comes from the system's generator, by src/crypto." },
        ...outbound.map(({ name, message }) => ({ object: "globalThis", property: name, message })),
      ],
      "bastide/key-objects": "error",
      "bastide/no-foreign-origin": "error",
      "bastide/no-open-target": "error",
      "bastide/no-raw-html": "error",
      "bastide/no-raw-statement": "error",
      "bastide/no-secret-in-log": "error",
      "bastide/no-secret-in-source": "error",
      "bastide/verified-tls": "error",
    },
  },
  {
    files: ["src/server/**/*.ts", "src/crypto/**/*.ts"],
    ignores: tests,
    rules: {
      "bastide/constant-time-compare": "error",
      "bastide/cookie-flags": "error",
      "@typescript-eslint/no-floating-promises": ["error", { ignoreVoid: false }],
    },
  },
  {
    files: ["src/server/**/*.ts", "src/cli/**/*.ts"],
    ignores: [...tests, "src/server/platform/egress/**"],
    rules: { "no-restricted-globals": ["error", ...outbound, webCrypto] },
  },
  {
    files: ["src/server/config/**/*.ts"],
    ignores: tests,
    rules: {
      "no-restricted-imports": [
        "error",
        {
          paths: [
            {
              name: "node:net",
              allowImportNames: ["BlockList", "createServer", "isIP", "isIPv4", "isIPv6"],
              message: "Settings judge addresses and try ports; they open no connection.",
            },
            { name: "node:tls", allowImportNames: ["createSecureContext"], message: "Settings judge certificates; they open no connection." },
          ],
        },
      ],
    },
  },
  { files: ["src/cli/**/*.ts"], rules: { "bastide/no-secret-in-log": "off" } }, // its output is meant for the person who asked
  {
    files: ["src/server/platform/records/{sqlite,cassandra}/**", "src/server/platform/search-index/sqlite-fts/**"],
    rules: { "bastide/no-raw-statement": "off" },
  },
];
