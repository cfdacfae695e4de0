import { decideAgain, type Operation, type PersonActor, Refusal, refuseOtherRequest } from "../../http/index.ts";
import { expect, put } from "../../platform/records/sealed.ts";
import { type ChannelAccess, rightsOf } from "./channels.access.ts";
import { allow } from "./channels.policy.ts";
import { Channel, ErasedChannel } from "./channels.records.ts";
import type { ChannelWriter } from "./channels.writer.ts";

export interface ErasingDeps {
  readonly access: ChannelAccess;
  readonly writer: ChannelWriter;
  /** Whether it is the channel that whoever comes into the company is put into. */
  readonly isFirst: (company: string, channel: string) => boolean;
  /** Resolves when projections and sockets have the commit. */
  readonly settled: () => Promise<void>;
}

const asTyped = (name: string): string => name.normalize("NFKC").toLowerCase();

/** Shuts a channel for good, in one commit: from it on nobody opens it. What is left is taken away behind the journal, by features/erasures. */
export const createErasing = (d: ErasingDeps) =>
  async function erase(actor: PersonActor, channel: string, name: string, operation: Operation): Promise<void> {
    const { company, person } = actor;
    await decideAgain(async () => {
      const open = await d.access.openChannel(actor, channel);
      allow("erase", open);
      if (d.isFirst(company, channel)) throw new Refusal("not_allowed");
      const row = open.channel;
      if (asTyped(name) !== asTyped(row.name)) throw new Refusal("invalid_request", { fields: [{ path: "body.name", problem: "another_name" }] });
      const kind = row.kind === "public" ? "public" : "private";
      const outcome = await d.writer.append(company, channel, operation, ({ at }) => ({
        expects: [...rightsOf(open), expect(ErasedChannel, { company, channel }, 0)],
        puts: [
          // In another version: whatever was decided by the one before is refused.
          put(Channel, { ...row, name: "", topic: "" }, row.version + 1),
          put(ErasedChannel, { company, channel, kind, by: person, at, state: "begun", doneAt: null }),
        ],
        event: { kind: "changed", person },
      }));
      refuseOtherRequest(outcome, operation);
      if (outcome.status !== "refused") return true;
      d.access.forget(open);
      return false;
    });
    await d.settled();
  };
export type Erasing = ReturnType<typeof createErasing>;
