import { operationId } from "../../../crypto/index.ts";
import type { PersonActor, Trail } from "../../http/index.ts";
import type { Clock } from "../../platform/clock/index.ts";

export interface ReadsDeps {
  readonly trail: Trail;
  readonly clock: Clock;
  /** Whether the channel is marked as sensitive. */
  readonly isSensitive: (company: string, channel: string) => Promise<boolean>;
}

export interface Reads {
  /** Whether it is written down who reads in the channel. */
  areNoted(company: string, channel: string): Promise<boolean>;
  /** Before anything of the channel is shown to the person, who may read it. */
  note(actor: PersonActor, channel: string): Promise<void>;
}

const HOUR = 3_600_000;
/** Persons in channels of the present hour. */
const MOST = 100_000;

/** Who reads in channels that are marked as sensitive: once per person, channel and hour, durable before anything is shown. */
export function createReads(d: ReadsDeps): Reads {
  let hour = 0;
  const noted = new Map<string, Promise<void>>();

  async function write(actor: PersonActor, channel: string): Promise<void> {
    const operation = { id: operationId(), digest: null };
    const entry = await d.trail.begin({ action: "channel.read", operation, actor, origin: actor.origin, details: {}, object: channel });
    entry.end("done");
  }

  async function note(actor: PersonActor, channel: string): Promise<void> {
    if (!(await d.isSensitive(actor.company, channel))) return;
    const now = Math.floor(d.clock.now() / HOUR);
    if (now !== hour || noted.size > MOST) noted.clear();
    hour = now;
    const name = `${channel} ${actor.person}`;
    const writing = noted.get(name) ?? write(actor, channel);
    noted.set(name, writing);
    try {
      await writing;
    } catch (error) {
      noted.delete(name);
      throw error;
    }
  }

  return { areNoted: d.isSensitive, note };
}
