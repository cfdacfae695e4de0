import { useEffect } from "react";
import { useWorkspace } from "../../app/workspace.ts";
import { startDrafts } from "./sync.ts";

/** While it stands, the drafts of the company are alike here and on the server. */
export default function DraftsKept({ company }: { company: string }) {
  const workspace = useWorkspace();
  useEffect(() => startDrafts(workspace, company), [workspace, company]);
  return null;
}
