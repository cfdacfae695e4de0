import { KeySquare } from "lucide-react";
import { useState } from "react";
import type { z } from "zod";
import type { ApiToken } from "../../../contract/index.ts";
import { client } from "../../app/session.ts";
import { errorText } from "../../i18n/error-text.ts";
import { date, dayAndTime, serverNow, shortTime } from "../../i18n/times.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Button, Empty, toast } from "../../ui/index.ts";
import { PersonName } from "../people/person-mark.tsx";

export type TokenView = z.output<typeof ApiToken>;

interface TokenListProps {
  readonly company: string;
  readonly tokens: readonly TokenView[];
  readonly teams: ReadonlyMap<string, string>;
  /** With as whom each acts. */
  readonly withOwners?: boolean;
  readonly none: string;
  readonly onRevoked: () => void;
}

/** Tokens that are good; on demand those that were. */
export function TokenList({ tokens, none, ...rest }: TokenListProps) {
  const t = useWords();
  const [isAll, setAll] = useState(false);
  const good = tokens.filter(({ state }) => state === "active");
  const shown = isAll ? tokens : good;
  return (
    <>
      {shown.length === 0 ? (
        <Empty icon={KeySquare} title={t("tokens.empty.title")}>
          {none}
        </Empty>
      ) : (
        <ul className="divide-y divide-line border-y border-line">
          {shown.map((token) => (
            <TokenEntry key={token.id} token={token} {...rest} />
          ))}
        </ul>
      )}
      {good.length < tokens.length && (
        <Button look="quiet" size="small" className="mt-2" onClick={() => setAll(!isAll)}>
          {isAll ? t("tokens.hasEnded.hide") : t("tokens.hasEnded.show")}
        </Button>
      )}
    </>
  );
}

function TokenEntry({ company, token, teams, withOwners = false, onRevoked }: Omit<TokenListProps, "tokens" | "none"> & { token: TokenView }) {
  const t = useWords();
  const [busy, setBusy] = useState(false);
  const { name, state, scopes, networks, usedAt, expiresAt } = token;
  const revoke = async () => {
    setBusy(true);
    try {
      await client.call("revokeToken", { params: { company, token: token.id } });
      toast(t("tokens.revoked", { name }));
    } catch (refused) {
      toast(errorText(refused));
    }
    setBusy(false);
    onRevoked();
  };
  const names = (token.teams ?? []).map((team) => teams.get(team) ?? "…").join(", ");
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-1 py-3">
      <div className="min-w-56 flex-1 leading-snug">
        <p className="flex flex-wrap items-center gap-x-2 font-medium">
          <bdi className="min-w-0 truncate" title={name}>
            {name}
          </bdi>
          {withOwners && <span className="rounded-chip bg-hover px-1.5 py-px text-xs text-ink-2">{t(`tokens.kinds.${token.kind}`)}</span>}
        </p>
        {withOwners && (
          <p className="text-sm text-ink-2">
            {t("tokens.owner")} <PersonName company={company} person={token.person} full />
          </p>
        )}
        <p className="font-mono text-xs break-words text-ink-2">{scopes.join(" · ")}</p>
        <p className="text-sm text-ink-3">
          {token.teams ? t("tokens.teams", { count: token.teams.length, names }) : t("tokens.whole")}
          {networks.length > 0 && ` · ${t("tokens.networks", { list: networks.join(", ") })}`}
          {" · "}
          <span title={dayAndTime(expiresAt)}>{t(state === "active" ? "tokens.until" : "tokens.ended", { day: date(expiresAt) })}</span>
          {" · "}
          {usedAt === null ? t("tokens.unused") : t("tokens.used", { when: shortTime(usedAt, serverNow()) })}
        </p>
      </div>
      {state === "active" ? (
        <Button size="small" disabled={busy} aria-label={t("tokens.revokeOf", { name })} onClick={() => void revoke()}>
          {t("tokens.revoke")}
        </Button>
      ) : (
        <span className="text-sm text-ink-3">{t(`tokens.states.${state}`)}</span>
      )}
    </li>
  );
}
