import { Unplug } from "lucide-react";
import { lazy, type ReactNode, Suspense } from "react";
import { StoreContext } from "../cache/index.ts";
import { withWords } from "../i18n/index.ts";
import { useWords } from "../i18n/use-words.ts";
import { Empty } from "../ui/empty.tsx";
import { SkeletonLines } from "../ui/skeleton.tsx";
import { useSession } from "./session.ts";
import { WorkspaceContext } from "./workspace.ts";

const SignIn = lazy(() => withWords(["accounts"], import("../features/accounts/sign-in.tsx")));

/** Shows its children to who is signed in; others sign in right here, under the same URL, and then see them. */
export function Gate({ children }: { children: ReactNode }) {
  const t = useWords();
  const session = useSession();
  switch (session.kind) {
    case "starting":
      return (
        <div className="p-6">
          <SkeletonLines count={4} label={t("ui.loading")} />
        </div>
      );
    case "unreachable":
      return (
        <Empty icon={Unplug} title={t("app.unreachable.title")}>
          {t("app.unreachable.text")}
        </Empty>
      );
    case "signed-out":
      return (
        <Suspense>
          <SignIn setUp={session.setUp} />
        </Suspense>
      );
    case "signed-in":
      return (
        <WorkspaceContext value={session.workspace}>
          <StoreContext value={session.workspace.store}>{children}</StoreContext>
        </WorkspaceContext>
      );
  }
}
