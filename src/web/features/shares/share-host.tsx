import { lazy, Suspense } from "react";
import { withWords } from "../../i18n/index.ts";
import { closeShareDialog, useOpenedShare } from "./open-share.ts";

const ShareDialog = lazy(() => withWords(["shares", "administration", "accounts"], import("./share-dialog.tsx")));

/** Where the dialog stands that `openShareDialog` opens, from wherever. */
export function ShareHost() {
  const opened = useOpenedShare();
  return (
    opened && (
      <Suspense>
        <ShareDialog key={opened.file.id} {...opened} onClose={closeShareDialog} />
      </Suspense>
    )
  );
}
