import type { Page } from "playwright-core";
import { type EndpointName, type Endpoints, endpoints, type ReplyOf } from "../../src/contract/index.ts";

type Answers = { [N in EndpointName]?: ReplyOf<Endpoints[N]> | "never" };

/**
 * Puts answers in the server's place, for states that are hard to hold still: an import half done, a check that fails, an
 * answer that doesn't come. Socket and HTTP alike. Call it before the page opens; change the object to change the answers.
 */
export async function answerWith(page: Page, answers: Answers): Promise<void> {
  await page.routeWebSocket(/\/api\/socket$/, (near) => {
    const far = near.connectToServer();
    near.onMessage((text) => {
      const frame = JSON.parse(String(text)) as { type: string; id: number; endpoint: EndpointName };
      const answer = frame.type === "call" ? answers[frame.endpoint] : undefined;
      if (answer === undefined) far.send(text);
      else if (answer !== "never") near.send(JSON.stringify({ type: "reply", id: frame.id, status: 200, body: answer }));
    });
    far.onMessage((text) => near.send(text));
  });
  await page.route("**/api/**", async (route) => {
    const method = route.request().method();
    const { pathname } = new URL(route.request().url());
    const name = (Object.keys(answers) as EndpointName[]).find((known) => endpoints[known].method === method && matches(endpoints[known].path, pathname));
    const answer = name && answers[name];
    if (answer === undefined) return route.fallback();
    if (answer !== "never") await route.fulfill({ json: answer });
  });
}

const matches = (path: string, pathname: string): boolean => new RegExp(`^${path.replace(/:[a-z]+/g, "[^/]+")}$`).test(pathname);
