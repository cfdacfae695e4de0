import { Trash2, Undo2 } from "lucide-react";
import type { Endpoints, ReplyOf } from "../../../contract/index.ts";
import { useWorkspace } from "../../app/workspace.ts";
import { errorText } from "../../i18n/error-text.ts";
import { date } from "../../i18n/times.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Button } from "../../ui/button.tsx";
import { Empty } from "../../ui/empty.tsx";
import { toast } from "../../ui/toast.tsx";

interface InTrashProps {
  readonly company: string;
  readonly file: ReplyOf<Endpoints["getFile"]>;
  /** In the place of the file, and not above what else is known of it. */
  readonly large?: boolean;
}

/** Says of a file that it was thrown away, and brings it back for who may. */
export function InTrash({ company, file, large = false }: InTrashProps) {
  const t = useWords();
  const workspace = useWorkspace();
  const { channel, id, name, goesAt } = file;
  const restore = async () => {
    try {
      await workspace.call("untrashFiles", { params: { company, channel }, body: { files: [id] } });
      toast(t("attachments.trash.restored", { name }));
    } catch (refused) {
      toast(errorText(refused));
    }
  };
  const title = t("attachments.trash.title");
  const goes = goesAt === null ? "" : t("attachments.trash.goes", { day: date(goesAt) });
  const button = file.may.remove && (
    <Button size={large ? "usual" : "small"} icon={Undo2} onClick={() => void restore()} className="coarse:h-10">
      {t("attachments.trash.restore")}
    </Button>
  );
  if (large)
    return (
      <div role="status" className="min-h-0 flex-1">
        <Empty icon={Trash2} title={title} action={button}>
          {goes}
        </Empty>
      </div>
    );
  return (
    <div role="status" className="flex flex-wrap items-center gap-x-3 gap-y-2 rounded-box bg-hover p-3 text-sm">
      <Trash2 aria-hidden size={16} className="text-ink-3" />
      <p className="min-w-32 flex-1">
        <span className="font-medium">{title}</span> <span className="block text-ink-2">{goes}</span>
      </p>
      {button}
    </div>
  );
}
