import { Link, useNavigate } from "@tanstack/react-router";
import { ArrowLeft, DoorClosed } from "lucide-react";
import { useWorkspace } from "../../app/workspace.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Empty, toast } from "../../ui/index.ts";
import { KitStep } from "./kit-step.tsx";

/** `/settings/kit`: another recovery kit, long after the first run. For owners of the installation, with their password. */
export function KitScreen() {
  const t = useWords();
  const navigate = useNavigate();
  const { account } = useWorkspace();
  if (!account.installationOwner)
    return (
      <Empty icon={DoorClosed} title={t("setup.kit.another.noRights.title")}>
        {t("setup.kit.another.noRights.text")}
      </Empty>
    );
  const back = (
    <Link to="/settings" className="-ml-1 inline-flex min-h-10 items-center gap-1.5 rounded-box pr-2 text-accent hover:underline">
      <ArrowLeft aria-hidden size={16} />
      {t("setup.kit.another.back")}
    </Link>
  );
  const question = { title: t("setup.kit.another.title"), lead: t("setup.kit.another.lead"), button: t("setup.kit.another.button") };
  const kept = () => {
    toast(t("setup.kit.another.done"));
    void navigate({ to: "/settings" });
  };
  return <KitStep password={undefined} above={back} question={question} onKept={kept} />;
}
