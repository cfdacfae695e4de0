import type { ChannelView } from "../features/channels/index.ts";
import type { Inbox } from "../features/messages/index.ts";
import type { Connection } from "./connection.ts";
import type { Crowd } from "./crowd.ts";
import type { Rooms } from "./rooms.ts";

export interface NoticesDeps {
  readonly crowd: Crowd;
  readonly rooms: Rooms;
  readonly view: ChannelView;
  readonly inbox: Pick<Inbox, "count">;
  readonly onError: (where: string, error: unknown) => void;
}

interface Due {
  readonly company: string;
  readonly person: string;
  /** null: the inbox */
  readonly channel: string | null;
}

/**
 * Tells a person's own clients what changed for him alone: marker, mute, mentions, inbox; and members what their channel is
 * called now. Read once per person and channel, however often it was asked for, one after the other.
 */
export class Notices {
  readonly #d: NoticesDeps;
  readonly #due = new Map<string, Due>();
  #running: Promise<void> | undefined;

  constructor(d: NoticesDeps) {
    this.#d = d;
  }

  personal(company: string, person: string, channel: string | null): void {
    if (this.#d.crowd.ofPerson(company, person).size === 0) return;
    this.#due.set(`${company} ${person} ${channel}`, { company, person, channel });
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
  }

  /** Name, topic or archive state changed. */
  channel(company: string, channel: string): void {
    const people = new Set<string>();
    for (const { connection } of this.#d.rooms.get(channel)?.subscriptions ?? []) {
      const person = connection.places.get(company)?.actor.person;
      if (person !== undefined) people.add(person);
    }
    for (const person of people) this.personal(company, person, channel);
  }

  async #run(): Promise<void> {
    await new Promise(setImmediate);
    for (const [name, due] of this.#due) {
      this.#due.delete(name);
      try {
        await this.#tell(due);
      } catch (error) {
        this.#d.onError("socket notices", error);
      }
    }
  }

  async #tell({ company, person, channel }: Due): Promise<void> {
    const own = [...this.#d.crowd.ofPerson(company, person)];
    const people = own.filter(({ isAtHand }) => isAtHand);
    if (channel === null) {
      const actor = people[0]?.places.get(company)?.actor;
      const count = actor && (await this.#d.inbox.count(actor));
      if (count !== undefined) for (const connection of people) connection.send({ type: "me.inbox", company, count });
      return;
    }
    // A program hears of the channel what its token lets it see: each has a view of its own.
    for (const told of [people, ...own.filter(({ isAtHand }) => !isAtHand).map((one) => [one])]) await this.#tellChannel(told, company, channel);
  }

  async #tellChannel(told: readonly Connection[], company: string, channel: string): Promise<void> {
    const actor = told[0]?.places.get(company)?.actor;
    const view = actor && (await this.#d.view.one(actor, channel));
    for (const connection of view ? told : []) {
      const subscription = connection.subscriptions.get(channel);
      // Before its `sync` is answered a client's numbers are its own; the `me` after it brings the change.
      if (view && subscription?.mode === "live") connection.send({ type: "me.channel", company, channel: { ...view, seq: subscription.seq } });
    }
  }
}
