import { accounts as accountContract, companies as contract } from "../../../contract/index.ts";
import {
  accountRoute,
  type Call,
  done,
  type Operation,
  type Origin,
  type PersonActor,
  personRoute,
  publicRoute,
  Refusal,
  type Route,
} from "../../http/index.ts";
import type { Companies } from "./companies.service.ts";
import type { Invites } from "./invites.service.ts";
import type { CompanySecurityService } from "./security.ts";

type AcceptCall = Call<typeof accountContract.acceptInvite>;

export interface CompanyRoutesDeps {
  readonly companies: Companies;
  readonly invites: Invites;
  readonly security: CompanySecurityService;
  /** What a new company starts with: its first channel, or the demo. */
  readonly furnish: (company: string, person: string, start: "empty" | "demo") => Promise<void>;
  readonly leave: (actor: PersonActor, operation: Operation) => Promise<void>;
  readonly accountName: (account: string) => Promise<string>;
  /** Makes an account from the invitation's form. */
  readonly makeAccount: (form: NonNullable<AcceptCall["body"]["account"]>, call: AcceptCall) => Promise<string>;
  /** Does what an invitation opens, and counts it where it opens nothing. */
  readonly opening: <T>(origin: Origin, work: () => Promise<T>) => Promise<T>;
  readonly unmakeAccount: (account: string) => Promise<void>;
  readonly signIn: (account: string, call: AcceptCall) => Promise<void>;
  readonly presentAccount: (account: string) => Promise<unknown>;
}

export function companyRoutes(d: CompanyRoutesDeps): Route[] {
  const create = async (account: string, body: { name: string; start: "empty" | "demo" }, operation: Operation) => {
    const { company, people } = await d.companies.create([account], body.name, operation);
    // Again for a repeated request: the first one may have died in between.
    for (const person of people) await d.furnish(company, person, body.start);
    return d.companies.present(company);
  };
  /** Tells the company's log who comes in; one who is in already finds the invitation used up, and that is no news. */
  const enter = async (account: string, { body, operation, concern }: AcceptCall) => {
    const invite = await d.invites.open(body.token).catch(unlessRefused);
    if (invite) await concern({ company: invite.company, object: invite.invite });
    await d.invites.accept(body.token, account, operation.id);
    const standing = invite && (await d.companies.standingOf(account, invite.company));
    if (standing) await concern({ subject: standing.person });
  };
  return [
    accountRoute(contract.createCompany, (actor, { body, operation }) => create(actor.account, body, operation)),
    personRoute(contract.getCompany, (actor) => d.companies.present(actor.company)),
    personRoute(contract.renameCompany, (actor, { body, operation }) => d.companies.rename(actor, body.name, operation)),
    personRoute(contract.getCompanySecurity, (actor) => d.security.present(actor.company)),
    personRoute(contract.setCompanySecurity, async (actor, { body, operation }) => {
      await d.security.set(actor, body, operation);
      return d.security.present(actor.company);
    }),
    personRoute(contract.leaveCompany, async (actor, { operation }) => {
      await d.leave(actor, operation);
      return done;
    }),
    personRoute(contract.listInvites, (actor) => d.invites.list(actor)),
    personRoute(contract.createInvite, (actor, { body, operation }) => d.invites.create(actor, body, operation)),
    personRoute(contract.inviteMany, (actor, { body, operation }) => d.invites.createMany(actor, body, operation)),
    personRoute(contract.revokeInvite, async (actor, { params, operation }) => {
      await d.invites.revoke(actor, params.invite, operation);
      return done;
    }),
    publicRoute(accountContract.lookInvite, async (actor, { body, origin }) => {
      const invite = await d.opening(origin, () => d.invites.open(body.token));
      const { name } = await d.companies.present(invite.company);
      return { company: name, role: invite.role, expiresAt: invite.expiresAt, signedInAs: actor ? await d.accountName(actor.account) : null };
    }),
    publicRoute(accountContract.acceptInvite, async (actor, call) => {
      if (!call.body.account) {
        if (!actor) throw new Refusal("invalid_request", { fields: [{ path: "body.account", problem: "required" }] });
        // Who came by one company's own connection is nobody in another.
        if (actor.reach !== undefined) throw new Refusal("not_allowed");
        await d.opening(call.origin, () => enter(actor.account, call));
        return d.presentAccount(actor.account) as never;
      }
      await d.opening(call.origin, () => d.invites.open(call.body.token));
      const made = await d.makeAccount(call.body.account, call);
      try {
        await enter(made, call);
      } catch (error) {
        // Somebody else took the last use meanwhile: who did not come in has no account here.
        await d.unmakeAccount(made);
        throw error;
      }
      await d.signIn(made, call);
      return d.presentAccount(made) as never;
    }),
  ];
}

function unlessRefused(error: unknown): undefined {
  if (!(error instanceof Refusal)) throw error;
}
