import { directories as contract } from "../../../contract/index.ts";
import { done, personRoute, publicRoute, type Route } from "../../http/index.ts";
import type { AccountView } from "../accounts/index.ts";
import type { RequireAnother } from "../connections/index.ts";
import type { DirectoriesService } from "./directories.service.ts";
import type { DirectorySignIns } from "./sign-ins.service.ts";
import type { SyncsService } from "./syncs.service.ts";

export interface DirectoryRoutesParts {
  readonly directories: DirectoriesService;
  readonly syncs: SyncsService;
  readonly signIns: DirectorySignIns;
  readonly describe: (account: string, reach: string | undefined) => Promise<AccountView>;
  readonly requireAnother: RequireAnother;
}

export function directoryRoutes({ directories, syncs, signIns, describe, requireAnother }: DirectoryRoutesParts): Route[] {
  return [
    personRoute(contract.listDirectories, async ({ company }) => ({ directories: await directories.list(company) })),
    personRoute(contract.createDirectory, ({ company }, { body, operation }) => directories.create(company, body, operation)),
    personRoute(contract.changeDirectory, async ({ company }, { params: { directory }, body, operation }) => {
      if (body.state === "off") await requireAnother(company, directory);
      return directories.change(company, directory, body, operation);
    }),
    personRoute(contract.removeDirectory, async ({ company }, { params: { directory }, operation }) => {
      await requireAnother(company, directory);
      await directories.remove(company, directory, operation);
      return done;
    }),
    personRoute(contract.testDirectory, ({ company }, { params: { directory } }) => directories.test(company, directory)),
    personRoute(contract.tryDirectorySync, ({ company }, { params: { directory } }) => syncs.attempt(company, directory)),
    personRoute(contract.syncDirectory, ({ company }, { params: { directory }, body: { gone } }) => syncs.ask(company, directory, gone)),

    publicRoute(contract.signInByDirectory, async (before, { body, setSession, ...call }) => {
      const { token, expiresAt, account, ways, reach } = await signIns.signIn(body, call, before);
      if (ways.length > 0) return { state: "second_factor" as const, ticket: token, ways: [...ways], expiresAt };
      setSession(token, expiresAt);
      return { state: "signed_in" as const, account: await describe(account, reach) };
    }),
  ];
}
