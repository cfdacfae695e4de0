import { CircleCheck, RotateCcw, X } from "lucide-react";
import { useState } from "react";
import { useWorkspace } from "../../app/workspace.ts";
import { useWords } from "../../i18n/use-words.ts";
import { IconButton } from "../../ui/button.tsx";
import { FileIcon } from "./file-icon.tsx";
import { useSizes } from "./sizes.ts";
import { type Attached, keepTelling, remove, rename, tryAgain } from "./uploads.ts";

/** A file before it is sent: what it looks like, its name, and how far it is. */
export function Chip({ file, onChoose, onGone }: { file: Attached; onChoose: () => void; onGone: () => void }) {
  const t = useWords();
  const workspace = useWorkspace();
  const { key, name, stage } = file;
  const [written, setWritten] = useState(name);
  return (
    <li className="flex w-full items-center gap-2 rounded-box bg-paper p-1.5 ring-1 ring-line ring-inset sm:w-72">
      <span className="flex size-10 shrink-0 items-center justify-center overflow-hidden rounded-box bg-hover">
        {file.preview ? <img src={file.preview} alt="" className="size-full object-cover" /> : <FileIcon type={file.type} />}
      </span>
      <span className="min-w-0 flex-1">
        <input
          value={written}
          dir="auto"
          maxLength={255}
          aria-label={t("attachments.name")}
          onChange={(event) => setWritten(event.target.value)}
          onBlur={() => (written.trim() === "" ? setWritten(name) : rename(key, written.trim()))}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || event.nativeEvent.isComposing) return;
            event.preventDefault();
            event.currentTarget.blur();
            onGone();
          }}
          className="block h-6 w-full truncate rounded-box bg-transparent px-1 text-sm hover:bg-hover focus:bg-hover"
        />
        <Progress file={file} />
        {file.keeps !== undefined && stage !== "interrupted" && (
          <label className="flex min-h-6 items-center gap-1.5 px-1 text-xs text-ink-2">
            <input
              type="checkbox"
              className="size-3.5 shrink-0 accent-accent"
              checked={file.keeps}
              onChange={({ target }) => keepTelling(workspace, key, target.checked)}
            />
            {t("attachments.keepTelling")}
          </label>
        )}
      </span>
      <span className="flex shrink-0">
        {(stage === "failed" || stage === "interrupted") && (
          <IconButton
            icon={RotateCcw}
            size="small"
            label={t(stage === "failed" ? "attachments.retry" : "attachments.again", { name })}
            onClick={() => (stage === "failed" ? tryAgain(workspace, key) : onChoose())}
          />
        )}
        <IconButton
          icon={X}
          size="small"
          label={t("attachments.remove", { name })}
          onClick={() => {
            remove(key);
            onGone();
          }}
        />
      </span>
    </li>
  );
}

/** How far a file is, in words and as a line. */
export function Progress({ file }: { file: Attached }) {
  const t = useWords();
  const { size, share } = useSizes();
  const { stage, sent, reason, most } = file;
  const part = share(sent, file.size);
  if (stage === "verified")
    return (
      <span className="flex items-center gap-1 px-1 text-xs text-ink-3">
        <CircleCheck aria-hidden size={12} className="text-positive" /> {t("attachments.verified")} · {size(file.size)}
      </span>
    );
  if (stage === "failed")
    return (
      <span role="alert" className="block px-1 text-xs text-danger">
        {reason === "too_large"
          ? most === undefined
            ? t("attachments.tooLarge")
            : t("attachments.tooLargeFor", { most: size(most) })
          : reason === "unreadable"
            ? t("attachments.unreadable")
            : t(`errors.${reason || "internal"}`)}
      </span>
    );
  if (stage === "interrupted") return <span className="block px-1 text-xs text-warning">{t("attachments.interrupted", { share: part })}</span>;
  const label = stage === "sending" ? t("attachments.sending", { share: part }) : t(`attachments.${stage}`);
  return (
    <span className="block px-1 text-xs text-ink-3">
      <span className="tabular">{label}</span>
      <progress aria-label={label} value={sent} max={file.size || 1} className="upload-line block h-1 w-full" />
    </span>
  );
}
