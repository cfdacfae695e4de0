/** Whether an open socket goes when what opened it does. */
import type { Premises } from "./context.ts";
import type { Finding } from "./define.ts";

/** Milliseconds that a socket may outlive what opened it. */
const SOCKET_LIFE = 1000;

/** @param tokens of the session that ends, and, as a control, of one that goes on */
export async function socketDies(
  premises: Premises,
  tokens: { readonly ending: string; readonly staying: string },
  end: () => Promise<unknown>,
): Promise<Finding> {
  const listener = premises.listener();
  if (!listener) return { looked: 0, ok: true, evidence: "No server listens here, so no socket was looked at." };
  const open = (token: string) => listener.askForSocket({ origin: listener.origin, cookie: `bastide=${token}; __Host-bastide=${token}` });
  const [ending, staying] = await Promise.all([open(tokens.ending), open(tokens.staying)]);
  const close = () => [ending, staying].map((socket) => socket.end());
  if (ending.status !== 101 || staying.status !== 101) {
    close();
    return { looked: 2, ok: false, evidence: `Its control failed: the sockets were answered ${ending.status} and ${staying.status}.` };
  }
  const closed = Promise.all([ending, staying].map((socket) => socket.closedWithin(SOCKET_LIFE)));
  await end();
  const [isDead = false, isOtherDead = true] = await closed;
  close();
  return {
    looked: 2,
    ok: isDead && !isOtherDead,
    evidence: `Of two open sockets the one that had to go was ${isDead ? "closed within" : "still open after"} ${SOCKET_LIFE} ms, the other one ${isOtherDead ? "was closed, too" : "stayed"}.`,
  };
}
