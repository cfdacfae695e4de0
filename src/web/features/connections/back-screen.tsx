import { Link, useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useCallback, useEffect, useRef, useState } from "react";
import { client, signedIn, useSession } from "../../app/session.ts";
import { errorText } from "../../i18n/error-text.ts";
import { withWords } from "../../i18n/index.ts";
import { useWords } from "../../i18n/use-words.ts";
import { SkeletonLines, toast } from "../../ui/index.ts";
import { FormError } from "../accounts/form-error.tsx";
import { FrontPage } from "../accounts/front-page.tsx";
import type { Waiting } from "../factors/second-step.tsx";
import { cameBack, type WayOut } from "./way-out.ts";

const SecondStep = lazy(() => withWords(["factors"], import("../factors/second-step.tsx")));

/** `/login/back`: hands the provider's answer to the server, once, and takes it out of the address at once. */
export function BackScreen() {
  const t = useWords();
  const navigate = useNavigate();
  const [problem, setProblem] = useState<string>();
  const [waiting, setWaiting] = useState<Waiting>();
  const [way, setWay] = useState<WayOut>();
  const begun = useRef(false);
  const session = useSession();
  const before = useRef(session);
  const goOn = useCallback((to: string) => void navigate({ to, replace: true }), [navigate]);
  const goBack = useCallback((why?: string) => {
    setWaiting(undefined);
    setProblem(why ?? "");
  }, []);

  useEffect(() => {
    if (begun.current) return; // the answer is good once
    begun.current = true;
    const answer = location.search.slice(1);
    history.replaceState(history.state, "", location.pathname);
    const back = cameBack();
    setWay(back);
    const finish = async () => {
      if (back.purpose === "link") {
        await client.call("finishLink", { body: { answer } });
        toast(t("connections.back.linked"));
        return goOn(back.to);
      }
      const done = await client.call("finishConnection", { body: { answer } });
      if (done.state === "second_factor") return setWaiting(done);
      signedIn(done.account);
      goOn(back.to);
    };
    finish().catch((refused: unknown) => setProblem(errorText(refused)));
  }, [t, goOn]);

  if (!waiting) before.current = session;
  // The second step signs in by itself.
  const isIn = waiting !== undefined && session.kind === "signed-in" && session !== before.current;
  useEffect(() => {
    if (isIn) goOn(way?.to ?? "/");
  }, [isIn, way, goOn]);

  if (waiting)
    return (
      <FrontPage title={t("connections.back.title")}>
        <Suspense fallback={<SkeletonLines count={4} label={t("ui.loading")} />}>
          <SecondStep waiting={waiting} onBack={goBack} />
        </Suspense>
      </FrontPage>
    );
  if (problem === undefined)
    return (
      <FrontPage title={way?.purpose === "link" ? t("connections.back.linking") : t("connections.back.title")}>
        <SkeletonLines count={3} label={t("ui.loading")} />
      </FrontPage>
    );
  const isLink = way?.purpose === "link";
  return (
    <FrontPage title={t("connections.back.failed")}>
      <FormError text={problem || undefined} />
      <p className="mt-5">
        <Link to={isLink ? "/settings/security" : "/"} className="text-accent underline">
          {isLink ? t("connections.back.security") : t("connections.back.retry")}
        </Link>
      </p>
    </FrontPage>
  );
}
