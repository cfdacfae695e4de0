import type { PendingFile } from "../../cache/index.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Progress } from "./chip.tsx";
import { FileIcon } from "./file-icon.tsx";
import { useSizes } from "./sizes.ts";
import { useUpload } from "./uploads.ts";

/** Files of a message that waits for them. */
export function PendingFiles({ files }: { files: readonly PendingFile[] }) {
  const t = useWords();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard
    <ul tabIndex={0} aria-label={t("attachments.list")} className="mt-1.5 flex max-h-[40dvh] flex-wrap gap-2 overflow-y-auto">
      {files.map((file) => (
        <PendingTile key={file.key} file={file} />
      ))}
    </ul>
  );
}

function PendingTile({ file }: { file: PendingFile }) {
  const { size } = useSizes();
  const upload = useUpload(file.key);
  return (
    <li className="flex w-80 max-w-full items-center gap-3 rounded-box p-2 ring-1 ring-line ring-inset">
      {upload?.preview ? <img src={upload.preview} alt="" className="size-10 rounded-box object-cover" /> : <FileIcon type={file.type} />}
      <span className="min-w-0 flex-1">
        <bdi className="block truncate px-1 text-sm">{file.name}</bdi>
        {upload ? <Progress file={upload} /> : <span className="px-1 text-xs text-ink-3">{size(file.size)}</span>}
      </span>
    </li>
  );
}
