import { useNavigate, useSearch } from "@tanstack/react-router";
import { type ComponentType, lazy, Suspense } from "react";
import type { CompanyView } from "../cache/index.ts";
import { withWords } from "../i18n/index.ts";
import type { DialogName } from "./urls.ts";

export interface CompanyDialogProps {
  readonly company: CompanyView;
  readonly onClose: () => void;
}

/** Each loads when its `?dialog=` is first opened. */
const parts: Record<DialogName, ComponentType<CompanyDialogProps>> = {
  browse: lazy(() => withWords(["browsing"], import("../features/channels/browse-dialog.tsx"))),
  "create-channel": lazy(() => withWords(["channelSettings"], import("../features/channels/create-dialog.tsx"))),
  direct: lazy(() => import("../features/channels/direct-dialog.tsx")),
  invite: lazy(() => withWords(["invites"], import("../features/companies/invite-dialog.tsx"))),
  switch: lazy(() => withWords(["keys"], import("./switcher.tsx"))),
  keys: lazy(() => withWords(["keys"], import("./keys-sheet.tsx"))),
};

export function Dialogs({ company }: { company: CompanyView }) {
  const { dialog } = useSearch({ from: "/gated/c/$company" });
  const navigate = useNavigate();
  if (!dialog) return null;
  const Part = parts[dialog];
  const close = () => void navigate({ to: ".", search: (search) => ({ ...search, dialog: undefined }), replace: true });
  return (
    <Suspense>
      <Part key={dialog} company={company} onClose={close} />
    </Suspense>
  );
}
