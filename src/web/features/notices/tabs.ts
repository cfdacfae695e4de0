/**
 * The tabs of one account in this browser: what each of them shows, and which one speaks for all. The speaker holds a Web Lock;
 * when its tab closes, another one gets it.
 */
export interface Place {
  readonly company: string;
  readonly channel: string;
  /** 0: the channel itself. */
  readonly thread: number;
}

type Word = { readonly tab: string; readonly places: readonly Place[] } | "who";

export class Tabs {
  readonly #id = crypto.randomUUID();
  readonly #air: BroadcastChannel;
  readonly #name: string;
  readonly #others = new Map<string, readonly Place[]>();
  readonly #listeners = new Set<() => void>();
  #own: readonly Place[] = [];

  constructor(account: string) {
    this.#name = `bastide.notices.${account}`;
    this.#air = new BroadcastChannel(this.#name);
    this.#air.onmessage = ({ data }: MessageEvent<Word>) => {
      if (data === "who") return this.#say();
      this.#others.set(data.tab, data.places);
      for (const listener of this.#listeners) listener();
    };
    this.#air.postMessage("who" satisfies Word);
    addEventListener("pagehide", () => this.tell([]));
    addEventListener("pageshow", () => this.#air.postMessage("who" satisfies Word));
  }

  /** What this tab shows now to somebody who looks at it. */
  tell(places: readonly Place[]): void {
    this.#own = places;
    this.#say();
    for (const listener of this.#listeners) listener();
  }

  #say(): void {
    this.#air.postMessage({ tab: this.#id, places: this.#own } satisfies Word);
  }

  isOnScreen({ company, channel, thread }: Place): boolean {
    return [this.#own, ...this.#others.values()].some((places) =>
      places.some((place) => place.company === company && place.channel === channel && place.thread === thread),
    );
  }

  onPlaces(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Runs `speak` in one tab at a time for each topic, until `signal`; what it returns ends it. */
  lead(topic: string, signal: AbortSignal, speak: () => () => void): void {
    navigator.locks
      .request(`${this.#name}.${topic}`, { signal }, () => {
        const end = speak();
        return new Promise<void>((done) => {
          const over = () => {
            end();
            done();
          };
          if (signal.aborted) over();
          else signal.addEventListener("abort", over, { once: true });
        });
      })
      .catch(() => undefined); // given up before it was this tab's turn
  }
}

const tabsOf = new Map<string, Tabs>();

export function tabsFor(account: string): Tabs {
  const tabs = tabsOf.get(account) ?? new Tabs(account);
  tabsOf.set(account, tabs);
  return tabs;
}

/** Notices and locks exist only on pages that came by HTTPS (or from this machine). */
export const canNotify = (): boolean => "Notification" in globalThis && "locks" in navigator;
