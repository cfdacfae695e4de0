import { useCallback, useEffect } from "react";
import type { Preferences } from "../../../contract/preferences.ts";
import { useWorkspace, type Workspace } from "../../app/workspace.ts";
import { useCache, withEntry } from "../../cache/index.ts";

export type Change = (preferences: Preferences) => Preferences;

/** What holds until the server has answered: the contract's own defaults. */
export const usual: Preferences = {
  composer: { enter: "sends" },
  keys: { single: true, own: {} },
  notices: { level: "mentions", quiet: null },
  sideBar: { sort: "name", unreadOnly: false, folded: [], sections: [] },
};

/** The server's word, and the reader's changes that it hasn't taken yet. */
export class Held {
  preferences: Preferences;
  version = 0;
  changes: readonly Change[] = [];
  readonly workspace: Workspace;
  readonly company: string;
  readonly arrived: Promise<void>;

  constructor(workspace: Workspace, company: string) {
    this.workspace = workspace;
    this.company = company;
    this.preferences = workspace.store.get().preferences.get(company) ?? usual; // kept on this device
    this.arrived = this.read()
      .catch(() => undefined)
      .then(() => this.show());
    workspace.onFrame((frame) => {
      // `me` comes again after the line was cut, and what was missed with it.
      const isNews = frame.type === "me" || (frame.type === "me.own" && frame.company === company && frame.what === "preferences");
      if (isNews)
        this.read().then(
          () => this.show(),
          () => undefined, // the next frame heals it
        );
    });
  }

  async read(): Promise<void> {
    this.take(await this.workspace.call("getPreferences", { params: { company: this.company } }));
  }

  take({ preferences, version }: { preferences: Preferences; version: number }): void {
    if (version >= this.version) Object.assign(this, { preferences, version });
  }

  changed(by: readonly Change[] = this.changes): Preferences {
    return by.reduce((preferences, change) => change(preferences), this.preferences);
  }

  show(): void {
    const preferences = this.changed();
    this.workspace.store.update((cache) => ({ ...cache, preferences: withEntry(cache.preferences, this.company, preferences) }));
  }
}

const heldOf = new WeakMap<Workspace, Map<string, Held>>();

function hold(workspace: Workspace, company: string): Held {
  const companies = heldOf.get(workspace) ?? new Map<string, Held>();
  heldOf.set(workspace, companies);
  const held = companies.get(company) ?? new Held(workspace, company);
  companies.set(company, held);
  return held;
}

/** Shows the change at once and saves it; given back, with a word, when it is refused. A change may be applied again to newer preferences. */
export function changePreferences(workspace: Workspace, company: string, change: Change): void {
  const held = hold(workspace, company);
  held.changes = [...held.changes, change];
  held.show();
  void import("./save.ts").then(({ save }) => save(held));
}

/** What the reader likes, on all devices; `known` once the server has answered. */
export function usePreferences(company: string): { readonly preferences: Preferences; readonly known: boolean; readonly set: (change: Change) => void } {
  const workspace = useWorkspace();
  const preferences = useCache((cache) => cache.preferences.get(company));
  useEffect(() => void hold(workspace, company), [workspace, company]);
  const set = useCallback((change: Change) => changePreferences(workspace, company, change), [workspace, company]);
  return { preferences: preferences ?? usual, known: preferences !== undefined, set };
}
