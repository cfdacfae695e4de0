import { X } from "lucide-react";
import { type KeyboardEvent, type RefObject, useId, useState } from "react";
import type { CompanyView } from "../../cache/index.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Option, Options } from "../../ui/options.tsx";
import { type Chip, chipId, filterKeys, type Question, tailOf, withChip } from "./question.ts";
import { useChipText, useOffers } from "./use-offers.tsx";

interface SearchFieldProps {
  readonly company: CompanyView;
  readonly question: Question;
  readonly field: RefObject<HTMLInputElement | null>;
  readonly onChange: (question: Question) => void;
  /** Typed or pasted to an end of words. */
  readonly onWord: (question: Question) => void;
  /** The words are whole now. */
  readonly onEnter: () => void;
  readonly onDown: () => void;
  readonly onEscape: () => void;
}

/** Words and chips in one field. A filter that is being typed offers what it may become; Backspace before the words takes the last chip off. */
export function SearchField({ company, question, field, onChange, onWord, onEnter, onDown, onEscape }: SearchFieldProps) {
  const t = useWords();
  const list = useId();
  const [current, setCurrent] = useState(0);
  const [closed, setClosed] = useState("");
  const { words, chips } = question;
  const tail = closed === words ? undefined : tailOf(words, (key) => t(`search.keys.${key}`));
  const offers = useOffers(company, tail);
  const offered = tail ? offers : [];
  const chosen = offered[Math.min(current, offered.length - 1)];

  const type = (next: string, caret: number) => {
    setCurrent(0);
    setClosed("");
    const asked = { ...question, words: next };
    onChange(asked);
    if (next.length > words.length + 1 || /\s/u.test(next.charAt(caret - 1))) onWord(asked);
  };
  const choose = (chip: Chip) => {
    setCurrent(0);
    onChange({ ...question, words: tail?.before ?? words, chips: withChip(chips, chip) });
  };
  const takeOff = (chip: Chip) => {
    onChange({ ...question, chips: chips.filter((other) => other !== chip) });
    field.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const last = chips.at(-1);
    const isAtStart = event.currentTarget.selectionStart === 0 && event.currentTarget.selectionEnd === 0;
    if (event.key === "ArrowDown") chosen ? setCurrent((index) => (index + 1) % offered.length) : onDown();
    else if (event.key === "ArrowUp" && chosen) setCurrent((index) => (index + offered.length - 1) % offered.length);
    else if (event.key === "Enter") chosen ? choose(chosen.chip) : onEnter();
    else if (event.key === "Tab" && chosen && !event.shiftKey) choose(chosen.chip);
    else if (event.key === "Escape") tail ? setClosed(words) : onEscape();
    else if (event.key === "Backspace" && isAtStart && last) takeOff(last);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className="relative min-w-0 flex-1">
      <div className="flex min-h-9 flex-wrap items-center gap-1 rounded-box border border-edge bg-paper px-1.5 py-1 has-[input:focus-visible]:outline-2 has-[input:focus-visible]:outline-accent coarse:min-h-11">
        {chips.length > 0 && (
          <ul aria-label={t("search.chosen")} className="contents">
            {chips.map((chip) => (
              <ChipItem key={chipId(chip)} company={company} chip={chip} onTakeOff={() => takeOff(chip)} />
            ))}
          </ul>
        )}
        <input
          ref={field}
          id="search-field"
          type="text"
          value={words}
          maxLength={500}
          onChange={(event) => type(event.target.value, event.target.selectionStart ?? event.target.value.length)}
          onKeyDown={onKeyDown}
          onBlur={() => setClosed(words)}
          placeholder={chips.length === 0 ? t("search.placeholder") : ""}
          aria-label={t("search.placeholder")}
          autoComplete="off"
          spellCheck={false}
          enterKeyHint="search"
          role="combobox"
          aria-expanded={offered.length > 0}
          aria-controls={list}
          aria-autocomplete="list"
          aria-activedescendant={chosen && `${list}-${chosen.id}`}
          className="h-7 min-w-24 flex-1 bg-transparent px-1 outline-none placeholder:text-ink-3"
        />
      </div>
      {tail && (
        <div className="absolute top-full left-0 z-30 mt-1 w-80 max-w-full rounded-box bg-raised p-1 shadow-float">
          <Options
            id={list}
            label={t(`search.filters.${tail.key}`)}
            className="max-h-72"
            none={offered.length === 0 && <p className="px-2 py-1.5 text-sm text-ink-3">{t("search.noneOffered")}</p>}
          >
            {offered.map((offer, index) => (
              <Option
                key={offer.id}
                id={`${list}-${offer.id}`}
                isCurrent={offer === chosen}
                onNear={() => setCurrent(index)}
                onChoose={() => choose(offer.chip)}
              >
                {offer.sign}
                <bdi className="min-w-0 flex-1 truncate" title={offer.text}>
                  {offer.text}
                </bdi>
                {offer.hint && <span className="max-w-32 truncate text-sm text-ink-3">{offer.hint}</span>}
              </Option>
            ))}
          </Options>
        </div>
      )}
    </div>
  );
}

function ChipItem({ company, chip, onTakeOff }: { company: CompanyView; chip: Chip; onTakeOff: () => void }) {
  const t = useWords();
  const text = useChipText(company, chip);
  return (
    <li className="flex max-w-full items-center gap-1 rounded-chip bg-accent-soft pl-2 text-sm">
      <span className="text-ink-3">{t(`search.keys.${chip.key}`)}</span>
      <bdi className="min-w-0 truncate" title={text}>
        {text}
      </bdi>
      <button
        type="button"
        onClick={onTakeOff}
        aria-label={t("search.takeOff", { filter: `${t(`search.filters.${chip.key}`)} ${text}` })}
        className="flex size-6 shrink-0 items-center justify-center rounded-chip text-ink-3 hover:text-ink coarse:size-8"
      >
        <X aria-hidden size={12} />
      </button>
    </li>
  );
}

/** Begins a filter at the end of the words. */
export function FilterButtons({ question, field, onChange }: Pick<SearchFieldProps, "question" | "field" | "onChange">) {
  const t = useWords();
  const begin = (name: string) => {
    const { words } = question;
    onChange({ ...question, words: `${words}${words === "" || words.endsWith(" ") ? "" : " "}${name}:` });
    field.current?.focus();
  };
  return (
    <fieldset className="flex flex-wrap gap-1">
      <legend className="sr-only">{t("search.narrow")}</legend>
      {filterKeys.map((key) => (
        <button
          key={key}
          type="button"
          title={t(`search.filters.${key}`)}
          onClick={() => begin(t(`search.keys.${key}`))}
          className="min-h-6 rounded-chip border border-line px-2 text-sm text-ink-2 hover:bg-hover coarse:min-h-9"
        >
          {t(`search.keys.${key}`)}:
        </button>
      ))}
    </fieldset>
  );
}
