import { useEffect, useState } from "react";
import { useWorkspace } from "../../app/workspace.ts";

/** Teams by id, in the order of their names; none for who may not see them, and while they are not here. */
export function useTeamNames(company: string, may: boolean): ReadonlyMap<string, string> {
  const workspace = useWorkspace();
  const [teams, setTeams] = useState<ReadonlyMap<string, string>>(new Map());
  useEffect(() => {
    if (!may) return;
    workspace.call("listTeams", { params: { company } }).then(
      (answer) => setTeams(new Map(answer.teams.map(({ id, name }) => [id, name]))),
      () => undefined, // the lists stand without the names
    );
  }, [workspace, company, may]);
  return teams;
}
