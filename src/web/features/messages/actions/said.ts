import type { Workspace } from "../../../app/workspace.ts";
import type { MessageRow } from "../../../cache/index.ts";
import { dayAndTime } from "../../../i18n/times.ts";
import { linkTo } from "../refs.ts";
import { shown } from "../shown-text.ts";

/** What was said by whom, when and where, as it can be handed on. Messages without a readable text are left out. */
export function saidIn(workspace: Workspace, company: string, messages: readonly MessageRow[]) {
  const cache = workspace.store.get();
  return messages.flatMap(({ body, author, shownAs, sentAt, channel, ref }) =>
    body?.kind === "markdown"
      ? [
          {
            text: shown(cache, company, body.text).text,
            name: shownAs ?? cache.people.get(author)?.name ?? "",
            when: dayAndTime(sentAt),
            link: linkTo(company, channel, ref),
          },
        ]
      : [],
  );
}
