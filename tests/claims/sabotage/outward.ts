/** What others are told: letters, and pages for machines. */
import type { Sabotage } from "./define.ts";

export const outward: readonly Sabotage[] = [
  {
    claim: "C48",
    breaks: "letters go in clear though TLS is offered and required",
    module: "src/server/platform/egress/smtp.ts",
    change: [['requireTLS: server.tls === "require-tls",', "ignoreTLS: true,"]],
  },
  {
    claim: "C54",
    breaks: "the index leaves out a page",
    module: "src/server/features/trust/docs-index.ts",
    change: [["  const [first] = pages;", "  const [first, , ...others] = pages;\n  pages = first ? [first, ...others] : [];"]],
  },
];
