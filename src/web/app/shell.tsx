import { Outlet, useMatch, useParams } from "@tanstack/react-router";
import { lazy, Suspense, useEffect } from "react";
import { useCache } from "../cache/index.ts";
import { SideBar } from "../features/channels/side-bar.tsx";
import { CompanyRail } from "../features/companies/company-rail.tsx";
import { takeUpOutbox } from "../features/messages/outbox.ts";
import { withWords } from "../i18n/index.ts";
import { useWords } from "../i18n/use-words.ts";
import { cx } from "../ui/cx.ts";
import { Skeleton, SkeletonLines } from "../ui/skeleton.tsx";
import { handleKey } from "./actions.ts";
import { BottomBar } from "./bottom-bar.tsx";
import { Dialogs } from "./dialogs.tsx";
import { whenQuiet } from "./quiet.ts";
import { writeSetting } from "./settings.ts";
import { ShellActions } from "./shell-actions.tsx";
import { Title } from "./title.ts";
import { useMedia } from "./use-media.ts";
import { useWorkspace } from "./workspace.ts";

const LateFrame = lazy(() => whenQuiet(() => withWords(["keys", "notices", "sidebar"], import("../features/frame/late-frame.tsx"))));

const CompanyClosed = lazy(() => withWords(["factors"], import("../features/factors/company-closed.tsx")));

const Banners = lazy(() => whenQuiet(() => withWords(["offline", "factors"], import("./banners.tsx"))));

const DraftsKept = lazy(() => whenQuiet(() => withWords(["writing"], import("../features/drafts/drafts-kept.tsx"))));

/** The frame of a company: rail, side bar, the screen and what stands over it. It stays as it is while channels change. On phones either the side bar or the screen. */
export function Shell() {
  const t = useWords();
  const id = useParams({ from: "/gated/c/$company", select: ({ company }) => company });
  const company = useCache((cache) => cache.companies.get(id));
  const arrived = useCache((cache) => cache.build !== "");
  const atHome = useMatch({ from: "/gated/c/$company/", shouldThrow: false, select: () => true }) ?? false;
  const workspace = useWorkspace();
  const Side = useMedia("desk") || !atHome ? "div" : "main"; // on phones it is the home screen
  useEffect(() => takeUpOutbox(workspace), [workspace]);

  useEffect(() => {
    addEventListener("keydown", handleKey);
    return () => removeEventListener("keydown", handleKey);
  }, []);
  useEffect(() => {
    if (company) writeSetting("lastCompany", company.id);
  }, [company]);

  if (!company)
    return arrived ? (
      <Suspense>
        <CompanyClosed company={id} />
      </Suspense>
    ) : (
      <ShellSkeleton />
    );
  return (
    // What is said to readers only stands outside of the flow: here, and not below the page, which would scroll then.
    <div className="relative flex h-dvh flex-col overflow-clip">
      <a href="#screen" className="sr-only z-60 rounded-box bg-raised px-3 py-2 shadow-float focus:not-sr-only focus:fixed focus:top-2 focus:left-2">
        {t("app.skip")}
      </a>
      <Suspense>
        <Banners company={id} />
      </Suspense>
      <div className="flex min-h-0 flex-1">
        <CompanyRail current={id} />
        <Side className={cx("min-w-0", atHome ? "flex flex-1 md:flex-none" : "hidden md:flex")}>
          {Side === "main" && <h1 className="sr-only">{company.name}</h1>}
          <SideBar company={company} />
        </Side>
        <main id="screen" tabIndex={-1} className={cx("min-w-0 flex-1 outline-none", atHome ? "hidden md:flex" : "flex")}>
          <Outlet />
        </main>
      </div>
      <Title company={id} />
      <BottomBar company={company} />
      <Dialogs company={company} />
      <ShellActions company={company} />
      <Suspense>
        <DraftsKept company={id} />
      </Suspense>
      <Suspense>
        <LateFrame company={company} />
      </Suspense>
    </div>
  );
}

function ShellSkeleton() {
  const t = useWords();
  return (
    <div className="flex h-dvh">
      <div className="late flex w-full flex-col gap-4 bg-side p-4 md:w-65">
        <Skeleton className="h-6 w-40 bg-line" />
        <SkeletonLines count={9} label={t("ui.loading")} />
      </div>
      <div className="hidden flex-1 flex-col justify-end gap-3 p-6 md:flex">
        <SkeletonLines count={6} label={t("ui.loading")} />
      </div>
    </div>
  );
}
