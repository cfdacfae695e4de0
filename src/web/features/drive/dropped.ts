/** Files from outside of the page, each with the folders in which it lay, and folders that may be empty. */
export interface Dropped {
  readonly files: readonly { readonly path: readonly string[]; readonly file: File }[];
  readonly folders: readonly (readonly string[])[];
}

/** What an event brings has to be taken before it ends; only then may it be looked into. */
export function takeDropped(data: DataTransfer): () => Promise<Dropped> {
  const entries = [...data.items].flatMap((item) => (item.kind === "file" ? [item.webkitGetAsEntry?.()] : [])).filter((entry) => entry !== null);
  const plain = [...data.files];
  const isKnown = entries.length > 0 && entries.every((entry) => entry !== undefined);
  return async () => {
    if (!isKnown) return { files: plain.map((file) => ({ path: [], file })), folders: [] };
    const found: { files: { path: string[]; file: File }[]; folders: string[][] } = { files: [], folders: [] };
    for (const entry of entries) if (entry) await walk(entry, [], found);
    return found;
  };
}

async function walk(entry: FileSystemEntry, path: string[], found: { files: { path: string[]; file: File }[]; folders: string[][] }): Promise<void> {
  if (isFileEntry(entry)) {
    found.files.push({ path, file: await new Promise<File>((resolve, reject) => entry.file(resolve, reject)) });
    return;
  }
  const inside = [...path, entry.name];
  found.folders.push(inside);
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  // A reader answers in portions; an empty one is the last.
  for (;;) {
    const portion = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (portion.length === 0) return;
    for (const child of portion) await walk(child, inside, found);
  }
}

const isFileEntry = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;

/** What a field for files or a whole folder was given. */
export function chosenFiles(list: Iterable<File>): Dropped {
  const files = [...list].map((file) => ({ path: file.webkitRelativePath.split("/").slice(0, -1), file }));
  const folders = new Map(files.flatMap(({ path }) => path.map((_, i) => [path.slice(0, i + 1).join("/"), path.slice(0, i + 1)] as const)));
  return { files, folders: [...folders.values()] };
}
