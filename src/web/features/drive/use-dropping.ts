import { type DragEvent, useEffect, useRef, useState } from "react";
import { useWorkspace } from "../../app/workspace.ts";
import { bring } from "./bring.ts";
import { carry, type Held } from "./carry.ts";
import { takeDropped } from "./dropped.ts";
import { type Entry, isFolder, type Place } from "./entry.ts";

const own = "application/x-bastide-entries";
/** What is dragged; a drag event tells its kind only. */
let dragged: Held | undefined;

const hasFiles = (event: { dataTransfer: DataTransfer | null }) => event.dataTransfer?.types.includes("Files") ?? false;
const hasEntries = (event: DragEvent) => dragged !== undefined && event.dataTransfer.types.includes(own);

/** Files from outside come into the folder on which they fall, entries of the drive move there, or are copied with Ctrl. */
export function useDropping(place: Place, mayAdd: boolean, entriesFor: (id: string) => readonly Entry[]) {
  const workspace = useWorkspace();
  const [isOver, setOver] = useState(false);
  const depth = useRef(0);
  useEffect(() => {
    // Beside the list a dropped file would take the place of the app.
    const refuse = (event: globalThis.DragEvent) => hasFiles(event) && event.preventDefault();
    addEventListener("dragover", refuse);
    addEventListener("drop", refuse);
    return () => {
      removeEventListener("dragover", refuse);
      removeEventListener("drop", refuse);
    };
  }, []);
  const drop = (event: DragEvent, to: Place) => {
    setOver(false);
    depth.current = 0;
    if (hasEntries(event) && dragged) void carry(workspace, { ...dragged, mode: event.ctrlKey || event.altKey ? "copy" : "move" }, to);
    else if (hasFiles(event)) void bring(workspace, to, takeDropped(event.dataTransfer));
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return {
    isOver,
    /** For what takes the whole of the folder. */
    area: {
      onDragEnter: (event: DragEvent) => {
        if (!mayAdd || !hasFiles(event)) return;
        depth.current++;
        setOver(true);
      },
      onDragLeave: (event: DragEvent) => {
        if (mayAdd && hasFiles(event) && --depth.current <= 0) setOver(false);
      },
      onDragOver: (event: DragEvent) => {
        if (mayAdd && hasFiles(event)) event.preventDefault();
      },
      onDrop: (event: DragEvent) => {
        if (mayAdd && hasFiles(event)) drop(event, place);
      },
    },
    rows: {
      onDragStart: (event: DragEvent, id: string) => {
        dragged = { mode: "move", entries: entriesFor(id), from: place };
        event.dataTransfer.setData(own, "");
        event.dataTransfer.effectAllowed = "copyMove";
      },
      onDragOver: (event: DragEvent, entry: Entry) =>
        isFolder(entry) && mayAdd && (hasFiles(event) || (hasEntries(event) && !dragged?.entries.some(({ id }) => id === entry.id))),
      onDrop: (event: DragEvent, entry: Entry) => {
        if (isFolder(entry) && mayAdd) drop(event, { ...place, folder: entry.id });
      },
    },
    /** For a folder above, in the path. */
    above: (folder: string) => ({
      onDragOver: (event: DragEvent) => {
        if (mayAdd && (hasEntries(event) || hasFiles(event))) event.preventDefault();
      },
      onDrop: (event: DragEvent) => {
        if (mayAdd) drop(event, { ...place, folder });
      },
    }),
  };
}
