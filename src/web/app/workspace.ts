import { createContext, useContext } from "react";
import { type Client, createSocket, type Socket } from "../../client/index.ts";
import type { ServerFrame } from "../../contract/socket.ts";
import { type AccountRow, applyFrame, createStore, type Store } from "../cache/index.ts";
import type { Kept } from "../features/offline/kept.ts";
import { keepServerTime } from "../i18n/times.ts";

/** The live connection of one signed-in account and what this tab knows through it. */
export interface Workspace extends Client {
  readonly account: AccountRow;
  readonly store: Store;
  readonly socket: Socket;
  /** Hears frames after the cache has taken them; for what nobody keeps (typing, progress of jobs). Returns how to stop. */
  readonly onFrame: (listener: (frame: ServerFrame) => void) => () => void;
  readonly stop: () => void;
}

interface Parts {
  readonly client: Client;
  readonly account: AccountRow;
  readonly onSignedOut: () => void;
  readonly kept?: Pick<Kept, "cache" | "positions"> | undefined;
}

const tick = 10_000;
/** Looked at again, or thawed by the browser. */
const signs = ["visibilitychange", "resume"];

export function createWorkspace({ client, account, onSignedOut, kept }: Parts): Workspace {
  const store = createStore();
  const listeners = new Set<(frame: ServerFrame) => void>();
  store.update((cache) => ({ ...cache, ...kept?.cache, account }));
  const socket = createSocket({
    url: `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/api/socket`,
    WebSocket,
    client,
    known: kept?.positions,
    onFrame(frame) {
      if (frame.type === "me") keepServerTime(frame.at);
      store.update((cache) => applyFrame(cache, frame));
      for (const listener of listeners) listener(frame);
    },
    onState(connection) {
      store.update((cache) => ({ ...cache, connection }));
      if (connection === "signed-out") onSignedOut();
    },
  });
  const wake = () => {
    if (document.visibilityState === "visible") socket.wake();
  };
  // A machine that slept under a visible page tells it nothing but a leap of the time.
  let ticked = Date.now();
  const ticks = setInterval(() => {
    if (Date.now() - ticked > 3 * tick) wake();
    ticked = Date.now();
  }, tick);
  addEventListener("online", wake);
  for (const sign of signs) document.addEventListener(sign, wake);
  return {
    account,
    store,
    socket,
    call: socket.call,
    onFrame(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stop() {
      clearInterval(ticks);
      removeEventListener("online", wake);
      for (const sign of signs) document.removeEventListener(sign, wake);
      socket.stop();
    },
  };
}

export const WorkspaceContext = createContext<Workspace | null>(null);

/** `call` goes over the socket where it is open, else over HTTP. */
export function useWorkspace(): Workspace {
  const workspace = useContext(WorkspaceContext);
  if (!workspace) throw new Error("Nobody is signed in above this component.");
  return workspace;
}
