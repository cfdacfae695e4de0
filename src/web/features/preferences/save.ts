import { ApiError } from "../../../client/index.ts";
import { errorText } from "../../i18n/error-text.ts";
import { toast } from "../../ui/toast.tsx";
import type { Change, Held } from "./use-preferences.ts";

const saving = new WeakSet<Held>();

/** Sends what waits, one after another. */
export async function save(held: Held): Promise<void> {
  if (saving.has(held)) return;
  saving.add(held);
  await held.arrived;
  while (held.changes.length > 0) {
    const changes = held.changes;
    try {
      await write(held, changes).catch(async (error: unknown) => {
        if (!(error instanceof ApiError) || error.code !== "conflict") throw error;
        await held.read(); // another device was quicker: the same changes once more, on top of its
        await write(held, changes);
      });
      held.changes = held.changes.slice(changes.length);
    } catch (error) {
      held.changes = [];
      toast(errorText(error));
    }
    held.show();
  }
  saving.delete(held);
}

async function write(held: Held, changes: readonly Change[]): Promise<void> {
  const body = { preferences: held.changed(changes), version: held.version };
  held.take(await held.workspace.call("setPreferences", { params: { company: held.company }, body }));
}
