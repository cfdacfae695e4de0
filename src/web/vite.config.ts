import { dirname, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import tailwind from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

const here = dirname(fileURLToPath(import.meta.url));
const routesModule = resolve(here, "../client/routes.ts");

/** Replaces the client's route table by its value: the browser needs method and path of each endpoint, not their validators. */
const routesByValue: Plugin = {
  name: "routes-by-value",
  enforce: "pre",
  async load(id) {
    if (id !== routesModule) return null;
    const { routes } = (await import(pathToFileURL(routesModule).href)) as { routes: unknown };
    return `export const routes = ${JSON.stringify(routes)};`;
  },
};

export default defineConfig({
  root: here,
  plugins: [routesByValue, react(), tailwind()],
  html: { cspNonce: "__CSP_NONCE__" }, // the server puts a fresh one into each page
  build: {
    outDir: resolve(here, "../../dist/web"),
    emptyOutDir: true,
    target: ["chrome123", "firefox121", "safari17.5"], // the first with light-dark()
    assetsInlineLimit: 0, // the page's policy allows no data: URL
    manifest: true,
  },
  server: { proxy: { "/api": { target: process.env["BASTIDE_URL"] ?? "http://127.0.0.1:8420", ws: true } } },
});
