import { useParams } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useSetting } from "../../app/settings.ts";
import { policy } from "../../app/trusted-types.ts";
import { useWorkspace } from "../../app/workspace.ts";
import { eraseSealed, useCache } from "../../cache/index.ts";
import { canKeep } from "./disk.ts";
import { type Keeper, startKeeper } from "./keeper.ts";

/** The app opens without the server, and shows what was read lately, as far as the reader lets this device keep it. */
export function useOffline(): void {
  const workspace = useWorkspace();
  const [keeper, setKeeper] = useState<Keeper>();
  const mayKeep = useSetting("offline") !== "off";
  const { channel } = useParams({ strict: false });
  const build = useCache((cache) => cache.build);

  // Also when the server has become another build: its page and files are here before anybody presses "Reload".
  useEffect(() => {
    if (build !== "") void startWorker();
  }, [build]);
  useEffect(() => {
    if (!canKeep()) return;
    if (!mayKeep) return eraseSealed();
    const mine = startKeeper(workspace);
    setKeeper(mine);
    return () => mine.finish();
  }, [workspace, mayKeep]);
  useEffect(() => {
    if (channel) keeper?.opened(channel);
  }, [keeper, channel]);
}

async function startWorker(): Promise<void> {
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  try {
    const registration = await navigator.serviceWorker.register(policy.createScriptURL("/worker.js"), { updateViaCache: "none" });
    await registration?.update();
  } catch {
    // No worker: the app works, and opens with a server only.
  }
}
