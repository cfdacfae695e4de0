import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { brotliCompressSync, constants, crc32, gzipSync } from "node:zlib";
import tailwind from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin, transformWithOxc } from "vite";
import type { Route, Routes } from "../client/route.ts";

const here = dirname(fileURLToPath(import.meta.url));
/** The server puts a fresh one into each page. */
const nonce = "__CSP_NONCE__";
const routeTables = { everyday: resolve(here, "../client/everyday-routes.ts"), others: resolve(here, "../client/other-routes.ts") };

/** Replaces the client's route tables by their values, a line each: the browser needs method and path of each endpoint, not their validators. */
const routesByValue: Plugin = {
  name: "routes-by-value",
  enforce: "pre",
  async load(id) {
    const table = Object.entries(routeTables).find(([, file]) => file === id)?.[0];
    if (!table) return null;
    const { [table]: routes = {} } = (await import(pathToFileURL(id).href)) as Record<string, Routes>;
    const flag = ({ upload, httpOnly }: Route) => (upload ? "u" : httpOnly ? "h" : "");
    const lines = Object.entries(routes).map(([name, route]) => `${name} ${route.method} ${route.path.replace("/api/", "")} ${flag(route)}`);
    return `export const ${table} = Object.fromEntries(${JSON.stringify(lines.join("\n"))}.split("\\n").map((line) => {
      const [name, method, path, flag] = line.split(" ");
      return [name, { method, path: "/api/" + path, upload: flag === "u", httpOnly: flag !== "" }];
    }));`;
  },
};

/** A script that runs before the first paint, from a file of its own: the page has no inline script, and a module would come too late. */
const firstPaint: Plugin = {
  name: "first-paint",
  apply: "build",
  generateBundle() {
    this.emitFile({ type: "asset", name: "first-paint.js", source: readFileSync(resolve(here, "app/first-paint.js"), "utf8") });
  },
  transformIndexHtml: {
    order: "post",
    handler(_, { bundle = {} }) {
      const file = Object.keys(bundle).find((name) => name.startsWith("assets/first-paint-"));
      return file ? [{ tag: "script", attrs: { src: `/${file}`, nonce }, injectTo: "head" }] : [];
    },
  },
};

/** Of what is very large the last percent would cost half of the build's time. */
const quick = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } };

/** Scripts and styles lie beside their compressed forms, which the server hands out as they are. */
const compressed: Plugin = {
  name: "compressed",
  apply: "build",
  generateBundle: {
    order: "post",
    handler(_, bundle) {
      for (const [fileName, file] of Object.entries(bundle)) {
        if (!/^assets\/.*\.(js|css)$/.test(fileName)) continue;
        const source = Buffer.from(file.type === "chunk" ? file.code : file.source);
        if (source.length < 1000) continue;
        this.emitFile({ type: "asset", fileName: `${fileName}.gz`, source: gzipSync(source, { level: 9 }) });
        this.emitFile({ type: "asset", fileName: `${fileName}.br`, source: brotliCompressSync(source, source.length > 400_000 ? quick : {}) });
      }
    },
  },
};

/** `/worker.js`, under a name that stays: told the files of this build, so that another build makes another worker. */
const worker: Plugin = {
  name: "worker",
  apply: "build",
  generateBundle: {
    order: "post",
    async handler(_, bundle) {
      const files = Object.values(bundle);
      // PDF is read with a connection only: its program is as large as all others together.
      const assets = files.flatMap(({ fileName }) => (/^assets\/(?!pdf-).*\.(js|css|woff2|svg|png)$/.test(fileName) ? [`/${fileName}`] : [])).toSorted();
      const entry = files.find((file) => file.type === "chunk" && file.isEntry)?.fileName ?? "";
      const page = bundle["index.html"];
      const id = crc32(JSON.stringify([assets, page?.type === "asset" ? String(page.source) : ""])).toString(16); // tells builds apart, no more
      const source = readFileSync(resolve(here, "worker/worker.ts"), "utf8");
      const { code } = await transformWithOxc(source.replace("= __BUILD__", `= ${JSON.stringify({ id, entry, assets })}`), "worker.ts");
      this.emitFile({ type: "asset", fileName: "worker.js", source: code });
    },
  },
};

/** Of marked only its lexer is used. The ready-made instance at its end would keep parser and renderers in the bundle. */
const lexerOnly: Plugin = {
  name: "marked-lexer-only",
  transform: {
    filter: { id: /node_modules\/marked\/lib\/marked\.esm\.js$/ },
    handler: (code) =>
      code.replace(
        /var (\w+)=new \w+;function \w+\([\w,]+\)\{return \1\.parse[\s\S]*export\{[\s\S]*?(\w+) as Lexer,[\s\S]*?(\w+) as Tokenizer,[\s\S]*/,
        "export{$2 as Lexer,$3 as Tokenizer};",
      ),
  },
};

/** What a row is, as far as the app keeps rows on the device: a build that means something else by them doesn't open them. */
const shape = (): string => {
  const files = ["../contract/channels.ts", "../contract/messages.ts", "../contract/people.ts", "../contract/accounts.ts", "../contract/preferences.ts"];
  return [...files, "cache/state.ts", "features/offline/kept.ts"].reduce((sum, file) => crc32(readFileSync(resolve(here, file)), sum), 0).toString(16);
};

const seldom = /assets\/(share|confirm|reset|forgot|back|login|tokens|mail|columns|kit|trust|import|setup)-screen-|assets\/installation-log-/;

export default defineConfig({
  root: here,
  define: { __SHAPE__: JSON.stringify(shape()) },
  plugins: [routesByValue, firstPaint, lexerOnly, react(), tailwind(), compressed, worker],
  html: { cspNonce: nonce },
  worker: { format: "es" },
  build: {
    outDir: resolve(here, "../../dist/web"),
    emptyOutDir: true,
    target: ["chrome123", "firefox121", "safari17.5"], // the first with light-dark()
    assetsInlineLimit: 0, // the page's policy allows no data: URL
    manifest: true,
    // Of screens that one opens once in a while the first screen need not know each file: they find theirs themselves, a moment later.
    modulePreload: { resolveDependencies: (file, files) => (seldom.test(file) ? [] : files) },
    rolldownOptions: {
      output: {
        // What every screen needs in one file (it compresses better); what opens later apart.
        codeSplitting: {
          groups: [
            {
              name: "base",
              // The helper of late imports, too: beside the page's script, which waits for the words, the words would wait for that script.
              test: /vite[\\/]preload-helper|node_modules[\\/](react|react-dom|scheduler|use-sync-external-store|i18next|@tanstack[\\/](?!react-virtual|virtual-core)[\w-]+)[\\/]/,
            },
            {
              name: "frame",
              test: /src[\\/](client[\\/](?!other-routes)|contract[\\/]|web[\\/](app|cache|ui|i18n)[\\/](?!en|fr|again|banner|late-actions|all-actions|recent|menu-parts|popover-parts|dialog|switcher|keys-sheet|switch|home|choice|field|index|use-answer|once-shown|nowhere))/,
            },
            {
              name: "signs",
              includeDependenciesRecursively: false, // small parts that late files share with it: a file each would weigh more than they do
              test: /lucide-react[\\/]dist[\\/]esm[\\/](?!icons)|icons[\\/](arrow-down|arrow-left|corner-down-right|key-round|pin|send-horizontal|shield-alert|shield-exclamation-point|smile-plus|face-slightly-smiling-plus|users)\.m?js$|features[\\/](people[\\/](person-button|person-mark|people-by-ids)|channels[\\/](pane-place|channel-name|looked))\./,
            },
            {
              name: "messages",
              includeDependenciesRecursively: false, // an icon that it shares with a dialog would bring all of it there
              test: /node_modules[\\/](marked|@tanstack[\\/](react-virtual|virtual-core))[\\/]|src[\\/]web[\\/]features[\\/]messages[\\/](?!writing[\\/]|emoji[\\/]|actions[\\/]|code[\\/]|typing-names|unsent|long-copy|use-completion|completion-list|thread-panel|kept-words|inbox|revisions|reaction-picker|message-card|message-tools|message-editor|missing-target|live-words|unmarked|shown-text)/,
            },
            {
              name: "icons", // of late screens: each in a file of its own, their names alone would weigh on the first screen
              test: /lucide-react[\\/]dist[\\/]esm[\\/]icons[\\/]/,
              minShareCount: 2,
            },
          ],
        },
      },
    },
  },
  server: { proxy: { "/api": { target: process.env["BASTIDE_URL"] ?? "http://127.0.0.1:8420", ws: true } } },
});
