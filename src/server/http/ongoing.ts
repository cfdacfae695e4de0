/** Answers that take their time: the right by which one began is asked again while it goes on, and it ends with it. */
import { finished, Readable } from "node:stream";
import type { Clock } from "../platform/clock/index.ts";
import type { PersonActor } from "./actor.ts";
import { Content } from "./content.ts";
import { Download, type Sent } from "./route.ts";

/** Milliseconds that bytes go out by what was asked before. */
const ASK_EACH = 1000;

/** @param callerNow who the caller is now @throws Refusal when the endpoint is his no more */
export function ongoing(reply: Sent, clock: Pick<Clock, "monotonic">, callerNow: () => Promise<PersonActor>): Sent {
  async function* asLongAs<T>(bytes: AsyncIterable<T>, still: Content["still"]): AsyncGenerator<T> {
    let asked = clock.monotonic();
    for await (const some of bytes) {
      if (clock.monotonic() - asked >= ASK_EACH) {
        await still(await callerNow());
        asked = clock.monotonic();
      }
      yield some;
    }
  }
  if (reply instanceof Content) return new Content({ ...reply, read: (start, end) => asLongAs(reply.read(start, end), reply.still) });
  if (!(reply instanceof Download)) return reply;
  const body = Readable.from(asLongAs(reply.body, reply.still), { objectMode: false });
  // One that nobody began to read does not hear of it otherwise.
  finished(body, () => reply.body.destroy());
  return new Download(reply.type, reply.file, body, reply.still);
}
