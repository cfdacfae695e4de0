import { useEffect, useState } from "react";
import { useWorkspace } from "../../app/workspace.ts";
import { useCache } from "../../cache/index.ts";

const patience = 10 * 60_000;
const signsOfLife = ["pointerdown", "pointermove", "keydown", "wheel", "touchstart", "focus"];

/** Tells the server when nobody has touched this tab for a while; away is who has left all of his tabs. */
export function useAway(): void {
  const { socket } = useWorkspace();
  const isLive = useCache(({ connection }) => connection === "live");
  const [isAway, setAway] = useState(false);
  useEffect(() => watch(setAway), []);
  useEffect(() => {
    if (!isLive || !isAway) return;
    socket.away(true);
    return () => socket.away(false);
  }, [socket, isLive, isAway]);
}

function watch(tell: (isAway: boolean) => void): () => void {
  let touchedAt = Date.now();
  let timer = setTimeout(look, patience);
  function look(): void {
    const left = touchedAt + patience - Date.now();
    tell(left <= 0);
    if (left > 0) timer = setTimeout(look, left);
  }
  const touched = () => {
    const wasAway = Date.now() - touchedAt >= patience;
    touchedAt = Date.now();
    if (!wasAway) return;
    clearTimeout(timer);
    look();
  };
  for (const sign of signsOfLife) addEventListener(sign, touched, { capture: true, passive: true });
  return () => {
    clearTimeout(timer);
    for (const sign of signsOfLife) removeEventListener(sign, touched, { capture: true });
  };
}
