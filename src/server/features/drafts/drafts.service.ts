import { type PersonActor, Refusal } from "../../http/index.ts";
import type { Clock } from "../../platform/clock/index.ts";
import { put, type SealedStore, type Stored } from "../../platform/records/sealed.ts";
import { allow, type ChannelAccess } from "../channels/index.ts";
import { Draft } from "./drafts.records.ts";

export interface DraftsDeps {
  readonly records: SealedStore;
  readonly clock: Clock;
  readonly access: ChannelAccess;
  /** Tells the person's other devices. */
  readonly onChange: (company: string, person: string) => void;
}

/** More channels and threads than anybody writes in at once. */
const most = 1000;

export type Drafts = ReturnType<typeof createDrafts>;

export function createDrafts(d: DraftsDeps) {
  const present = ({ channel, thread, text, at, version }: Stored<typeof Draft>) => ({ channel, thread, text, at, version });

  /** A draft for a channel that the person lost is kept, and shown again when he is back. */
  async function mayWrite(actor: PersonActor, channel: string): Promise<boolean> {
    const open = await d.access.openChannel(actor, channel).catch(() => undefined);
    return open?.member !== undefined;
  }

  return {
    async list(actor: PersonActor) {
      const rows = await d.records.list(Draft, { company: actor.company, person: actor.person }, { limit: most });
      const written = rows.filter((row) => row.text !== "");
      const mine = await Promise.all(written.map((row) => mayWrite(actor, row.channel)));
      return {
        drafts: written
          .filter((_, i) => mine[i])
          .map(present)
          .sort((a, b) => b.at - a.at),
      };
    },

    /** @throws Refusal `conflict` when another device wrote something else since `version` */
    async save(actor: PersonActor, channel: string, body: { thread: number; text: string; version: number }) {
      allow("reply", await d.access.openChannel(actor, channel));
      const { company, person } = actor;
      const { thread } = body;
      const standing = await d.records.get(Draft, { company, person, channel, thread });
      if (standing && standing.version > body.version && standing.text !== "" && standing.text !== body.text) throw new Refusal("conflict");
      if (standing?.text === body.text) return present(standing);
      const version = Math.max(standing?.version ?? 0, body.version) + 1;
      const row = { company, person, channel, thread, at: d.clock.now(), text: body.text };
      await d.records.merge([put(Draft, row, version)]);
      d.onChange(company, person);
      return present({ ...row, version });
    },
  };
}
