// What it is: directories of companies (LDAP, Active Directory): signing in by them, and people who follow them.
// What it is not: the conversation itself (platform/egress), the connection that lets people in and their links (connections/).
// Where to start: syncs.service.ts for what a sync does, plan.ts for what it decides, talks.ts for what is asked of the directory.
import type { Clock } from "../../platform/clock/index.ts";
import type { Egress, LdapLimits } from "../../platform/egress/index.ts";
import type { SealedStore } from "../../platform/records/sealed.ts";
import type { Connections } from "../connections/index.ts";
import { type DirectoryRoutesParts, directoryRoutes } from "./directories.routes.ts";
import { DirectoriesService } from "./directories.service.ts";
import { Follower, type FollowerParts } from "./follower.ts";
import { DirectorySignIns, type DirectorySignInsParts } from "./sign-ins.service.ts";
import { type SyncsParts, SyncsService } from "./syncs.service.ts";
import { Talks } from "./talks.ts";

export type { DirectorySettings } from "./directory.ts";
export { Talks } from "./talks.ts";

export interface DirectoriesDeps
  extends Pick<FollowerParts, "trail" | "standingOf" | "admit" | "follow" | "takeOut" | "endReaching">,
    Pick<SyncsParts, "isLastAdministrator" | "owned" | "nameOf" | "onError">,
    Pick<DirectoryRoutesParts, "describe"> {
  readonly records: SealedStore;
  readonly clock: Clock;
  readonly egress: Egress;
  readonly accounts: FollowerParts["accounts"] & DirectorySignInsParts["accounts"];
  readonly connections: Connections;
  readonly limits?: LdapLimits;
}

export function createDirectories(d: DirectoriesDeps) {
  const { records, clock } = d;
  const { connections, identities, requireAnother, signIns: frame } = d.connections;
  const talks = new Talks(d.egress, clock, d.limits);
  const follower = new Follower({ ...d, now: clock.now, connections, identities });
  const syncs = new SyncsService({ ...d, connections, talks, follower, open: (holder, connection) => directories.open(holder, connection) });
  const directories: DirectoriesService = new DirectoriesService({ records, now: clock.now, connections, talks, syncs });
  const signIns = new DirectorySignIns({ ...d, now: clock.now, connections, signIns: frame, directories, follower, talks });
  return {
    syncs,
    /** Names of the servers that are switched on for the company. */
    peersOf: async (company: string): Promise<string[]> => (await directories.list(company)).filter(({ state }) => state === "on").map(({ host }) => host),
    routes: directoryRoutes({ ...d, requireAnother, directories, syncs, signIns }),
  };
}
