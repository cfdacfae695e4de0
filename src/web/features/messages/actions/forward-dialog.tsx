import { Hash } from "lucide-react";
import { type FormEvent, type KeyboardEvent, useId, useState } from "react";
import { useWorkspace } from "../../../app/workspace.ts";
import { type MessageRow, type MyChannelRow, type PersonRow, useCache } from "../../../cache/index.ts";
import { errorText } from "../../../i18n/error-text.ts";
import { useWords } from "../../../i18n/use-words.ts";
import { Button } from "../../../ui/button.tsx";
import { Dialog, DialogActions } from "../../../ui/dialog.tsx";
import { Field, Input, TextArea } from "../../../ui/field.tsx";
import { Option, Options } from "../../../ui/options.tsx";
import { toast } from "../../../ui/toast.tsx";
import { putChannel } from "../../channels/channel-changes.ts";
import { useNamer } from "../../channels/channel-name.ts";
import { useFoundPeople } from "../../people/people-picker.tsx";
import { PersonLine } from "../../people/person-line.tsx";
import { post } from "../outbox.ts";
import { stored } from "../stored-text.ts";
import { forwarded } from "./quoting.ts";
import { saidIn } from "./said.ts";

type Place = { readonly key: string; readonly name: string; readonly channel?: MyChannelRow; readonly person?: PersonRow };

interface ForwardDialogProps {
  readonly company: string;
  readonly messages: readonly MessageRow[];
  readonly onClose: () => void;
}

/** Hands messages on: a post with the words quoted and a link to where they come from. */
export default function ForwardDialog({ company, messages, onClose }: ForwardDialogProps) {
  const t = useWords();
  const workspace = useWorkspace();
  const [to, setTo] = useState<Place>();
  const [note, setNote] = useState("");
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    event.stopPropagation();
    if (!to || busy) return;
    setBusy(true);
    try {
      const channel = to.channel?.id ?? (await openDirect(to.key));
      const own = stored(workspace.store.get(), note, {});
      post(workspace, { company, channel, thread: 0 }, forwarded(saidIn(workspace, company, messages), own));
      toast(t("actions.forward.done", { name: to.name }));
      onClose();
    } catch (refused) {
      setError(errorText(refused));
      setBusy(false);
    }
  };
  const openDirect = async (person: string): Promise<string> => {
    const row = await workspace.call("openDirect", { params: { company }, body: { people: [person] } });
    putChannel(workspace, company, row);
    return row.id;
  };
  return (
    <Dialog title={t("actions.forward.title")} description={t("actions.forward.help")} onClose={onClose}>
      <form onSubmit={(event) => void send(event)} className="flex flex-col gap-4">
        <PlacePicker company={company} chosen={to} onChoose={setTo} />
        <Field label={t("actions.forward.note")} error={error}>
          {(control) => <TextArea {...control} value={note} maxLength={2000} onChange={(event) => setNote(event.target.value)} />}
        </Field>
        <DialogActions>
          <Button onClick={onClose}>{t("ui.cancel")}</Button>
          <Button type="submit" look="primary" disabled={!to || busy}>
            {t("actions.forward.button")}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

function PlacePicker({ company, chosen, onChoose }: { company: string; chosen: Place | undefined; onChoose: (place: Place | undefined) => void }) {
  const t = useWords();
  const [words, setWords] = useState("");
  const [current, setCurrent] = useState(0);
  const list = useId();
  const nameOf = useNamer(company);
  const view = useCache((cache) => cache.companies.get(company));
  const people = useFoundPeople(company, words);
  const asked = words.trim().toLowerCase().replace(/^[#@]/, "");
  const channels = [...(view?.channels.values() ?? [])]
    .filter(({ archived, may }) => !archived && may.post)
    .map((channel): Place => ({ key: channel.id, name: nameOf(channel), channel }))
    .filter(({ name }) => name.toLowerCase().includes(asked))
    .toSorted((a, b) => (b.channel?.lastAt ?? 0) - (a.channel?.lastAt ?? 0));
  const persons = people
    .filter(({ id, state }) => state === "active" && id !== view?.me)
    .map((person): Place => ({ key: person.id, name: person.name, person }));
  const places = chosen || asked === "" ? [] : [...channels.slice(0, 5), ...persons.slice(0, 5)];
  const choose = (place: Place | undefined) => {
    onChoose(place);
    setWords(place?.name ?? "");
    setCurrent(0);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing || places.length === 0) return;
    if (event.key === "ArrowDown") setCurrent((current + 1) % places.length);
    else if (event.key === "ArrowUp") setCurrent((current + places.length - 1) % places.length);
    else if (event.key === "Enter") choose(places[current]);
    else return;
    event.preventDefault();
  };
  return (
    <div>
      <Field label={t("actions.forward.to")}>
        {(control) => (
          <Input
            {...control}
            role="combobox"
            aria-expanded={places.length > 0}
            aria-controls={list}
            aria-activedescendant={places[current] && `${list}-${places[current].key}`}
            value={words}
            onChange={(event) => {
              setWords(event.target.value);
              setCurrent(0);
              onChoose(undefined);
            }}
            onKeyDown={onKeyDown}
          />
        )}
      </Field>
      {places.length > 0 && (
        <Options id={list} label={t("actions.forward.to")} className="mt-1 max-h-60 rounded-box p-1 text-sm ring-1 ring-line ring-inset">
          {places.map((place, i) => (
            <Option key={place.key} id={`${list}-${place.key}`} isCurrent={i === current} onNear={() => setCurrent(i)} onChoose={() => choose(place)}>
              {place.person ? <PersonLine company={company} person={place.person.id} /> : <ChannelPlace name={place.name} />}
            </Option>
          ))}
        </Options>
      )}
      {asked !== "" && !chosen && places.length === 0 && <p className="mt-1 text-sm text-ink-3">{t("actions.forward.none")}</p>}
    </div>
  );
}

function ChannelPlace({ name }: { name: string }) {
  return (
    <>
      <Hash aria-hidden size={15} className="text-ink-3" />
      <bdi className="truncate font-medium">{name}</bdi>
    </>
  );
}
