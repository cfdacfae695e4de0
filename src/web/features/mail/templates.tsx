import { useState } from "react";
import { useAnswer } from "../../app/use-answer.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Choice } from "../../ui/index.ts";
import { ListStates } from "../administration/list-states.tsx";
import { mailLanguage } from "./mail-language.ts";

/** Every mail as it is written, in one language at a time. */
export function Templates() {
  const t = useWords();
  const asked = useAnswer("listMailTemplates");
  const [language, setLanguage] = useState(mailLanguage);
  return (
    <section>
      <h2 className="text-lg font-semibold">{t("mail.page.templates")}</h2>
      <p className="mt-1 mb-4 text-ink-2">{t("mail.page.templatesLead")}</p>
      <Choice
        label={t("mail.page.language")}
        value={language}
        onChange={setLanguage}
        options={[
          { value: "en", text: "English" },
          { value: "fr", text: "Français" },
        ]}
      />
      <ListStates asked={asked}>
        {({ templates }) => (
          <ul className="mt-4 divide-y divide-line border-y border-line">
            {templates.map((one) => (
              <li key={one.template}>
                <details>
                  <summary className="rounded-chip py-2.5 hover:bg-hover">
                    <span className="font-medium">{t(`mail.page.kinds.${one.template}`)}</span>{" "}
                    <span lang={language} className="text-ink-3">
                      {one[language].subject}
                    </span>
                  </summary>
                  <pre lang={language} className="mb-3 rounded-box bg-side px-4 py-3 font-sans break-words whitespace-pre-wrap">
                    {one[language].text}
                  </pre>
                </details>
              </li>
            ))}
          </ul>
        )}
      </ListStates>
    </section>
  );
}
