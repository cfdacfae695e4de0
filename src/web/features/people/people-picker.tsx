import { X } from "lucide-react";
import { type KeyboardEvent, useEffect, useId, useState } from "react";
import { useWorkspace } from "../../app/workspace.ts";
import { type PersonRow, useCache, withPeople } from "../../cache/index.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Field, Input } from "../../ui/field.tsx";
import { Option, Options } from "../../ui/options.tsx";
import { PersonLine } from "./person-line.tsx";

interface PeoplePickerProps {
  readonly company: string;
  readonly label: string;
  readonly chosen: readonly string[];
  /** Not offered: those who are in already. */
  readonly without?: readonly string[];
  readonly most?: number;
  readonly onChange: (chosen: readonly string[]) => void;
}

const nobody: readonly string[] = [];

/** People by name or handle, found on the server; chosen ones stand as chips above. */
export function PeoplePicker({ company, label, chosen, without = nobody, most = 50, onChange }: PeoplePickerProps) {
  const t = useWords();
  const [words, setWords] = useState("");
  const [current, setCurrent] = useState(0);
  const known = useCache((cache) => cache.people);
  const found = useFoundPeople(company, words).filter(({ id, state }) => state === "active" && !chosen.includes(id) && !without.includes(id));
  const list = useId();
  const choose = (id: string | undefined) => {
    if (!id || chosen.length >= most) return;
    onChange([...chosen, id]);
    setWords("");
    setCurrent(0);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "ArrowDown") setCurrent((index) => Math.min(found.length - 1, index + 1));
    else if (event.key === "ArrowUp") setCurrent((index) => Math.max(0, index - 1));
    else if (event.key === "Enter" && found.length > 0 && words !== "") choose(found[current]?.id);
    else if (event.key === "Backspace" && words === "") onChange(chosen.slice(0, -1));
    else return;
    if (event.key !== "Backspace") event.preventDefault();
  };
  return (
    <div>
      <Field label={label}>
        {(control) => (
          <>
            {chosen.length > 0 && (
              <ul className="mb-1.5 flex flex-wrap gap-1">
                {chosen.map((id) => (
                  <li key={id} className="flex items-center gap-1 rounded-chip bg-accent-soft py-0.5 pr-1 pl-2 text-sm">
                    <bdi>{known.get(id)?.name}</bdi>
                    <button
                      type="button"
                      aria-label={t("people.takeOut", { name: known.get(id)?.name ?? "" })}
                      onClick={() => onChange(chosen.filter((other) => other !== id))}
                      className="flex size-6 items-center justify-center rounded-chip hover:bg-hover"
                    >
                      <X aria-hidden size={12} />
                    </button>
                  </li>
                ))}
              </ul>
            )}
            <Input
              {...control}
              value={words}
              placeholder={t("people.nameOrHandle")}
              role="combobox"
              aria-expanded={found.length > 0}
              aria-controls={list}
              aria-activedescendant={found[current] ? `${list}-${found[current].id}` : undefined}
              onChange={(event) => {
                setWords(event.target.value);
                setCurrent(0);
              }}
              onKeyDown={onKeyDown}
            />
          </>
        )}
      </Field>
      <Options
        id={list}
        label={label}
        className="mt-1 max-h-64"
        none={found.length === 0 && <p className="px-2 py-2 text-sm text-ink-3">{words !== "" && t("people.noneFound")}</p>}
      >
        {found.map(({ id }, index) => (
          <Option key={id} id={`${list}-${id}`} isCurrent={index === current} onNear={() => setCurrent(index)} onChoose={() => choose(id)}>
            <PersonLine company={company} person={id} />
          </Option>
        ))}
      </Options>
    </div>
  );
}

/** The server's answer to the words, a moment after the last key; the earlier one stays until then. */
export function useFoundPeople(company: string, words: string): readonly PersonRow[] {
  const workspace = useWorkspace();
  const [people, setPeople] = useState<readonly PersonRow[]>([]);
  useEffect(() => {
    let current = true;
    const timer = setTimeout(
      () => {
        workspace.call("findPeople", { params: { company }, body: { ...(words.trim() === "" ? {} : { words: words.trim() }), limit: 20 } }).then(
          ({ people }) => {
            if (!current) return;
            workspace.store.update((cache) => ({ ...cache, people: withPeople(cache.people, people) }));
            setPeople(people);
          },
          () => undefined, // the list stays as it was
        );
      },
      words === "" ? 0 : 120,
    );
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [workspace, company, words]);
  return people;
}
