import { KeyRound, Plus } from "lucide-react";
import { useState } from "react";
import { useWords } from "../../i18n/use-words.ts";
import { Button, Empty } from "../../ui/index.ts";
import { ConnectionDialog } from "./connection-dialog.tsx";
import { ConnectionRow } from "./connection-row.tsx";
import { Copied } from "./copied.tsx";
import { Domains } from "./domains.tsx";
import type { Connection, Domain, Family } from "./family.ts";

interface Listing {
  readonly connections: readonly Connection[];
  readonly domains: readonly Domain[];
  readonly redirectUri: string;
}

/** The connections of a company or of the installation, and its domains. */
export function ConnectionList({ family, listing: { connections, domains, redirectUri }, again }: { family: Family; listing: Listing; again: () => void }) {
  const t = useWords();
  const [open, setOpen] = useState<Connection | "new">();
  const close = () => setOpen(undefined);
  const addButton = (
    <Button look="primary" icon={Plus} onClick={() => setOpen("new")}>
      {t("connections.admin.add")}
    </Button>
  );
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
      {open && (
        <ConnectionDialog
          family={family}
          standing={open === "new" ? undefined : open}
          onClose={close}
          onSaved={() => {
            close();
            again();
          }}
        />
      )}
    </>
  );
}
