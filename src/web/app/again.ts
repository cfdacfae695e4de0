import { ApiError, type Client } from "../../client/index.ts";

/** A renewed session, or showing again who one is, may be all that a call lacks. */
export const isMendable = (error: unknown): error is ApiError =>
  error instanceof ApiError && (error.code === "not_signed_in" || error.code === "confirm_first");

/** Sends a call once more, after what the server asked for was done. Loads when a call was refused for want of it. */
export async function again<T>(error: ApiError, client: Client, send: () => Promise<T>): Promise<T> {
  if (error.code === "not_signed_in") {
    if (!(await renewed(client))) throw error;
  } else {
    const { confirmed } = await import("../features/factors/confirm.tsx");
    if (!(await confirmed(client))) throw error;
  }
  return send();
}

/**
 * Whether this browser's session goes on. After the account's rights changed its token is good for nothing but fetching the next
 * one; one tab does that, and the others find it done.
 */
export async function renewed(client: Client): Promise<boolean> {
  const fetchNext = async (): Promise<boolean> => {
    if ((await client.call("getSetup")).signedIn) return true;
    return client.call("renewSession").then(
      () => true,
      async (refused: unknown) => {
        if (refused instanceof ApiError && refused.status === 401) return (await client.call("getSetup")).signedIn; // another one was faster
        throw refused;
      },
    );
  };
  // There are no locks where the page came over an unsafe line.
  return "locks" in navigator ? navigator.locks.request("bastide.session", fetchNext) : fetchNext();
}
