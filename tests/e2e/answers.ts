import type { Page, WebSocketRoute } from "playwright-core";
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
}

/**
 * Puts answers in the server's place, for states that are hard to hold still: an import half done, a check that fails, an
 * answer that doesn't come, a refusal. Socket and HTTP alike. Call it before the page opens; change the object to change the answers.
 */
export async function answerWith(page: Page, answers: Answers): Promise<Answering> {
  const lines = new Set<WebSocketRoute>();
  let isCut = false;
  await page.routeWebSocket(/\/api\/socket$/, (near) => {
    if (isCut) return void near.close();
    lines.add(near);
    near.onClose(() => void lines.delete(near));
    const far = near.connectToServer();
    near.onMessage((text) => {
      const frame = JSON.parse(String(text)) as { type: string; id: number; endpoint: EndpointName };
      const answer = frame.type === "call" ? answers[frame.endpoint] : undefined;
      if (answer === undefined) far.send(text);
      else if (answer !== "never") near.send(JSON.stringify({ type: "reply", id: frame.id, ...replyOf(answer) }));
    });
    far.onMessage((text) => {
      const { me } = answers;
      const frame = me && (JSON.parse(String(text)) as ServerFrame);
      near.send(me && frame?.type === "me" ? JSON.stringify(me(frame)) : text);
    });
  });
  await page.route("**/api/**", async (route) => {
    if (isCut) return route.abort("connectionrefused");
    const method = route.request().method();
    const { pathname } = new URL(route.request().url());
    const name = (Object.keys(answers) as (EndpointName | "me")[]).find(
      (known) => known !== "me" && endpoints[known].method === method && matches(endpoints[known].path, pathname),
    );
    const answer = name && name !== "me" ? answers[name] : undefined;
    if (answer === undefined) return route.fallback();
    // On the wire all refusals are a 418: the browser writes a 5xx into the console, where the page itself has to be calm.
    if (answer !== "never") await route.fulfill({ status: isRefusal(answer) ? 418 : 200, json: replyOf(answer).body });
  });
  return {
    async cut() {
      isCut = true;
      await Promise.all([...lines].map((line) => line.close()));
      lines.clear();
    },
  };
}

const isRefusal = (answer: object): answer is { readonly refused: ErrorCode } => "refused" in answer;

function replyOf(answer: object): { readonly status: number; readonly body: unknown } {
  if (!isRefusal(answer)) return { status: 200, body: answer };
  const { status, title } = errorCodes[answer.refused];
  return { status, body: { type: "about:blank", title, status, code: answer.refused, requestId: "planted" } };
}

const matches = (path: string, pathname: string): boolean => new RegExp(`^${path.replace(/:[a-z]+/g, "[^/]+")}$`).test(pathname);
