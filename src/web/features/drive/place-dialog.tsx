import { FolderPlus } from "lucide-react";
import { useMemo, useState } from "react";
import { useWorkspace } from "../../app/workspace.ts";
import type { CompanyView } from "../../cache/index.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { Button } from "../../ui/index.ts";
import { useNamer } from "../channels/channel-name.ts";
import { carry } from "./carry.ts";
import { makeFolder } from "./deeds.ts";
import { type Entry, isFolder, keyOf, type Place } from "./entry.ts";
import NameDialog from "./name-dialog.tsx";
import { isShared, ownChannel } from "./paths.ts";
import { PlaceTree, type Root } from "./place-tree.tsx";

interface PlaceDialogProps {
  readonly company: CompanyView;
  readonly from: Place;
  readonly mode: "move" | "copy";
  readonly entries: readonly Entry[];
  readonly onClose: () => void;
}

/** Where to: one's own drive, shared folders, channels, and the folders in them. */
export default function PlaceDialog({ company, from, mode, entries, onClose }: PlaceDialogProps) {
  const t = useWords();
  const workspace = useWorkspace();
  const nameOf = useNamer(company.id);
  const [to, setTo] = useState<Place>({ ...from, folder: from.folder === "messages" ? "top" : from.folder });
  const [asks, setAsks] = useState(false);
  const roots = useMemo((): readonly Root[] => {
    const own = ownChannel(company);
    const others = [...company.channels.values()].filter((row) => row.id !== own?.id && row.may.post && !row.archived);
    const named = others
      .map((row) => ({ channel: row.id, kind: isShared(row) ? ("shared" as const) : ("channel" as const), name: nameOf(row) }))
      .toSorted((a, b) => (a.kind === b.kind ? a.name.localeCompare(b.name) : a.kind === "shared" ? -1 : 1));
    return [...(own ? [{ channel: own.id, kind: "mine" as const, name: t("drive.mine.title") }] : []), ...named];
  }, [company, nameOf, t]);
  const moved = new Set(entries.filter(isFolder).map(({ id }) => id));
  const isSame = keyOf(to) === keyOf(from);
  const run = () => {
    onClose();
    void carry(workspace, { mode, entries, from }, to);
  };
  return (
    <Dialog title={t(`drive.place.${mode}`, { count: entries.length, name: entries[0]?.name ?? "" })} onClose={onClose}>
      <PlaceTree company={company.id} roots={roots} chosen={to} without={moved} onChoose={setTo} />
      {mode === "move" && to.channel !== from.channel && <p className="mt-2 text-sm text-ink-3">{t("drive.place.across")}</p>}
      <DialogActions>
        <Button icon={FolderPlus} look="quiet" className="mr-auto" onClick={() => setAsks(true)}>
          {t("drive.newFolder.button")}
        </Button>
        <Button onClick={onClose}>{t("ui.cancel")}</Button>
        <Button look="primary" disabled={mode === "move" && isSame} onClick={run}>
          {t(`drive.place.${mode}Here`)}
        </Button>
      </DialogActions>
      {asks && (
        <NameDialog
          title={t("drive.newFolder.title")}
          label={t("drive.newFolder.name")}
          button={t("drive.newFolder.make")}
          onClose={() => setAsks(false)}
          onName={async (name) => {
            const made = await makeFolder(workspace, to, name);
            if (made) setTo({ ...to, folder: made.id });
            return made !== undefined;
          }}
        />
      )}
    </Dialog>
  );
}
