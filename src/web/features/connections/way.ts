import type { connections } from "../../../contract/connections.ts";
import type { ReplyOf } from "../../../contract/index.ts";

/** What a sign-in page offers. */
export type Way = ReplyOf<(typeof connections)["listSignInWays"]>["ways"][number];
