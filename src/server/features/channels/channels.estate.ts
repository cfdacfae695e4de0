import { operationId } from "../../../crypto/index.ts";
import { decideAgain } from "../../http/index.ts";
import { expect, put, type SealedStore } from "../../platform/records/sealed.ts";
import type { ChannelAccess } from "./channels.access.ts";
import { Channel, Membership } from "./channels.records.ts";
import type { ChannelWriter } from "./channels.writer.ts";

export interface EstateDeps {
  readonly records: SealedStore;
  readonly access: ChannelAccess;
  readonly writer: ChannelWriter;
}

/** The channels that a person made, and giving them on when the person goes. */
export function createEstate(d: EstateDeps) {
  /** Of those that the person is or was in; a direct belongs to nobody. */
  async function madeBy(company: string, person: string): Promise<string[]> {
    const channels: string[] = [];
    for await (const { channel } of d.records.all(Membership, { company, person })) {
      const row = await d.access.channel(company, channel);
      if (row?.createdBy === person && (row.kind === "public" || row.kind === "private")) channels.push(channel);
    }
    return channels;
  }

  /** Whoever takes over a private channel is in it already: nobody comes in by inheritance. */
  const give = (company: string, channel: string, to: string): Promise<true> =>
    decideAgain(async () => {
      const [row, member] = await Promise.all([d.access.channel(company, channel), d.access.member(company, channel, to)]);
      if (!row || (row.kind === "private" && member?.state !== "active")) return true;
      const outcome = await d.writer.append(company, channel, { id: operationId(), digest: null }, () => ({
        expects: [expect(Channel, row, row.version)],
        puts: [put(Channel, { ...row, createdBy: to }, row.version + 1)],
        event: { kind: "changed" },
      }));
      return outcome.status === "applied";
    });

  return {
    count: async (company: string, person: string) => (await madeBy(company, person)).length,

    async give(company: string, from: string, to: string): Promise<void> {
      for (const channel of await madeBy(company, from)) await give(company, channel, to);
    },
  };
}
