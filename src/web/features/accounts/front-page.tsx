import i18next from "i18next";
import type { ReactNode } from "react";
import { themes, useTheme } from "../../app/theme.ts";
import { type Language, languages, speak } from "../../i18n/index.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Choice, cx } from "../../ui/index.ts";

interface FrontPageProps {
  readonly title: string;
  readonly lead?: ReactNode;
  /** What stands above the title: how far one is. */
  readonly above?: ReactNode;
  readonly wide?: boolean;
  readonly children: ReactNode;
}

/** The page of who isn't inside yet: one question in the middle, nothing beside it but language and theme. */
export function FrontPage({ title, lead, above, wide = false, children }: FrontPageProps) {
  return (
    <div className="flex h-dvh flex-col overflow-y-auto print:h-auto print:overflow-visible">
      <header className="flex items-center gap-2.5 px-5 pt-5 sm:px-8 sm:pt-7 print:hidden">
        <Mark />
        <span className="text-base font-semibold">Bastide</span>
      </header>
      <main className={cx("mx-auto flex w-full flex-1 flex-col px-5 pt-10 pb-10 sm:px-8 sm:pt-[9vh]", wide ? "max-w-[68rem]" : "max-w-[34rem]")}>
        {above && <div className="mb-7 print:hidden">{above}</div>}
        <h1 className="text-xl font-semibold tracking-tight print:hidden">{title}</h1>
        {lead && <div className="mt-2 max-w-[60ch] text-ink-2 print:hidden">{lead}</div>}
        <div className="mt-7">{children}</div>
      </main>
      <PageFoot />
    </div>
  );
}

function Mark() {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true" className="size-7">
      <rect width="32" height="32" rx="8" className="fill-accent" />
      <path d="M8 23V11h3v3h3v-3h4v3h3v-3h3v12h-5v-3a3 3 0 0 0-6 0v3z" className="fill-on-accent" />
    </svg>
  );
}

function PageFoot() {
  const t = useWords();
  const [theme, setTheme] = useTheme();
  return (
    <footer className="flex flex-wrap items-center gap-x-4 gap-y-3 px-5 pb-5 sm:px-8 sm:pb-7 print:hidden">
      <Choice<Language>
        label={t("app.language.label")}
        value={i18next.language === "fr" ? "fr" : "en"}
        onChange={(language) => void speak(language)}
        options={languages.map((value) => ({ value, text: t(`app.language.${value}`) }))}
      />
      <Choice label={t("app.theme.label")} value={theme} onChange={setTheme} options={themes.map((value) => ({ value, text: t(`app.theme.${value}`) }))} />
    </footer>
  );
}
