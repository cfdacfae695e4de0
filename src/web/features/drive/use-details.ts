import { useNavigate } from "@tanstack/react-router";
import { useEffect, useEffectEvent } from "react";
import type { Entry } from "./entry.ts";

/** So long a choice stands before the panel follows, that a held arrow key asks for one file and not for fifty; in milliseconds. */
const settling = 120;

/** Opens the details of an entry or closes them. While they are open they go along with what is chosen, so that nobody shares one file and means another. */
export function useDetails(file: string | undefined, chosen: readonly Entry[]): (id: string | undefined) => void {
  const navigate = useNavigate();
  const show = (id: string | undefined, replace = false) => void navigate({ to: ".", search: (search) => ({ ...search, details: id }), replace });
  const single = chosen.length === 1 ? chosen[0]?.id : undefined;
  const follow = useEffectEvent((id: string) => {
    if (file !== undefined && file !== id) show(id, true);
  });
  useEffect(() => {
    if (single === undefined) return;
    const timer = setTimeout(() => follow(single), settling);
    return () => clearTimeout(timer);
  }, [single]);
  return (id) => show(id);
}
