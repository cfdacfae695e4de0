import { useRouterState } from "@tanstack/react-router";

/** The secret of a link, `…#token=SECRET`: behind the `#`, which browsers send to nobody. Empty when there is none. */
export function useLinkToken(): string {
  const hash = useRouterState({ select: ({ location }) => location.hash });
  return new URLSearchParams(hash).get("token") ?? "";
}
