/**
 * A real Chromium for the tests. Each page comes in a context of its own and is watched: what the console calls an error, what
 * the content security policy refuses, and every request to another origin makes `expectCalm` fail.
 */
import { accessSync, constants } from "node:fs";
import { join, resolve } from "node:path";
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page, type Request } from "playwright-core";

const known = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome-stable", "/usr/bin/google-chrome", "/snap/bin/chromium"];

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The browser named by `CHROMIUM`, else one of the usual places. Without one the tests are skipped, and say so. */
export const chromiumPath = [process.env["CHROMIUM"], ...known].find((path) => path !== undefined && path !== "" && isProgram(path));
if (!chromiumPath) console.warn("\n!! NOT TESTED: the browser tests. Install Chromium, or name one: CHROMIUM=/path/to/chromium\n");

const program = {
  ...(chromiumPath ? { executablePath: chromiumPath } : {}),
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-sync",
    "--metrics-recording-only",
    "--no-default-browser-check",
    "--no-first-run",
    "--font-render-hinting=none",
  ],
};

export const launch = (): Promise<Browser> => chromium.launch(program);

export type Language = "en" | "fr";
export type Theme = "light" | "dark";
export const sizes = { desktop: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } } as const;

export interface PageOptions {
  readonly url: string;
  readonly language?: Language;
  readonly theme?: Theme;
  readonly size?: keyof typeof sizes;
  /** Whether the app may keep itself for offline use: once per page would be much work for nothing. */
  readonly serviceWorkers?: "allow" | "block";
  /** The reader's time zone. */
  readonly zone?: string;
}

export interface Watched {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What went wrong on the page so far, in order. */
  readonly problems: readonly string[];
  /** @throws Error naming all that went wrong */
  expectCalm(): void;
  close(): Promise<void>;
}

/** A page without history, cookies or storage, that shows nothing yet; its addresses begin with `url`. */
export async function openPage(browser: Browser, options: PageOptions): Promise<Watched> {
  return watched(await browser.newContext(settings(options)), options);
}

/** A browser of its own that keeps in `folder` what browsers keep, over its end and its next start; the app may keep itself there. */
export async function openProfile(folder: string, options: PageOptions): Promise<Watched> {
  return watched(await chromium.launchPersistentContext(folder, { ...program, ...settings({ ...options, serviceWorkers: "allow" }) }), options);
}

function settings({
  url,
  language = "en",
  theme = "light",
  size = "desktop",
  serviceWorkers = "block",
  zone = "Europe/Paris",
}: PageOptions): BrowserContextOptions {
  const phone = size === "phone";
  return {
    baseURL: url,
    viewport: sizes[size],
    locale: language === "fr" ? "fr-FR" : "en-GB",
    timezoneId: zone,
    colorScheme: theme,
    reducedMotion: "reduce",
    hasTouch: phone,
    isMobile: phone,
    deviceScaleFactor: 1,
    acceptDownloads: true,
    serviceWorkers,
    permissions: ["clipboard-read", "clipboard-write"],
  };
}

async function watched(context: BrowserContext, { url }: PageOptions): Promise<Watched> {
  context.setDefaultTimeout(15_000);
  const problems: string[] = [];
  await context.addInitScript(
    `document.addEventListener("securitypolicyviolation", (event) => console.error("policy: " + event.violatedDirective + " refused " + event.blockedURI + " " + event.sourceFile + ":" + event.lineNumber))`,
  );
  const page = await context.newPage();
  watch(page, new URL(url).origin, problems);
  return {
    page,
    context,
    problems,
    expectCalm() {
      if (problems.length > 0) throw new Error(`The page was not calm:\n${problems.join("\n")}`);
    },
    close: () => context.close(),
  };
}

/** A refusal that the app asked for and words itself (401 before sign-in, 409, 422 …) is no fault of the page. */
const isRefusal = (text: string, address: string, origin: string) => address.startsWith(`${origin}/api/`) && /status of 4\d\d/.test(text);

/** The line was cut by the test itself. */
const isCut = (text: string) => /net::ERR_(CONNECTION_|SOCKET_NOT_CONNECTED|EMPTY_RESPONSE)|WebSocket.* closed before receiving a handshake/.test(text);

function watch(page: Page, origin: string, problems: string[]): void {
  page.on("console", (message) => {
    const text = message.text();
    if (message.type() !== "error" || isRefusal(text, message.location().url, origin) || isCut(text)) return;
    problems.push(`console: ${text} (${message.location().url})`);
  });
  page.on("pageerror", (error) => problems.push(`error: ${error.stack ?? error.message}`));
  const isOwn = (address: string) => /^(blob|data):/.test(address) || new URL(address).host === new URL(origin).host;
  page.on("request", (request: Request) => {
    if (!isOwn(request.url())) problems.push(`foreign request: ${request.method()} ${request.url()}`);
  });
  page.on("websocket", (socket) => {
    if (!isOwn(socket.url())) problems.push(`foreign socket: ${socket.url()}`);
  });
}

const failures = resolve(import.meta.dirname, "../output/failures");

/** For `afterEach`: what the pages showed when a test failed, under `tests/output/failures`. */
export async function keepFailure(
  task: { readonly name: string; readonly result?: { readonly state: string } | undefined },
  ...pages: readonly (Watched | undefined)[]
): Promise<void> {
  if (task.result?.state !== "fail") return;
  for (const [i, watched] of pages.entries()) {
    if (watched && !watched.page.isClosed())
      await watched.page.screenshot({ path: join(failures, `${task.name.replace(/\W+/g, "-").slice(0, 60)}-${i + 1}.png`) });
  }
}
