import type { Page } from "playwright-core";
import type { ClientFrame, ServerFrame } from "../../src/contract/socket.ts";

/** The socket of a page in the hand of the test. */
export interface SocketInHand {
  /** The operation ids of the posts that the page sent, in order: by this socket, by the ones before it, or past them. */
  readonly posts: (string | undefined)[];
  /** From now on the page doesn't hear what the server says, but for answers where `answers` is set. */
  deafen(but?: { readonly answers: boolean }): void;
  /** It hears what it missed on the socket that is still open, and everything that follows. */
  hear(): void;
}

/** Call it before the page opens its address. */
export async function takeSocket(page: Page): Promise<SocketInHand> {
  const posts: (string | undefined)[] = [];
  let mayHear = (_: ServerFrame): boolean => true;
  let missed: (() => void)[] = [];
  await page.routeWebSocket(/\/api\/socket$/, (near) => {
    const far = near.connectToServer();
    missed = [];
    near.onMessage((text) => {
      const frame = JSON.parse(String(text)) as ClientFrame;
      if (frame.type === "call" && frame.endpoint === "postMessage") posts.push(frame.key);
      far.send(text);
    });
    far.onMessage((text) => {
      const tell = () => near.send(text);
      if (mayHear(JSON.parse(String(text)) as ServerFrame)) tell();
      else missed.push(tell);
    });
  });
  page.on("request", (request) => {
    if (request.method() === "POST" && request.url().endsWith("/messages")) posts.push(request.headers()["idempotency-key"]);
  });
  return {
    posts,
    deafen({ answers } = { answers: false }) {
      mayHear = ({ type }) => answers && type === "reply";
    },
    hear() {
      mayHear = () => true;
      for (const tell of missed.splice(0)) tell();
    },
  };
}
