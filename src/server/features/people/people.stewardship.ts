import type { z } from "zod";
import type { Session } from "../../../contract/index.ts";
import { type Actor, type Operation, type PersonActor, Refusal } from "../../http/index.ts";
import { requireHolder } from "./people.policy.ts";
import type { People } from "./people.service.ts";

type SessionView = z.output<typeof Session>;

export interface StewardshipDeps {
  readonly openPerson: People["openPerson"];
  /** The account of a person, whoever asks: installation owners run all companies. */
  readonly accountOf: (company: string, person: string) => Promise<string | null>;
  /** @param current the session of who asks */
  readonly sessionsOf: (account: string, current: string) => Promise<readonly SessionView[]>;
  readonly endSessions: (account: string) => Promise<void>;
  /** @throws Refusal session_not_found when the account has no such session */
  readonly endSession: (account: string, session: string, operation: Operation) => Promise<void>;
  readonly resetLink: (account: string) => Promise<{ readonly path: string; readonly expiresAt: number }>;
  /** @returns whether the account has an address that it can go to */
  readonly mailReset: (account: string, link: { readonly path: string; readonly expiresAt: number }) => Promise<boolean>;
  readonly url: () => string;
  /** What a person looks after. */
  readonly channels: Estate;
  readonly teams: Estate;
}

export interface Estate {
  count(company: string, person: string): Promise<number>;
  give(company: string, from: string, to: string): Promise<void>;
}

export type Stewardship = ReturnType<typeof createStewardship>;

/** What those who run a company or the installation do for its people: signing out, resetting, handing over. */
export function createStewardship(d: StewardshipDeps) {
  /** @throws Refusal person_not_found for whom no account stands */
  async function accountOf({ company, person }: { company: string; person: string }): Promise<string> {
    const account = await d.accountOf(company, person);
    if (account === null) throw new Refusal("person_not_found");
    return account;
  }

  async function owned(company: string, person: string) {
    const [channels, teams] = await Promise.all([d.channels.count(company, person), d.teams.count(company, person)]);
    return { channels, teams };
  }

  return {
    ownedBy: owned,

    async owned(actor: PersonActor, person: string) {
      await d.openPerson(actor, person);
      return owned(actor.company, person);
    },

    async handOver(actor: PersonActor, person: string, to: string) {
      const [from, heir] = await Promise.all([d.openPerson(actor, person), d.openPerson(actor, to)]);
      requireHolder(heir);
      if (heir.state !== "active" || heir.role === "guest" || heir.person === from.person) {
        throw new Refusal("invalid_request", { fields: [{ path: "body.to", problem: "cannot_take_over" }] });
      }
      const { company } = actor;
      await d.channels.give(company, person, to);
      await d.teams.give(company, person, to);
      return owned(company, person);
    },

    accountOf,

    async sessions(actor: Actor, account: string) {
      return { sessions: [...(await d.sessionsOf(account, actor.session))] };
    },

    signOut: (account: string): Promise<void> => d.endSessions(account),

    endSession: (account: string, session: string, operation: Operation): Promise<void> => d.endSession(account, session, operation),

    async resetLink(account: string, mail: boolean) {
      const link = await d.resetLink(account);
      return { url: `${d.url()}${link.path}`, expiresAt: link.expiresAt, mailed: mail && (await d.mailReset(account, link)) };
    },
  };
}
