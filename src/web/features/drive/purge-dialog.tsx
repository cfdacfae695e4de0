import { useWorkspace } from "../../app/workspace.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { Button } from "../../ui/index.ts";
import { destroy } from "./deeds.ts";
import type { Entry, Place } from "./entry.ts";

/** What goes for good asks, and says what goes. */
export default function PurgeDialog({ place, entries, onClose }: { place: Place; entries: readonly Entry[]; onClose: () => void }) {
  const t = useWords();
  const workspace = useWorkspace();
  const run = () => {
    onClose();
    void destroy(workspace, place, entries);
  };
  return (
    <Dialog title={t("drive.purge.title", { count: entries.length })} description={t("drive.purge.text")} onClose={onClose}>
      <ul className="max-h-48 overflow-y-auto rounded-box bg-side px-3 py-2 text-sm">
        {entries.slice(0, 50).map(({ id, name }) => (
          <li key={id} className="truncate" title={name}>
            <bdi>{name}</bdi>
          </li>
        ))}
        {entries.length > 50 && <li className="text-ink-3">{t("drive.purge.others", { count: entries.length - 50 })}</li>}
      </ul>
      <DialogActions>
        <Button onClick={onClose}>{t("ui.cancel")}</Button>
        <Button look="danger" onClick={run}>
          {t("drive.deeds.purge")}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
