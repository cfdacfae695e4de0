import { Preferences as Shape } from "../../../contract/index.ts";
import { operationId } from "../../../crypto/index.ts";
import { type PersonActor, Refusal } from "../../http/index.ts";
import { expect, put, type SealedStore } from "../../platform/records/sealed.ts";
import { Preferences } from "./preferences.records.ts";

export interface PreferencesDeps {
  readonly records: SealedStore;
  readonly onChange: (company: string, person: string) => void;
}

export type PreferencesOfPeople = ReturnType<typeof createPreferences>;

export function createPreferences(d: PreferencesDeps) {
  return {
    async get({ company, person }: PersonActor) {
      const row = await d.records.get(Preferences, { company, person });
      // Parsed again: what a newer build added has its default.
      return { preferences: Shape.parse(row?.preferences ?? {}), version: row?.version ?? 0 };
    },

    /** @throws Refusal `conflict` when it was changed since `version` */
    async set({ company, person }: PersonActor, body: { preferences: Shape; version: number }) {
      const key = { company, person };
      const row = { ...key, preferences: body.preferences };
      const outcome = await d.records.commit(operationId(), [expect(Preferences, key, body.version)], [put(Preferences, row, body.version + 1)]);
      if (outcome.status === "refused") throw new Refusal("conflict");
      d.onChange(company, person);
      return { preferences: body.preferences, version: body.version + 1 };
    },
  };
}
