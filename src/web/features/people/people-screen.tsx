import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { Users } from "lucide-react";
import { useCallback, useEffect, useState } from "react";
import { useAction } from "../../app/actions.ts";
import { useWorkspace } from "../../app/workspace.ts";
import { type PersonRow, useCache, withPeople } from "../../cache/index.ts";
import { errorText } from "../../i18n/error-text.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Button, cx, Empty, Input } from "../../ui/index.ts";
import { panePlace } from "../channels/pane-place.ts";
import { ListScreen } from "../lists/list-screen.tsx";
import { Rows } from "../lists/rows.tsx";
import { useFoundPeople } from "./people-picker.tsx";
import { PersonLine } from "./person-line.tsx";
import ProfilePanel from "./profile-panel.tsx";

const idOf = ({ id }: PersonRow) => id;

/** Everybody whom the reader may see, by name; a profile opens beside the list. */
export function PeopleScreen() {
  const t = useWords();
  const { company: id } = useParams({ from: "/gated/c/$company/people" });
  const { person } = useSearch({ from: "/gated/c/$company/people" });
  const [words, setWords] = useState(""); // names are content: never in a URL, which histories and proxies keep
  const navigate = useNavigate();
  const company = useCache((cache) => cache.companies.get(id));
  const directory = useDirectory(id);
  const found = useFoundPeople(id, words);
  const shown = words.trim() === "" ? directory.people : found;
  const people = shown?.filter(({ state }) => state === "active") ?? [];
  const close = useCallback(() => void navigate({ to: ".", search: (search) => ({ ...search, person: undefined }) }), [navigate]);
  useAction("closePanel", close, person !== undefined);

  return (
    <>
      <ListScreen
        company={id}
        title={t("profiles.directory.title")}
        hidden={person !== undefined}
        loading={!shown}
        error={shown ? undefined : directory.error}
        onRetry={directory.more}
        tools={
          <Input
            value={words}
            placeholder={t("people.nameOrHandle")}
            aria-label={t("people.nameOrHandle")}
            onChange={(event) => setWords(event.target.value)}
            className="ml-auto max-w-64 min-w-32 flex-1 basis-40"
          />
        }
      >
        <Rows label={t("profiles.directory.title")} items={people} idOf={idOf}>
          {(row, tab) => (
            <Link
              to="/c/$company/people"
              params={{ company: id }}
              search={(search) => ({ ...search, person: row.id })}
              aria-current={row.id === person ? "true" : undefined}
              data-row={row.id}
              tabIndex={tab}
              className={cx("min-w-0 flex-1 px-3 py-1 focus-visible:-outline-offset-2", row.id === person && "bg-accent-soft")}
            >
              <PersonLine company={id} person={row.id} />
            </Link>
          )}
        </Rows>
        {people.length === 0 && <Empty icon={Users} title={words === "" ? t("profiles.directory.empty") : t("people.noneFound")} />}
        {words.trim() === "" && directory.hasMore && (
          <div className="flex justify-center py-4">
            <Button onClick={directory.more}>{t("ui.more")}</Button>
          </div>
        )}
      </ListScreen>
      {company && person && (
        <aside aria-label={t("profiles.title")} className={panePlace}>
          <ProfilePanel key={person} company={company} subject={person} onClose={close} />
        </aside>
      )}
    </>
  );
}

/** The directory page by page; again from its beginning when somebody in it changed. */
function useDirectory(company: string) {
  const workspace = useWorkspace();
  const version = useCache((cache) => cache.companies.get(company)?.directory);
  const [state, setState] = useState<{ readonly people?: readonly PersonRow[]; readonly hasMore: boolean; readonly error?: string }>({ hasMore: false });
  const bring = useCallback(
    async (before: readonly PersonRow[]) => {
      try {
        const after = before.at(-1)?.id;
        const limit = Math.max(200, before.length === 0 ? 200 : 500);
        const { people, more } = await workspace.call("listPeople", { params: { company }, query: { limit, ...(after ? { after } : {}) } });
        workspace.store.update((cache) => ({ ...cache, people: withPeople(cache.people, people) }));
        setState({ people: [...before, ...people], hasMore: more });
      } catch (refused) {
        setState((old) => ({ ...old, error: errorText(refused) }));
      }
    },
    [workspace, company],
  );
  useEffect(() => {
    if (version !== undefined) void bring([]);
  }, [bring, version]);
  return { ...state, more: () => void bring(state.people ?? []) };
}
