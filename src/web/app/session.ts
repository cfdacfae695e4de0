import { useSyncExternalStore } from "react";
import { ApiError, type Client, createClient, newKey } from "../../client/index.ts";
import { type AccountRow, clearKept, eraseSealed } from "../cache/index.ts";
import type { Kept } from "../features/offline/kept.ts";
import { readSetting, writeSetting } from "./settings.ts";
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

const plain = createClient({ baseUrl: "" });

/** Calls over HTTP, for screens without a session. Inside the workspace use `useWorkspace().call`. */
export const client = {
  call(name: never, given?: object) {
    const args = { key: newKey(), ...given };
    const send = () => plain.call(name, args as never);
    return send().catch((error: unknown) => {
      if (session.kind !== "signed-in" || !(error instanceof ApiError && isMendable(error))) throw error;
      return import("./again.ts").then(({ again }) => again(error, plain, send));
    });
  },
} as Client;

/** A renewed session, or showing again who one is, may be all that a call lacks. */
const isMendable = ({ code }: ApiError): boolean => code === "not_signed_in" || code === "confirm_first";

const tabs = new BroadcastChannel("bastide");
const listeners = new Set<() => void>();
let session: Session = { kind: "starting" };

function become(next: Session): void {
  if (session.kind === "signed-in") session.workspace.stop();
  session = next;
  for (const listener of listeners) listener();
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useSession = (): Session => useSyncExternalStore(subscribe, () => session);

/** For what lies in memory beside the workspace: it goes where this tab or another one signs out. */
export const onSignedOut = (clear: () => void) => subscribe(() => session.kind === "signed-out" && clear());

export function startSession(): void {
  tabs.addEventListener("message", ({ data }) => {
    if (data === "signed-out" && session.kind === "signed-in") forget();
    if (data === "signed-in" && session.kind === "signed-out") void lookUp();
  });
  void lookUp();
}

/** Asks who is signed in; until the server answers, asks again every few seconds. */
export async function lookUp(): Promise<void> {
  const slow = setTimeout(() => void showKept(), 3000);
  try {
    if (readSetting("leaving")) await leave();
    const setup = await client.call("getSetup");
    if (setup.signedIn) {
      const account = await client.call("getAccount");
      if (session.kind !== "signed-in" || session.workspace.account.id !== account.id) signedIn(account, false); // else it was slow, and its socket goes on
    } else if (readSetting("lastCompany") && (await import("./again.ts").then(({ renewed }) => renewed(plain)))) return await lookUp();
    else forget(setup.step !== "account");
  } catch (error) {
    // Ended between the two questions: ask again at once.
    if (error instanceof ApiError && error.status === 401) return await lookUp();
    if (await showKept()) return; // its socket tries again
    become({ kind: "unreachable" });
    setTimeout(() => session.kind === "unreachable" && void lookUp(), 3000);
  } finally {
    clearTimeout(slow);
  }
}

/** Without the server: what was read lately on this device, until the server is heard. True when it is on screen. */
async function showKept(): Promise<boolean> {
  const kept = await import("../features/offline/open-kept.ts").then(({ openKept }) => openKept()).catch(() => null);
  if (!kept || session.kind === "signed-in" || session.kind === "signed-out") return session.kind === "signed-in";
  kept.follow(signedIn(kept.account, false, kept));
  return true;
}

/** Call it with the account that signing in, accepting an invitation or the first run answered with. */
export function signedIn(account: AccountRow, tell = true, kept?: Kept): Workspace {
  const workspace = createWorkspace({ client, account, onSignedOut: ended, kept });
  become({ kind: "signed-in", workspace });
  if (tell) {
    writeSetting("leaving", "");
    eraseSealed(); // of an account that was signed in here before
    tabs.postMessage("signed-in");
  }
  return workspace;
}

/** Ends the session on the server and empties all tabs of this browser; a server that doesn't answer hears it as soon as it does. */
export async function signOut(): Promise<void> {
  const leaving = leave().catch(() => undefined);
  ended();
  await leaving;
}

async function leave(): Promise<void> {
  writeSetting("leaving", "yes");
  await client.call("signOut").catch((error: unknown) => {
    if (!(error instanceof ApiError) || isForLater(error)) throw error;
  });
  writeSetting("leaving", "");
}

/** A full disk, too many requests, a proxy before a server that is down: the session goes on there. */
const isForLater = ({ status }: ApiError): boolean => status === 429 || status >= 500;

function ended(): void {
  tabs.postMessage("signed-out");
  forget();
}

/** Everything that this browser knew of the account goes: memory with the workspace, what was kept and unsent words from the storage. */
function forget(setUp = true): void {
  clearKept();
  become({ kind: "signed-out", setUp });
}
