/** Passwords from elsewhere, another e-mail address, links for new passwords. */
import type { Sabotage } from "./define.ts";

export const credentials: readonly Sabotage[] = [
  {
    claim: "C07",
    breaks: "hashes from elsewhere count as slow, however little work is in them",
    module: "src/server/features/accounts/passwords/imported.ts",
    change: [["read.cost >= floors.bcrypt : read.rounds >= floors[read.hash]", "read.cost > 0 : read.rounds > 0"]],
  },
  {
    claim: "C07",
    breaks: "hashes from elsewhere stay as they came",
    module: "src/server/features/accounts/credentials.service.ts",
    change: [["if (!hasher.isOutdated(credential.phc)) return;", 'if (!hasher.isOutdated(credential.phc) || !credential.phc.startsWith("$argon2")) return;']],
  },
  {
    claim: "C40",
    breaks: "another e-mail address leaves the token as it was",
    module: "src/server/features/accounts/emails.service.ts",
    change: [["mailLanguage: link.language, rotation: (found.rotation ?? 0) + 1 };", "mailLanguage: link.language, rotation: found.rotation };"]],
  },
  {
    claim: "C46",
    breaks: "a link for a new password is good until its time is over",
    module: "src/server/features/accounts/credentials.service.ts",
    change: [['put(ResetLink, { ...made, state: "used" }', "put(ResetLink, { ...made }"]],
  },
  {
    claim: "C46",
    breaks: "any password will do",
    module: "src/server/features/accounts/passwords/strength.ts",
    change: [["  if (problem) throw", '  if (problem === "too_short") throw']],
  },
];
