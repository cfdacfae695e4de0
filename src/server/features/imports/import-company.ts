import { operationId } from "../../../crypto/index.ts";
import type { Companies } from "../companies/index.ts";

/** Where an import goes, and the person who stands as its importer: nobody where no owner belongs to the company. */
export interface ImportTarget {
  readonly company: string;
  readonly importer: string | undefined;
}

export interface ImportCompanyDeps {
  readonly companies: Companies;
  /** The installation's owners, the earliest first. */
  readonly owners: () => Promise<readonly string[]>;
}

/**
 * The company of that name. A new one is administered by the installation's owners; while there is none, by nobody, until
 * the first owner adopts it.
 */
export async function companyForImport({ companies, owners }: ImportCompanyDeps, name: string): Promise<ImportTarget> {
  const accounts = await owners();
  const company = (await companies.named(name)) ?? (await companies.create(accounts, name, { id: operationId(), digest: null })).company;
  let importer: string | undefined;
  for (const account of accounts) {
    const standing = await companies.standingOf(account, company);
    if (standing?.state !== "active") continue;
    // Where a run died between the company and the links of its people.
    await companies.link(account, company, standing.person);
    importer ??= standing.person;
  }
  return { company, importer };
}
