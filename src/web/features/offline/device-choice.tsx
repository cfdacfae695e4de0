import { useSetting, writeSetting } from "../../app/settings.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Switch } from "../../ui/switch.tsx";
import { canKeep } from "./disk.ts";

/** Of this browser, not of the account: whoever shares a device decides for it. */
export function DeviceChoice() {
  const t = useWords();
  const choice = useSetting("offline");
  if (!canKeep()) return <p className="text-ink-2">{t("offline.device.missing")}</p>;
  return (
    <Switch
      label={t("offline.device.switch")}
      help={t("offline.device.help")}
      checked={choice !== "off"}
      onChange={(on) => writeSetting("offline", on ? "on" : "off")}
    />
  );
}
