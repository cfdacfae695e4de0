import type { CompanyRole } from "../../contract/index.ts";
import { ChannelMember, ErasedChannel } from "../features/channels/index.ts";
import { Link } from "../features/companies/index.ts";
import { Person } from "../features/people/index.ts";
import type { AnyRecord } from "../platform/records/define.ts";
import type { Cell, Row } from "../platform/records/port.ts";
import type { Connection } from "./connection.ts";
import type { Crowd } from "./crowd.ts";
import type { Greeter } from "./me.ts";

const clearOf = (record: AnyRecord, row: Row, column: string): Cell => row.clear[Object.keys(record.clear).indexOf(column)] ?? null;

/**
 * Takes away what a commit takes away, before the commit is answered: it looks at clear columns only, waits for nothing, and
 * gives nothing.
 */
export class Narrowing {
  readonly #crowd: Crowd;
  readonly #greeter: Greeter;

  constructor(crowd: Crowd, greeter: Greeter) {
    this.#crowd = crowd;
    this.#greeter = greeter;
  }

  apply(rows: readonly Row[]): void {
    for (const row of rows) {
      if (row.table === ChannelMember.name) this.#member(row);
      else if (row.table === ErasedChannel.name) this.#erased(row);
      else if (row.table === Person.name) this.#person(row);
      else if (row.table === Link.name) this.#link(row);
    }
  }

  /** Connections that act as this person in another role than the row's. */
  changedRole(row: Row): Connection[] {
    const [company, person] = row.key as [string, string];
    const role = clearOf(Person, row, "role") as CompanyRole;
    return [...this.#crowd.ofPerson(company, person)].filter((connection) => connection.places.get(company)?.actor.role !== role);
  }

  #member(row: Row): void {
    if (clearOf(ChannelMember, row, "state") === "active") return;
    const [company, channel, person] = row.key as [string, string, string];
    this.#greeter.note(company, person, "narrowed");
    for (const connection of this.#crowd.ofPerson(company, person)) this.#greeter.gone(connection, company, channel);
  }

  #erased(row: Row): void {
    const [company, channel] = row.key as [string, string];
    this.#greeter.noteAll(company);
    for (const connection of this.#crowd.ofCompany(company)) this.#greeter.gone(connection, company, channel);
  }

  #person(row: Row): void {
    const [company, person] = row.key as [string, string];
    this.#greeter.note(company, person, "narrowed");
    const isActive = clearOf(Person, row, "state") === "active";
    for (const connection of [...this.#crowd.ofPerson(company, person)]) {
      const place = connection.places.get(company);
      if (!isActive) this.#greeter.companyGone(connection, company);
      // Seen as a guest until it is read anew whom and what he may see.
      else if (place && clearOf(Person, row, "role") === "guest" && place.actor.role !== "guest")
        this.#crowd.enter(connection, { ...place.actor, role: "guest" });
    }
  }

  #link(row: Row): void {
    if (clearOf(Link, row, "state") === "active") return;
    const [account, company] = row.key as [string, string];
    this.#greeter.note(company, clearOf(Link, row, "person") as string, "narrowed");
    for (const connection of this.#crowd.ofAccount(account)) this.#greeter.companyGone(connection, company);
  }
}
