import { SmilePlus } from "lucide-react";
import { type FormEvent, lazy, Suspense, useState } from "react";
import { useWorkspace } from "../../app/workspace.ts";
import { type PersonRow, withPeople } from "../../cache/index.ts";
import { withWords } from "../../i18n/index.ts";
import { serverNow } from "../../i18n/times.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Button, Choice, Field, Input, toast } from "../../ui/index.ts";
import { Popover } from "../../ui/late.tsx";
import { fieldProblem, formProblem } from "../accounts/field-problems.ts";
import { FormError } from "../accounts/form-error.tsx";
import { asField } from "../lists/soon.ts";
import { endOf, type Lasts, lasts } from "./status.ts";
import { useStatus } from "./status-sign.tsx";

const EmojiPicker = lazy(() => withWords(["writing"], import("../messages/emoji/emoji-picker.tsx")).then(({ EmojiPicker }) => ({ default: EmojiPicker })));

const usual = { meeting: "🗓️", focus: "🎧", home: "🏠", ill: "🤒", leave: "🌴" } as const;
const usualNames = Object.keys(usual) as (keyof typeof usual)[];

/** What the reader is up to, for how long. */
export function StatusForm({ company, me }: { company: string; me: PersonRow }) {
  const t = useWords();
  const workspace = useWorkspace();
  const standing = useStatus(me);
  const [emoji, setEmoji] = useState(standing?.emoji ?? "");
  const [picks, setPicks] = useState(false);
  const [text, setText] = useState(standing?.text ?? "");
  const [how, setHow] = useState<Lasts>(standing?.until ? "own" : "never");
  const [own, setOwn] = useState(() => asField(standing?.until ?? serverNow() + 3 * 3_600_000));
  const [error, setError] = useState<unknown>();
  const isPast = how === "own" && !(new Date(own).getTime() > serverNow());
  const isEmpty = emoji.trim() === "" && text.trim() === "";

  const save = async (status: { emoji: string; text: string; until: number | null } | null): Promise<void> => {
    setError(undefined);
    const before = standing;
    try {
      const person = await workspace.call("updateMyProfile", { params: { company }, body: { status } });
      workspace.store.update((cache) => ({ ...cache, people: withPeople(cache.people, [person]) }));
      if (status) return toast(t("profiles.status.done"));
      setEmoji("");
      setText("");
      setHow("never");
      toast(t("profiles.status.cleared"), before ? { text: t("ui.undo"), run: () => void save(before) } : undefined);
    } catch (refused) {
      setError(refused);
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const until = how === "own" ? new Date(own).getTime() : endOf(how, serverNow());
    void save({ emoji: emoji.trim(), text: text.trim(), until });
  };

  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <fieldset className="flex flex-wrap gap-2">
        <legend className="sr-only">{t("profiles.status.suggestions")}</legend>
        {usualNames.map((name) => (
          <Button
            key={name}
            size="small"
            onClick={() => {
              setEmoji(usual[name]);
              setText(t(`profiles.status.usual.${name}`));
            }}
          >
            <span aria-hidden>{usual[name]}</span> {t(`profiles.status.usual.${name}`)}
          </Button>
        ))}
      </fieldset>
      <div className="flex gap-3">
        <div className="w-20 shrink-0">
          <Field label={t("profiles.status.emoji")} error={fieldProblem(error, "status.emoji")}>
            {(control) => (
              <Popover
                title={t("profiles.status.emoji")}
                align="start"
                open={picks}
                onOpenChange={setPicks}
                trigger={
                  <button
                    {...control}
                    type="button"
                    aria-label={emoji === "" ? t("profiles.status.emoji") : `${t("profiles.status.emoji")}: ${emoji}`}
                    className="flex h-9 w-full items-center justify-center rounded-box bg-raised text-lg ring-1 ring-edge ring-inset hover:bg-hover"
                  >
                    {emoji || <SmilePlus aria-hidden size={17} className="text-ink-3" />}
                  </button>
                }
              >
                <Suspense fallback={<div className="h-75 w-72" />}>
                  <EmojiPicker
                    onChoose={(chosen) => {
                      setEmoji(chosen);
                      setPicks(false);
                    }}
                  />
                </Suspense>
                {emoji !== "" && (
                  <Button
                    size="small"
                    look="quiet"
                    className="mt-2"
                    onClick={() => {
                      setEmoji("");
                      setPicks(false);
                    }}
                  >
                    {t("profiles.status.noEmoji")}
                  </Button>
                )}
              </Popover>
            )}
          </Field>
        </div>
        <div className="min-w-0 flex-1">
          <Field label={t("profiles.status.text")} error={fieldProblem(error, "status.text")}>
            {(control) => (
              <Input
                {...control}
                dir="auto"
                value={text}
                maxLength={100}
                placeholder={t("profiles.status.placeholder")}
                onChange={(event) => setText(event.target.value)}
              />
            )}
          </Field>
        </div>
      </div>
      <div>
        <p className="mb-1.5 text-sm font-medium">{t("profiles.status.lasts")}</p>
        <Choice
          label={t("profiles.status.lasts")}
          value={how}
          onChange={setHow}
          options={lasts.map((value) => ({ value, text: t(`profiles.status.ends.${value}`) }))}
        />
      </div>
      {how === "own" && (
        <Field label={t("profiles.status.until")} error={isPast ? t("profiles.status.past") : undefined}>
          {(control) => (
            <Input
              {...control}
              type="datetime-local"
              value={own}
              min={asField(serverNow())}
              required
              className="max-w-64"
              onChange={(event) => setOwn(event.target.value)}
            />
          )}
        </Field>
      )}
      <FormError text={formProblem(error, ["status.emoji", "status.text"])} />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" look="primary" disabled={isEmpty || isPast}>
          {t("profiles.status.set")}
        </Button>
        {standing && <Button onClick={() => void save(null)}>{t("profiles.status.clear")}</Button>}
      </div>
    </form>
  );
}
