import type { MyChannelRow } from "../../cache/index.ts";
import DraftSign from "../drafts/draft-sign.tsx";
import { GroupHere } from "../people/group-here.tsx";
import StatusSign from "../people/status-sign.tsx";

/** What stands behind a name in the side bar besides news: how the other one is, how many of a group are here, a draft. */
export default function EntrySigns({ company, row, isCurrent }: { company: string; row: MyChannelRow; isCurrent: boolean }) {
  return (
    <>
      {row.kind === "direct" && row.people[0] && <StatusSign company={company} person={row.people[0]} />}
      {row.kind === "group" && <GroupHere company={company} people={row.people} />}
      {!isCurrent && <DraftSign channel={row.id} />}
    </>
  );
}
