/** What this server speaks to another one for; names: asking name servers. */
export const egressPurposes = ["sign-in", "directory", "mail", "names"] as const;
export type EgressPurpose = (typeof egressPurposes)[number];
