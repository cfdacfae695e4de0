import { useNavigate } from "@tanstack/react-router";
import { type ComponentType, lazy } from "react";
import { withWords } from "../i18n/index.ts";
import type { CompanyDialogProps } from "./dialogs.tsx";
import type { DialogName } from "./urls.ts";

/** Each loads when its `?dialog=` is first opened. */
const parts: Record<DialogName, ComponentType<CompanyDialogProps>> = {
  browse: lazy(() => withWords(["browsing"], import("../features/channels/browse-dialog.tsx"))),
  "create-channel": lazy(() => withWords(["channelSettings"], import("../features/channels/create-dialog.tsx"))),
  date: lazy(() => withWords(["find"], import("../features/find/date-dialog.tsx"))),
  direct: lazy(() => import("../features/channels/direct-dialog.tsx")),
  invite: lazy(() => withWords(["invites"], import("../features/companies/invite-dialog.tsx"))),
  switch: lazy(() => withWords(["keys"], import("./switcher.tsx"))),
  keys: lazy(() => withWords(["keys"], import("./keys-sheet.tsx"))),
};

export default function OpenDialog({ name, company }: Pick<CompanyDialogProps, "company"> & { readonly name: DialogName }) {
  const navigate = useNavigate();
  const Part = parts[name];
  const close = () => void navigate({ to: ".", search: (search) => ({ ...search, dialog: undefined }), replace: true });
  return <Part key={name} company={company} onClose={close} />;
}
