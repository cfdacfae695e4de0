import { useSearch } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import type { CompanyView } from "../cache/index.ts";

export interface CompanyDialogProps {
  readonly company: CompanyView;
  readonly onClose: () => void;
}

/** The list of dialogs loads behind the first screen. */
export const loadDialogs = () => import("./dialog-parts.tsx");
const OpenDialog = lazy(loadDialogs);

export function Dialogs({ company }: { company: CompanyView }) {
  const { dialog } = useSearch({ from: "/gated/c/$company" });
  return (
    dialog && (
      <Suspense>
        <OpenDialog name={dialog} company={company} />
      </Suspense>
    )
  );
}
