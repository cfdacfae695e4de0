/** What a stopped server left: one channel's posts and events, read by the store itself. */
import { ChannelEvent, ChannelHead } from "../../src/server/features/channels/index.ts";
import { Message } from "../../src/server/features/messages/index.ts";
import { configIn, testServices } from "../harness/installation.ts";

export interface StoredChannel {
  readonly head: { readonly seq: number; readonly post: number };
  /** Numbers of the events, in order. */
  readonly seqs: number[];
  readonly posts: { readonly post: number; readonly text: string }[];
}

/** @param env where the data folder lies, when it is not in the root */
export async function readStored(root: string, company: string, channels: readonly string[], env: Record<string, string> = {}): Promise<StoredChannel[]> {
  const { services, close } = await testServices({ folders: { root, config: configIn(root, env), remove: () => undefined } });
  const { records } = services;
  try {
    return await Promise.all(
      channels.map(async (channel) => {
        const head = await records.get(ChannelHead, { company, channel });
        if (!head) throw new Error("the channel has no head");
        // One more than the head names: nothing lies behind it.
        const events = await records.list(ChannelEvent, { company, channel }, { from: { seq: 0 }, to: { seq: head.seq + 1 }, limit: head.seq + 2 });
        const rows = await records.list(Message, { company, channel }, { from: { post: 0 }, to: { post: head.post + 1 }, limit: head.post + 2 });
        const posts = rows.map(({ post, body }) => ({ post, text: body?.kind === "markdown" ? body.text : "" }));
        return { head, seqs: events.map(({ seq }) => seq), posts };
      }),
    );
  } finally {
    await close();
  }
}

export const upTo = (last: number): number[] => Array.from({ length: last }, (_, i) => i + 1);
