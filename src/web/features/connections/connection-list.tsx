import { KeyRound, Plus } from "lucide-react";
import { useState } from "react";
import { useWords } from "../../i18n/use-words.ts";
import { Button, Empty } from "../../ui/index.ts";
import { ConnectionDialog } from "./connection-dialog.tsx";
import { ConnectionRow } from "./connection-row.tsx";
import { Copied } from "./copied.tsx";
import { Domains } from "./domains.tsx";
import type { Connection, Domain, Family } from "./family.ts";
import { SamlDialog } from "./saml-dialog.tsx";

interface Listing {
  readonly connections: readonly Connection[];
  readonly domains: readonly Domain[];
  readonly redirectUri: string;
}

/** The connections of a company or of the installation, and its domains. */
export function ConnectionList({ family, listing: { connections, domains, redirectUri }, again }: { family: Family; listing: Listing; again: () => void }) {
  const t = useWords();
  const [open, setOpen] = useState<Connection | "new" | "saml">();
  const close = () => setOpen(undefined);
  const addButton = (
    <div className="flex flex-wrap gap-2">
      <Button look="primary" icon={Plus} onClick={() => setOpen("new")}>
        {t("connections.admin.add")}
      </Button>
      {family.saml && (
        <Button icon={Plus} onClick={() => setOpen("saml")}>
          {t("connections.admin.saml.add")}
        </Button>
      )}
    </div>
  );
  const saved = () => {
    close();
    again();
  };
  const isSaml = open === "saml" || (typeof open === "object" && open.kind === "saml");
  return (
    <>
      {connections.length === 0 ? (
        <Empty icon={KeyRound} title={t("connections.admin.empty.title")} action={addButton}>
          {t("connections.admin.empty.text")}
        </Empty>
      ) : (
        <>
          <ul className="divide-y divide-line border-b border-line">
            {connections.map((connection) => (
              <ConnectionRow key={connection.id} family={family} connection={connection} again={again} onEdit={() => setOpen(connection)} />
            ))}
          </ul>
          <div className="py-4">{addButton}</div>
        </>
      )}
      <div className="py-4">
        <Copied label={t("connections.admin.redirect")} text={redirectUri} />
      </div>
      <Domains family={family} domains={domains} again={again} />
      {open && !isSaml && <ConnectionDialog family={family} standing={typeof open === "string" ? undefined : open} onClose={close} onSaved={saved} />}
      {open && isSaml && <SamlDialog family={family} standing={typeof open === "string" ? undefined : open} onClose={close} onSaved={saved} />}
    </>
  );
}
