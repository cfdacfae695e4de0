/**
 * A repair of cassandra-driver 4.10 (its issue NODEJS-681): when a node is lost, the driver may refresh its control
 * connection twice at once; one run takes the connection from the other, which then fails in a rejection that nobody
 * handles, and that would end this process. To be dropped when the driver does one refresh at a time itself.
 */
import type { Client } from "cassandra-driver";

interface ControlConnection {
  _refresh(plan?: unknown): Promise<void>;
  readonly _isShuttingDown: boolean;
}

const RETRY_MS = 1000;

/** @throws TypeError when the driver has another shape than this was written for */
export function repairControlConnection(client: Client): void {
  const control = (client as unknown as { controlConnection?: ControlConnection }).controlConnection;
  if (typeof control?._refresh !== "function") throw new TypeError("another driver than the one that was repaired");
  const refresh = control._refresh.bind(control);
  let running: Promise<void> | undefined;
  const begin = (): Promise<void> => {
    running ??= refresh()
      .catch(() => {
        if (control._isShuttingDown) return;
        setTimeout(() => {
          begin().catch(() => undefined);
        }, RETRY_MS);
      })
      .finally(() => {
        running = undefined;
      });
    return running;
  };
  // With a plan it is a step of the run under way.
  control._refresh = (plan) => (plan === undefined ? begin() : refresh(plan));
}
