import { memo, useDeferredValue, useEffect, useEffectEvent, useMemo, useRef, useState } from "react";
import { useWords } from "../../../i18n/use-words.ts";
import { Input } from "../../../ui/field.tsx";
import { SkeletonLines } from "../../../ui/skeleton.tsx";
import { type Emoji, emojiOf, found, inTone, type Tone, tones } from "./emoji-data.ts";
import { useTone } from "./tone.ts";

/** In the order of the standard; 2 are parts, which nobody picks. */
const groups = [
  [0, "smileys"],
  [1, "people"],
  [3, "nature"],
  [4, "food"],
  [5, "travel"],
  [6, "activities"],
  [7, "objects"],
  [8, "symbols"],
  [9, "flags"],
] as const;
const usual = ["👍", "❤️", "😂", "🎉", "👀", "🙏", "✅", "❌", "🔥", "🚀", "🤔", "😢", "👏", "💯", "⚡", "☕"];
const columns = 8;

interface EmojiPickerProps {
  readonly onChoose: (emoji: string) => void;
}

/** All emoji, searched by name in the reader's language or by short code, in the tone of skin that was chosen last. */
export function EmojiPicker({ onChoose }: EmojiPickerProps) {
  const t = useWords();
  const [all, setAll] = useState<readonly Emoji[]>();
  const [failed, setFailed] = useState(false);
  const [query, setQuery] = useState("");
  const asked = useDeferredValue(query);
  const [tone, setTone] = useTone();
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    emojiOf().then(setAll, () => setFailed(true));
  }, []);
  const hits = useMemo(() => (all && asked.trim() !== "" ? found(all, asked, 80) : undefined), [all, asked]);

  /** Arrows lead from the field to the buttons below it and among them; Enter in the field takes the first. */
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    const buttons = [...(place.current?.querySelectorAll<HTMLButtonElement>("[data-emoji]") ?? [])];
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    const steps: Record<string, number> = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns };
    const step = steps[event.key];
    if (at < 0) {
      if (event.isComposing || event.keyCode === 229) return;
      if (event.key === "ArrowDown") buttons[0]?.focus();
      else if (event.key === "Enter" && hits?.[0]) onChoose(inTone(hits[0], tone));
      else return;
    } else if (step !== undefined) (buttons[at + step] ?? (step < 0 ? place.current?.querySelector("input") : undefined))?.focus();
    else return;
    event.preventDefault();
  });
  useEffect(() => {
    const node = place.current;
    node?.addEventListener("keydown", onKey);
    return () => node?.removeEventListener("keydown", onKey);
  }, []);

  return (
    <div ref={place} className="flex w-72 max-w-full flex-col gap-2">
      <div className="flex gap-2">
        <Input
          type="search"
          aria-label={t("writing.emoji.search")}
          placeholder={t("writing.emoji.search")}
          value={query}
          onChange={(event) => setQuery(event.target.value)}
          className="min-w-0 flex-1"
        />
        <ToneChoice tone={tone} onChange={setTone} />
      </div>
      <div className="h-64 overflow-y-auto" aria-busy={!all && !failed}>
        {failed && <p className="p-2 text-danger">{t("writing.emoji.failed")}</p>}
        {!all && !failed && <SkeletonLines count={6} label={t("ui.loading")} />}
        {all && !hits && <Groups all={all} tone={tone} onChoose={onChoose} />}
        {hits && hits.length > 0 && <Grid label={t("writing.emoji.all")} emoji={hits} tone={tone} onChoose={onChoose} />}
        {hits?.length === 0 && <p className="p-2 text-ink-3">{t("writing.emoji.none")}</p>}
      </div>
    </div>
  );
}

function ToneChoice({ tone, onChange }: { tone: Tone; onChange: (tone: Tone) => void }) {
  const t = useWords();
  return (
    <select
      aria-label={t("writing.emoji.tone")}
      title={t("writing.emoji.tone")}
      value={tone}
      onChange={(event) => onChange(tones.find((known) => known === event.target.value) ?? "none")}
      className="h-9 w-14 rounded-box bg-raised px-1 ring-1 ring-edge ring-inset"
    >
      {tones.map((known, i) => (
        <option key={known} value={known} aria-label={t(`writing.emoji.tones.${known}`)}>
          {["✋", "✋🏻", "✋🏼", "✋🏽", "✋🏾", "✋🏿"][i]}
        </option>
      ))}
    </select>
  );
}

const Groups = memo(function Groups({ all, tone, onChoose }: { all: readonly Emoji[]; tone: Tone; onChoose: (emoji: string) => void }) {
  const t = useWords();
  const byGroup = useMemo(() => Map.groupBy(all, ({ group }) => group), [all]);
  const often = useMemo(() => usual.flatMap((sign) => all.filter(({ unicode }) => unicode.replace("\ufe0f", "") === sign.replace("\ufe0f", ""))), [all]);
  return (
    <>
      <Section title={t("writing.emoji.usual")} emoji={often} tone={tone} onChoose={onChoose} />
      {groups.map(([group, name]) => (
        <Section key={group} title={t(`writing.emoji.groups.${name}`)} emoji={byGroup.get(group) ?? []} tone={tone} onChoose={onChoose} />
      ))}
    </>
  );
});

interface GridProps extends EmojiPickerProps {
  readonly emoji: readonly Emoji[];
  readonly tone: Tone;
}

function Section({ title, ...rest }: GridProps & { title: string }) {
  return (
    <section className="[contain-intrinsic-size:auto_480px] [content-visibility:auto]">
      <h3 className="px-1 pt-2 pb-1 text-xs font-medium text-ink-3">{title}</h3>
      <Grid label={title} {...rest} />
    </section>
  );
}

function Grid({ label, emoji, tone, onChoose }: GridProps & { label: string }) {
  return (
    <fieldset aria-label={label} className="grid min-w-0 grid-cols-8">
      {emoji.map((each) => (
        <button
          key={each.unicode}
          type="button"
          data-emoji
          tabIndex={-1}
          title={each.label}
          aria-label={each.label}
          onClick={() => onChoose(inTone(each, tone))}
          className="flex aspect-square items-center justify-center rounded-box text-xl hover:bg-hover focus-visible:bg-accent-soft"
        >
          {inTone(each, tone)}
        </button>
      ))}
    </fieldset>
  );
}
