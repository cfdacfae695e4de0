import { type TokenAccess, type TokenScope, tokenNouns } from "../../../contract/endpoint.ts";
import { useWords } from "../../i18n/use-words.ts";

const accesses: readonly TokenAccess[] = ["read", "write"];

/** Nouns down, reading and writing across. */
export function ScopePicker({
  chosen,
  onChange,
  closed,
}: {
  chosen: ReadonlySet<TokenScope>;
  onChange: (chosen: ReadonlySet<TokenScope>) => void;
  /** Nouns that can't be chosen now. */
  closed: readonly string[];
}) {
  const t = useWords();
  const set = (scope: TokenScope, on: boolean) => onChange(new Set(on ? [...chosen, scope] : [...chosen].filter((one) => one !== scope)));
  return (
    <table className="w-full text-left">
      <thead>
        <tr className="text-sm text-ink-3">
          <td />
          {accesses.map((access) => (
            <th key={access} scope="col" className="w-20 py-1 text-center font-medium">
              {t(`tokens.dialog.${access}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="divide-y divide-line border-y border-line">
        {tokenNouns.map((noun) => (
          <tr key={noun}>
            <th scope="row" className="py-1 font-normal">
              {t(`tokens.dialog.noun.${noun}`)}
            </th>
            {accesses.map((access) => {
              const scope: TokenScope = `${noun}:${access}`;
              return (
                <td key={access} className="text-center">
                  <label className="inline-flex size-9 items-center justify-center">
                    <input
                      type="checkbox"
                      className="size-4 accent-accent"
                      aria-label={t("tokens.dialog.may", { noun: t(`tokens.dialog.noun.${noun}`), access: t(`tokens.dialog.${access}`) })}
                      checked={chosen.has(scope)}
                      disabled={closed.includes(noun)}
                      onChange={({ target }) => set(scope, target.checked)}
                    />
                  </label>
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
