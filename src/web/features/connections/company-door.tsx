import { KeyRound } from "lucide-react";
import { useEffect, useState } from "react";
import { client } from "../../app/session.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Empty } from "../../ui/empty.tsx";
import type { Way } from "./way.ts";
import { WayButtons } from "./way-buttons.tsx";

/** In the place of a company that lets in by its own sign-in only. Nothing where it has none. */
export default function CompanyDoor({ company, otherwise }: { company: string; otherwise: React.ReactNode }) {
  const t = useWords();
  const [found, setFound] = useState<{ company: string | null; ways: readonly Way[] }>();
  useEffect(() => {
    client.call("findSignInWays", { body: { company } }).then(setFound, () => setFound({ company: null, ways: [] }));
  }, [company]);
  if (!found) return null;
  if (found.ways.length === 0) return otherwise;
  return (
    <main className="flex h-dvh flex-col overflow-y-auto">
      <Empty
        icon={KeyRound}
        title={t("connections.needed.title", { company: found.company ?? "" })}
        action={<WayButtons ways={found.ways} to={`/c/${company}`} />}
      >
        <p>{t("connections.needed.text")}</p>
      </Empty>
    </main>
  );
}
