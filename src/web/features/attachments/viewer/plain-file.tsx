import { useState } from "react";
import { useWords } from "../../../i18n/use-words.ts";
import { FileIcon } from "../file-icon.tsx";
import { kindOf, useSizes } from "../sizes.ts";
import type { ShownProps } from "./open-viewer.ts";

/** What can't be shown: what it is, and how to have it. */
export function PlainFile({ file, address, why }: ShownProps & { why?: string }) {
  const t = useWords();
  const { size } = useSizes();
  const { name, type } = file;
  return (
    <div className="flex min-h-0 flex-1 flex-col items-center justify-center gap-3 p-6 text-center">
      <FileIcon type={type} />
      <bdi className="max-w-[60ch] text-lg font-medium wrap-anywhere">{name}</bdi>
      <p className="text-ink-3">{[kindOf(name, type), size(file.size)].filter(Boolean).join(" · ")}</p>
      <p role={why ? "alert" : undefined} className="max-w-[60ch] text-ink-2">
        {why ?? t("attachments.notShown")}
      </p>
      <a
        href={address}
        download={name}
        className="inline-flex h-11 items-center rounded-box bg-accent px-5 font-medium text-on-accent hover:brightness-110 active:brightness-95"
      >
        {t("attachments.downloadIt")}
      </a>
    </div>
  );
}

export function Sound(props: ShownProps) {
  const [isBroken, setBroken] = useState(false);
  const { file, address } = props;
  if (isBroken) return <PlainFile {...props} />;
  return (
    <div className="flex min-h-0 flex-1 flex-col items-center justify-center gap-6 p-6">
      <FileIcon type={file.type} />
      <bdi className="max-w-[60ch] text-center text-lg font-medium wrap-anywhere">{file.name}</bdi>
      {/* biome-ignore lint/a11y/useMediaCaption: what people send has no captions */}
      <audio src={address} controls preload="metadata" aria-label={file.name} onError={() => setBroken(true)} className="block w-full max-w-160" />
    </div>
  );
}

export function Film(props: ShownProps) {
  const [isBroken, setBroken] = useState(false);
  const { file, address } = props;
  if (isBroken) return <PlainFile {...props} />;
  return (
    <div className="flex min-h-0 flex-1 items-center justify-center p-3">
      {/* biome-ignore lint/a11y/useMediaCaption: what people send has no captions */}
      <video src={address} controls preload="metadata" aria-label={file.name} onError={() => setBroken(true)} className="max-h-full max-w-full rounded-box" />
    </div>
  );
}
