// The page: starts the words, learns who is signed in, and shows the router's screen inside the frame.
// Not here: nouns (features), parts (ui), knowledge of the server (cache).
// Start at `router.tsx` for the screens and their URLs, then `session.ts` for what happens before the first one.
import "./trusted-types.ts";
import "./styles.css";
import { CSPProvider } from "@base-ui/react/csp-provider";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { startWords } from "../i18n/index.ts";
import { Toasts } from "../ui/toast.tsx";
import { router } from "./router.tsx";
import { startSession } from "./session.ts";
import { onSettings } from "./settings.ts";
import { applyTheme } from "./theme.ts";

const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce;
const place = document.querySelector("#app");

applyTheme();
onSettings(applyTheme);
startSession();
const words = startWords();
void router.load(); // the files of the screen come beside the words
await words;
if (place) {
  createRoot(place).render(
    <StrictMode>
      <CSPProvider nonce={nonce}>
        <RouterProvider router={router} />
        <Toasts />
      </CSPProvider>
    </StrictMode>,
  );
}
