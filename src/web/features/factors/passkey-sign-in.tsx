import { Fingerprint } from "lucide-react";
import { useState } from "react";
import { client, signedIn } from "../../app/session.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Button } from "../../ui/index.ts";
import { FormError } from "../accounts/form-error.tsx";
import { canPasskey, passkeyProblem, showPasskey } from "./passkey.ts";

/** Signs in without name and password, where the browser can. */
export default function PasskeySignIn() {
  const t = useWords();
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  if (!canPasskey()) return null;
  const signIn = async () => {
    setBusy(true);
    setProblem(undefined);
    try {
      signedIn(await client.call("signInByPasskey", { body: { passkey: await showPasskey(client) } }));
    } catch (refused) {
      setProblem(passkeyProblem(refused));
      setBusy(false);
    }
  };
  return (
    <div className="mt-3 flex flex-col items-start gap-3">
      <Button size="large" icon={Fingerprint} disabled={busy} onClick={() => void signIn()}>
        {t("factors.passkey.signIn")}
      </Button>
      <FormError text={problem} />
    </div>
  );
}
