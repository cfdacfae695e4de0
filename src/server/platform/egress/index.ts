// The only way out of the server: requests to configured peers, names looked up once, addresses judged, each connection counted.
// Not here: whom to speak to and why; a feature brings the peer that an owner or administrator configured.
// Start at `Egress` in egress.ts; addresses.ts says which addresses nobody is sent to.
export type { Allowed } from "./addresses.ts";
export { Egress, type EgressLimits, type EgressOptions, EgressRefused } from "./egress.ts";
export { type LdapFault, type LdapLimits, LdapLink, LdapRefused, type LdapServer, openLdap } from "./ldap.ts";
export type { LdapEntry } from "./ldap-replies.ts";
export type { Ledger, PeerUse } from "./ledger.ts";
export { converse, type Letter, type SmtpOutcome, type SmtpServer, written } from "./smtp.ts";
