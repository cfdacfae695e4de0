// What it is: letters to people: what is written in which language, the spool, the owners' page about both.
// What it is not: the conversation with the mail server (platform/mail, platform/egress); when a letter is due (the nouns that ask for it).
// Where to start: `createMail` below, then mail.spool.ts; templates.ts holds the words.
import { mail as contract, mailTemplates } from "../../../contract/mail.ts";
import { randomUUID } from "../../../crypto/index.ts";
import { accountRoute, type Route } from "../../http/index.ts";
import { Spool, type SpoolDeps } from "./mail.spool.ts";
import { examples, render } from "./render.ts";

export type { Answer, Asked } from "./mail.spool.ts";
/** What other nouns take to write to people. */
export type Letters = Pick<Spool, "post" | "isOn">;

export interface MailDeps extends SpoolDeps {
  readonly url: () => string;
  readonly companies: () => Promise<readonly string[]>;
  /** The account's address, confirmed or not. */
  readonly addressOf: (account: string) => Promise<string | null>;
}
export type Mail = ReturnType<typeof createMail>;

export function createMail(d: MailDeps) {
  const spool = new Spool(d);
  const routes: Route[] = [
    accountRoute(contract.getMail, async () => ({
      server: d.mailer?.server ?? null,
      last: spool.last ?? null,
      ...(await spool.standing(await d.companies())),
    })),
    accountRoute(contract.listMailTemplates, async () => {
      const values = examples(d.url(), d.clock.now());
      return { templates: mailTemplates.map((template) => ({ template, en: render(template, "en", values), fr: render(template, "fr", values) })) };
    }),
    accountRoute(contract.testMail, async (actor, { body: { language } }) => {
      const to = await d.addressOf(actor.account);
      if (to === null || !d.mailer) return { to, outcome: null };
      const now = d.clock.now();
      const rendered = render("test", language, { host: new URL(d.url()).host, at: String(now) });
      const outcome = await d.mailer.send({ id: randomUUID(), to, language, writtenAt: now, ...rendered });
      spool.last = { ...outcome, at: now };
      return { to, outcome };
    }),
  ];
  return { spool, routes };
}
