import { type FormEvent, useEffect, useRef, useState } from "react";
import { useWorkspace } from "../../app/workspace.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Input } from "../../ui/field.tsx";
import type { Section } from "./arrange.ts";
import { renameSection } from "./section-changes.ts";
import { nameSection } from "./section-naming.ts";

/** A section's name, written in its place: Enter or leaving keeps it, Esc keeps the old one. */
export default function SectionName({ company, section }: { company: string; section: Section }) {
  const t = useWords();
  const workspace = useWorkspace();
  const field = useRef<HTMLInputElement>(null);
  const [name, setName] = useState(section.name);
  useEffect(() => field.current?.select(), []);

  const keep = () => {
    const next = name.trim();
    if (next !== "" && next !== section.name) renameSection(workspace, company, section.id, next);
    nameSection(undefined);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    keep();
    document.querySelector<HTMLElement>("a[data-channel][tabindex='0']")?.focus();
  };
  return (
    <form onSubmit={submit} className="min-w-0 flex-1">
      <Input
        ref={field}
        value={name}
        maxLength={40}
        aria-label={t("sidebar.section.name")}
        onChange={(event) => setName(event.target.value)}
        onBlur={keep}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          event.preventDefault();
          nameSection(undefined);
        }}
        className="-ml-1.5 h-6.5! px-1.5! text-sm!"
      />
    </form>
  );
}
