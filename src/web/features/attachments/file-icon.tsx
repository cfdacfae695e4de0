import { File, FileArchive, FileCode, FileImage, FileMusic, FileText, FileVideoCamera, type LucideIcon } from "lucide-react";

const icons: readonly (readonly [RegExp, LucideIcon])[] = [
  [/^image\//, FileImage],
  [/^video\//, FileVideoCamera],
  [/^audio\//, FileMusic],
  [/zip|compressed|tar|gzip/, FileArchive],
  [/json|xml|javascript|css|html/, FileCode],
  [/^text\/|pdf|document/, FileText],
];

export function FileIcon({ type }: { type: string }) {
  const Icon = icons.find(([pattern]) => pattern.test(type))?.[1] ?? File;
  return <Icon aria-hidden size={20} strokeWidth={1.6} className="text-ink-3" />;
}
