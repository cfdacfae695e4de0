import { useAnswer } from "../../app/use-answer.ts";
import { knownText } from "../../i18n/known-text.ts";
import { useWords } from "../../i18n/use-words.ts";
import { ListStates } from "./list-states.tsx";

/** Every setting of the server with its value and where it comes from. For installation owners. */
export function ServerSettings() {
  const t = useWords();
  const asked = useAnswer("getSettings");
  return (
    <section className="border-t border-line pt-6">
      <h2 className="text-lg font-semibold">{t("administration.server.title")}</h2>
      <p className="mt-1 max-w-[70ch] text-ink-2">{t("administration.server.lead")}</p>
      <ListStates asked={asked}>
        {({ file, settings }) => (
          <>
            <dl className="mt-4 divide-y divide-line border-y border-line">
              {settings.map(({ env, value, source, means }) => (
                <div key={env} className="grid gap-x-4 py-2.5 sm:grid-cols-[16rem_minmax(0,1fr)]">
                  <dt>
                    <span className="block font-mono text-sm break-all">{env}</span>
                  </dt>
                  <dd>
                    <span className="block font-mono text-sm break-all">{value ?? t("administration.server.none")}</span>
                    <span className="block text-sm text-ink-3">
                      {source === "default" && t("administration.server.byDefault")}
                      {source === env && t("administration.server.byEnvironment")}
                      {source !== "default" && source !== env && t("administration.server.from", { source })}
                    </span>
                    <span className="mt-0.5 block text-sm text-ink-2">{knownText(`administration.server.means.${env}`) ?? means}</span>
                  </dd>
                </div>
              ))}
            </dl>
            <p className="mt-3 text-sm break-all text-ink-3">{file === null ? t("administration.server.noFile") : t("administration.server.file", { file })}</p>
          </>
        )}
      </ListStates>
    </section>
  );
}
