import { CSPProvider } from "@base-ui/react/csp-provider";
import { createRoot } from "react-dom/client";
import type { Client } from "../../../client/index.ts";
import { withWords } from "../../i18n/index.ts";

let asked: Promise<boolean> | undefined;

/** Asks once, however many calls wait for it. False when the reader would rather not. */
export function confirmed(client: Client): Promise<boolean> {
  asked ??= ask(client).finally(() => {
    asked = undefined;
  });
  return asked;
}

/** Beside the app, not in it: whatever asked stands unchanged behind, dialogs too. */
async function ask(client: Client): Promise<boolean> {
  const { ConfirmDialog } = await withWords(["factors", "accounts", "connections"], import("./confirm-dialog.tsx"));
  const place = document.body.appendChild(document.createElement("div"));
  const root = createRoot(place);
  const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce;
  return new Promise((resolve) => {
    const close = (isConfirmed: boolean) => {
      resolve(isConfirmed);
      setTimeout(() => {
        root.unmount(); // not while it renders
        place.remove();
      });
    };
    root.render(
      <CSPProvider nonce={nonce}>
        <ConfirmDialog client={client} onClose={close} />
      </CSPProvider>,
    );
  });
}
