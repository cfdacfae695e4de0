// What it is: the way of a letter out of the server: one port, and SMTP to the operator's mail server behind it.
// What it is not: what is written and to whom (features/mail/); connections themselves (egress/).
// Where to start: `Mailer` below; egress/smtp.ts holds the conversation.
import { converse, type Egress, type Letter, type SmtpOutcome, type SmtpServer } from "../egress/index.ts";

export type { Letter, SmtpOutcome, SmtpServer } from "../egress/index.ts";

export interface Mailer {
  readonly server: Omit<SmtpServer, "login" | "authorities"> & { readonly user: string | null };
  send(letter: Letter): Promise<SmtpOutcome>;
}

/** @param isNear whether an address is this machine itself, to which a password may go in clear */
export function smtpMailer(egress: Egress, server: SmtpServer, isNear?: (address: string) => boolean): Mailer {
  const { host, port, from, tls, login } = server;
  return { server: { host, port, from, tls, user: login?.user ?? null }, send: (letter) => converse(egress, server, letter, isNear) };
}
