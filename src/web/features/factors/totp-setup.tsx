import { Copy } from "lucide-react";
import { useCallback, useEffect, useRef, useState } from "react";
import type { factors as contract } from "../../../contract/factors.ts";
import type { ReplyOf } from "../../../contract/index.ts";
import { client } from "../../app/session.ts";
import { errorText } from "../../i18n/error-text.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Button, SkeletonLines, toast } from "../../ui/index.ts";
import { CodeForm } from "./code-form.tsx";
import { QrCode } from "./qr-code.tsx";

type Begun = ReplyOf<(typeof contract)["startTotp"]>;

interface TotpSetupProps {
  readonly isReplacing: boolean;
  readonly onCancel: () => void;
  readonly onDone: (recoveryCodes: readonly string[] | null) => void;
}

/** A new secret as picture and text, which counts once a code of it was shown. */
export function TotpSetup({ isReplacing, onCancel, onDone }: TotpSetupProps) {
  const t = useWords();
  const [begun, setBegun] = useState<Begun>();
  const [error, setError] = useState<unknown>();
  const asked = useRef(false);
  const begin = useCallback(() => {
    setError(undefined);
    client.call("startTotp", { body: {} }).then(setBegun, setError);
  }, []);
  useEffect(() => {
    if (asked.current) return;
    asked.current = true; // a second secret would end the first one
    begin();
  }, [begin]);

  const finish = async (code: string) => {
    if (!begun) return;
    const { recoveryCodes } = await client.call("finishTotp", { params: { factor: begun.id }, body: { code } });
    toast(t("factors.app.done"));
    onDone(recoveryCodes);
  };
  if (error)
    return (
      <p role="alert" className="mt-4 flex flex-wrap items-center gap-3 text-danger">
        {errorText(error)}
        <Button size="small" onClick={begin}>
          {t("ui.retry")}
        </Button>
        <Button size="small" onClick={onCancel}>
          {t("ui.cancel")}
        </Button>
      </p>
    );
  if (!begun) return <SkeletonLines count={6} label={t("ui.loading")} />;
  const groups = begun.secret.match(/.{1,4}/g)?.join(" ") ?? "";
  return (
    <div ref={intoView} className="mt-4 scroll-mt-16 rounded-box p-5 ring-1 ring-line ring-inset">
      <div className="flex flex-wrap gap-x-6 gap-y-5">
        <div className="flex flex-col gap-3">
          <p className="font-medium">{t("factors.app.scan")}</p>
          <QrCode text={begun.uri} label={t("factors.app.picture")} />
        </div>
        <div className="flex min-w-52 flex-1 flex-col items-start gap-3">
          <p className="font-medium">{t("factors.app.type")}</p>
          <p className="font-mono text-sm break-words select-all" data-secret>
            {groups}
          </p>
          <Button size="small" icon={Copy} onClick={() => void navigator.clipboard.writeText(begun.secret).then(() => toast(t("factors.app.copied")))}>
            {t("factors.app.copy")}
          </Button>
        </div>
      </div>
      <p className="mt-6 mb-4 font-medium">{t("factors.app.nowCode")}</p>
      <CodeForm send={finish}>
        <Button size="large" onClick={onCancel}>
          {t("ui.cancel")}
        </Button>
      </CodeForm>
      {isReplacing && <p className="mt-4 text-sm text-ink-3">{t("factors.app.newNow")}</p>}
    </div>
  );
}

/** The picture comes first: on a phone it would stand below the screen. */
const intoView = (element: HTMLElement | null) => element?.scrollIntoView({ block: "start" });
