import { Download } from "lucide-react";
import { date, serverNow } from "../../i18n/times.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Copied } from "./copied.tsx";
import type { Connection } from "./family.ts";

/** Milliseconds before the end of a certificate that it is warned about. */
const SOON = 30 * 86_400_000;

/** What both sides of a SAML connection tell each other. */
export function SamlFacts({ saml: { entityId, acs, certificates } }: { saml: NonNullable<Connection["saml"]> }) {
  const t = useWords();
  const latest = Math.max(...certificates.map(({ notAfter }) => notAfter));
  return (
    <details className="mt-3 text-sm text-ink-2">
      <summary className="w-fit rounded-chip py-1">{t("connections.admin.saml.ours")}</summary>
      <div className="mt-2 flex flex-col gap-3">
        <Copied label={t("connections.admin.saml.entityId")} text={entityId} />
        <Copied label={t("connections.admin.saml.acs")} text={acs} />
        <a href={entityId} download className="inline-flex min-h-6 w-fit items-center gap-1.5 text-ink underline underline-offset-2">
          <Download aria-hidden size={16} />
          {t("connections.admin.saml.download")}
        </a>
        <div>
          <p className="font-medium">{t("connections.admin.saml.certificates")}</p>
          <ul>
            {certificates.map(({ subject, fingerprint, notAfter }) => (
              <li key={fingerprint} className="break-words">
                {t(notAfter > serverNow() ? "connections.admin.saml.until" : "connections.admin.saml.ended", { name: subject, when: date(notAfter) })}
                <span className="block font-mono text-xs break-all text-ink-3">{fingerprint}</span>
              </li>
            ))}
          </ul>
        </div>
      </div>
      {latest - serverNow() < SOON && <p className="mt-2 font-medium">{t("connections.admin.saml.soon")}</p>}
    </details>
  );
}
