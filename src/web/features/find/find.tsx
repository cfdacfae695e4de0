import { lazy, Suspense, useRef, useState } from "react";
import { useAction } from "../../app/actions.ts";
import { withWords } from "../../i18n/index.ts";

const FindBar = lazy(() => withWords(["find"], import("./find-bar.tsx")));

/** Opens the bar over the channel's messages by key and from the menus. */
export function Find({ company, channel, first }: { company: string; channel: string; first: number }) {
  const [asked, setAsked] = useState(0);
  const opener = useRef<Element>(null);
  const open = () => {
    if (asked === 0) opener.current = document.activeElement;
    setAsked((times) => times + 1);
  };
  const close = () => {
    setAsked(0);
    const back = opener.current;
    const isThere = back instanceof HTMLElement && back.isConnected && back !== document.body;
    (isThere ? back : document.querySelector<HTMLElement>("#composer textarea"))?.focus({ preventScroll: true });
  };
  useAction("find", open);
  if (asked === 0) return null;
  return (
    <Suspense>
      <FindBar company={company} channel={channel} first={first} asked={asked} onClose={close} />
    </Suspense>
  );
}
