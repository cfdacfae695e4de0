import type { Page, Request, WebSocketRoute } from "playwright-core";
import { type ErrorCode, errorCodes } from "../../src/contract/errors.ts";
import { type EndpointName, type Endpoints, endpoints, type ReplyOf } from "../../src/contract/index.ts";
import type { ServerFrame } from "../../src/contract/socket.ts";

/** `never`: no answer comes · `refused`: the server refuses with this code · a reply, or the real one with something changed. */
type Answer<N extends EndpointName> = ReplyOf<Endpoints[N]> | "never" | { readonly refused: ErrorCode } | undefined;
export type Answers = { [N in EndpointName]?: Answer<N> } & {
  /** What the socket greets with. */
  me?: (me: Extract<ServerFrame, { type: "me" }>) => ServerFrame;
};

export interface Answering {
  /** No socket and no request gets through, as without a network. */
  cut(): Promise<void>;
  /** Everything that the page asked for has come, but for what never does; what it then asks for at once, too. */
  still(): Promise<void>;
}

/**
 * Puts answers in the server's place, for states that are hard to hold still: an import half done, a check that fails, an
 * answer that doesn't come, a refusal. Socket and HTTP alike. Call it before the page opens; change the object to change the answers.
 */
export async function answerWith(page: Page, answers: Answers): Promise<Answering> {
  const lines = new Map<WebSocketRoute, () => Promise<unknown>>();
  /** What waits for an answer, with its name. */
  const open = new Map<unknown, string>();
  let isCut = false;
  await page.routeWebSocket(/\/api\/socket$/, (near) => {
    if (isCut) return void near.close();
    const far = near.connectToServer();
    const asked = new Map<number, object>();
    const end = () => {
      lines.delete(near);
      for (const call of [near, ...asked.values()]) open.delete(call);
      return far.close();
    };
    lines.set(near, () => Promise.all([near.close(), end()]));
    open.set(near, "greeting");
    near.onClose(end);
    near.onMessage((text) => {
      if (isCut) return;
      const frame = JSON.parse(String(text)) as { type: string; id: number; endpoint: EndpointName };
      const answer = frame.type === "call" ? answers[frame.endpoint] : undefined;
      if (answer === "never") return;
      if (answer !== undefined) return near.send(JSON.stringify({ type: "reply", id: frame.id, ...replyOf(answer) }));
      if (frame.type === "call") {
        asked.set(frame.id, frame);
        open.set(frame, frame.endpoint);
      }
      far.send(text);
    });
    far.onMessage((text) => {
      const { me } = answers;
      const frame = JSON.parse(String(text)) as ServerFrame;
      if (frame.type === "me") open.delete(near);
      if (frame.type === "reply") open.delete(asked.get(frame.id));
      // Channels that only the answer has are none for the server, and it says so.
      if (me && frame.type === "me.gone") return;
      near.send(me && frame.type === "me" ? JSON.stringify(me(frame)) : text);
    });
  });
  const answerTo = (request: Request) => {
    const { pathname } = new URL(request.url());
    const name = (Object.keys(answers) as (EndpointName | "me")[]).find(
      (known) => known !== "me" && endpoints[known].method === request.method() && matches(endpoints[known].path, pathname),
    );
    return name && name !== "me" ? answers[name] : undefined;
  };
  page.on("request", (request) => {
    if (request.url().startsWith("http") && answerTo(request) !== "never") open.set(request, new URL(request.url()).pathname);
  });
  page.on("requestfinished", (request) => open.delete(request));
  page.on("requestfailed", (request) => open.delete(request));
  await page.route("**/api/**", async (route) => {
    if (isCut) return route.abort("connectionrefused");
    const answer = answerTo(route.request());
    if (answer === undefined) return route.fallback();
    // On the wire all refusals are a 418: the browser writes a 5xx into the console, where the page itself has to be calm.
    if (answer !== "never") await route.fulfill({ status: isRefusal(answer) ? 418 : 200, json: replyOf(answer).body });
  });
  return {
    async cut() {
      isCut = true;
      await Promise.all([...lines.values()].map((end) => end()));
      open.clear();
    },
    async still() {
      const end = performance.now() + patience;
      do {
        while (open.size > 0) {
          if (performance.now() > end) throw new Error(`not answered: ${[...open.values()].join(", ")}`);
          await new Promise((done) => setTimeout(done, 5));
        }
        await page.evaluate(`new Promise((done) => setTimeout(() => requestAnimationFrame(done), ${oneAfterAnother}))`);
      } while (open.size > 0);
    },
  };
}

const patience = 10_000;
/** The app asks a second question up to so many milliseconds after an answer. */
const oneAfterAnother = 65;

const isRefusal = (answer: object): answer is { readonly refused: ErrorCode } => "refused" in answer;

function replyOf(answer: object): { readonly status: number; readonly body: unknown } {
  if (!isRefusal(answer)) return { status: 200, body: answer };
  const { status, title } = errorCodes[answer.refused];
  return { status, body: { type: "about:blank", title, status, code: answer.refused, requestId: "planted" } };
}

const matches = (path: string, pathname: string): boolean => new RegExp(`^${path.replace(/:[a-z]+/g, "[^/]+")}$`).test(pathname);
