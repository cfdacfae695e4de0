import { useSyncExternalStore } from "react";
import { ApiError, createClient } from "../../client/index.ts";
import { type AccountRow, clearKept } from "../cache/index.ts";
import { createWorkspace, type Workspace } from "./workspace.ts";

/**
 * starting: asking the server · unreachable: it doesn't answer, tries again · signed-out: `setUp` is false before the first
 * account exists · signed-in: with the live workspace
 */
export type Session =
  | { readonly kind: "starting" }
  | { readonly kind: "unreachable" }
  | { readonly kind: "signed-out"; readonly setUp: boolean }
  | { readonly kind: "signed-in"; readonly workspace: Workspace };

/** Calls over HTTP, for screens without a session. Inside the workspace use `useWorkspace().call`. */
export const client = createClient({ baseUrl: "" });

const tabs = new BroadcastChannel("bastide");
const listeners = new Set<() => void>();
let session: Session = { kind: "starting" };

function become(next: Session): void {
  if (session.kind === "signed-in") session.workspace.stop();
  session = next;
  for (const listener of listeners) listener();
}

export function useSession(): Session {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => session,
  );
}

export function startSession(): void {
  tabs.addEventListener("message", ({ data }) => {
    if (data === "signed-out" && session.kind === "signed-in") forget();
    if (data === "signed-in" && session.kind === "signed-out") void lookUp();
  });
  void lookUp();
}

/** Asks who is signed in; until the server answers, asks again every few seconds. */
export async function lookUp(): Promise<void> {
  try {
    const setup = await client.call("getSetup");
    if (setup.signedIn) signedIn(await client.call("getAccount"), false);
    else become({ kind: "signed-out", setUp: setup.step !== "account" });
  } catch (error) {
    // Ended between the two questions: ask again at once.
    if (error instanceof ApiError && error.status === 401) return lookUp();
    become({ kind: "unreachable" });
    setTimeout(() => session.kind === "unreachable" && void lookUp(), 3000);
  }
}

/** Call it with the account that signing in, accepting an invitation or the first run answered with. */
export function signedIn(account: AccountRow, tell = true): void {
  become({ kind: "signed-in", workspace: createWorkspace({ client, account, onSignedOut: ended }) });
  if (tell) tabs.postMessage("signed-in");
}

/** Ends the session on the server and empties all tabs of this browser, also when the server doesn't answer. */
export async function signOut(): Promise<void> {
  const ending = client.call("signOut").catch(() => undefined);
  ended();
  await ending;
}

function ended(): void {
  tabs.postMessage("signed-out");
  forget();
}

/** Everything that this tab knew of the account goes: memory with the workspace, unsent words from the storage. */
function forget(): void {
  clearKept();
  become({ kind: "signed-out", setUp: true });
}
