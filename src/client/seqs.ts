import type { ServerFrame } from "../contract/socket.ts";

type Events = Extract<ServerFrame, { type: "events" }>;
type Me = Extract<ServerFrame, { type: "me" }>;
export interface Position {
  readonly company: string;
  readonly channel: string;
  readonly seq: number;
}

/** The last seq per channel that was delivered: decides what of a frame is new, and finds gaps. */
export function createSeqs(first: readonly Position[] = []) {
  const known = new Map(first.map((position) => [position.channel, position]));
  const all = (): Position[] => [...known.values()];
  const set = ({ company, channel, seq }: Position) => known.set(channel, { company, channel, seq });

  return {
    all,
    /** Forgets what isn't in `me`, starts new channels at their head, and returns those that lie behind. */
    takeMe(me: Me): Position[] {
      const present = new Set<string>();
      const behind: Position[] = [];
      for (const company of me.companies) {
        for (const channel of company.channels) {
          present.add(channel.id);
          const position = known.get(channel.id);
          if (!position) set({ company: company.id, channel: channel.id, seq: channel.seq });
          else if (position.seq < channel.seq) behind.push(position);
        }
      }
      for (const channel of known.keys()) if (!present.has(channel)) known.delete(channel);
      return behind;
    },
    /** The part of the frame that is new and follows without a gap; `gap` names from where to ask again. */
    takeEvents(frame: Events): { fresh: Events } | { gap: Position } | "old" {
      const first = frame.events[0];
      const last = frame.events.at(-1);
      if (!first || !last) return "old";
      const position = known.get(frame.channel) ?? { company: frame.company, channel: frame.channel, seq: first.seq - 1 };
      if (last.seq <= position.seq) return "old";
      const fresh = frame.events.filter((event) => event.seq > position.seq);
      if (fresh.some((event, i) => event.seq !== position.seq + 1 + i)) return { gap: position };
      set({ ...position, seq: last.seq });
      return { fresh: { ...frame, seq: last.seq, events: fresh } };
    },
    restart(position: Position) {
      set(position);
    },
    start(position: Position) {
      if (!known.has(position.channel)) set(position);
    },
    drop(company: string, channel: string | null) {
      for (const position of all()) if (position.company === company && (channel === null || position.channel === channel)) known.delete(position.channel);
    },
  };
}
