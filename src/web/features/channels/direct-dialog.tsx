import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { limits } from "../../../contract/limits.ts";
import type { CompanyDialogProps } from "../../app/dialogs.tsx";
import { useWorkspace } from "../../app/workspace.ts";
import { errorText } from "../../i18n/error-text.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { Button } from "../../ui/index.ts";
import { PeoplePicker } from "../people/people-picker.tsx";
import { putChannel } from "./channel-changes.ts";

export default function DirectDialog({ company, onClose }: CompanyDialogProps) {
  const t = useWords();
  const workspace = useWorkspace();
  const navigate = useNavigate();
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [error, setError] = useState<string>();
  const open = async () => {
    try {
      const row = await workspace.call("openDirect", { params: { company: company.id }, body: { people: [...chosen] } });
      putChannel(workspace, company.id, row);
      void navigate({ to: "/c/$company/channels/$channel", params: { company: company.id, channel: row.id } });
    } catch (refused) {
      setError(errorText(refused));
    }
  };
  return (
    <Dialog title={t("channels.direct.title")} onClose={onClose}>
      <PeoplePicker
        company={company.id}
        label={t("channels.direct.who")}
        chosen={chosen}
        without={[company.me]}
        most={limits.groupDirect - 1}
        onChange={setChosen}
      />
      {error && (
        <p role="alert" className="mt-2 text-sm text-danger">
          {error}
        </p>
      )}
      <DialogActions>
        <Button onClick={onClose}>{t("ui.cancel")}</Button>
        <Button look="primary" disabled={chosen.length === 0} onClick={() => void open()}>
          {t("channels.direct.button")}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
