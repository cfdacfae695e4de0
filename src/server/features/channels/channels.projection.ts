import type { Consumer } from "../../platform/jobs/index.ts";
import { put, type SealedStore } from "../../platform/records/sealed.ts";
import { ChannelMember, Membership } from "./channels.records.ts";

/** Keeps "my channels" after the member rows. Its rows carry the member row's version, so that a late one loses. */
export const membershipProjection = (records: SealedStore): Consumer => ({
  name: "membership",
  tables: [ChannelMember.name],
  from: "durable",
  async handle(changes) {
    const rows = await Promise.all(changes.flatMap((change) => change.rows).map((row) => records.open(ChannelMember, row)));
    await records.merge(
      rows.map(({ company, person, channel, state, since, version }) => put(Membership, { company, person, channel, state, since }, version)),
    );
  },
});
