import { accounts as accountContract, companies as contract } from "../../../contract/index.ts";
import { accountRoute, type Call, done, type Operation, personRoute, publicRoute, Refusal, type Route } from "../../http/index.ts";
import type { Companies } from "./companies.service.ts";
import type { Invites } from "./invites.service.ts";

type AcceptCall = Call<typeof accountContract.acceptInvite>;

export interface CompanyRoutesDeps {
  readonly companies: Companies;
  readonly invites: Invites;
  /** What a new company starts with: its first channel, or the demo. */
  readonly furnish: (company: string, person: string, start: "empty" | "demo") => Promise<void>;
  readonly leave: (actor: Parameters<Companies["rename"]>[0]) => Promise<void>;
  readonly accountName: (account: string) => Promise<string>;
  /** Makes an account from the invitation's form. */
  readonly makeAccount: (form: NonNullable<AcceptCall["body"]["account"]>, call: AcceptCall) => Promise<string>;
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
  return [
    accountRoute(contract.createCompany, (actor, { body, operation }) => create(actor.account, body, operation)),
    personRoute(contract.getCompany, (actor) => d.companies.present(actor.company)),
    personRoute(contract.renameCompany, (actor, { body }) => d.companies.rename(actor, body.name)),
    personRoute(contract.leaveCompany, async (actor) => {
      await d.leave(actor);
      return done;
    }),
    personRoute(contract.listInvites, (actor) => d.invites.list(actor)),
    personRoute(contract.createInvite, (actor, { body, operation }) => d.invites.create(actor, body, operation)),
    personRoute(contract.inviteMany, (actor, { body, operation }) => d.invites.createMany(actor, body, operation)),
    personRoute(contract.revokeInvite, async (actor, { params }) => {
      await d.invites.revoke(actor, params.invite);
      return done;
    }),
    publicRoute(accountContract.lookInvite, async (actor, { body }) => {
      const invite = await d.invites.open(body.token);
      const { name } = await d.companies.present(invite.company);
      return { company: name, role: invite.role, expiresAt: invite.expiresAt, signedInAs: actor ? await d.accountName(actor.account) : null };
    }),
    publicRoute(accountContract.acceptInvite, async (actor, call) => {
      if (!call.body.account) {
        if (!actor) throw new Refusal("invalid_request", { fields: [{ path: "body.account", problem: "required" }] });
        await d.invites.accept(call.body.token, actor.account);
        return d.presentAccount(actor.account) as never;
      }
      await d.invites.open(call.body.token);
      const made = await d.makeAccount(call.body.account, call);
      try {
        await d.invites.accept(call.body.token, made);
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
