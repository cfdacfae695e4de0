/**
 * The shared suite of the records port: what `port.ts` says, as tests. Every adapter passes it, also behind
 * `adversary/` with answers that come late. It knows no engine.
 */
import { afterAll, beforeAll, describe } from "vitest";
import type { RecordsPort } from "./port.ts";
import { claimCases, mergeCases } from "./suite/claims.ts";
import { commitCases } from "./suite/commits.ts";
import { journalCases } from "./suite/journal.ts";
import { propertyCases } from "./suite/model.ts";
import { readCases } from "./suite/reads.ts";
import { storeCases } from "./suite/store.ts";

export { suiteMigrations } from "./suite/tables.ts";

/** A store with the suite's tables (`suiteMigrations`), and what else it holds: cases use places of their own. */
export interface Subject {
  readonly port: RecordsPort;
  /** Closes the store properly and opens it again. */
  reopen(): Promise<RecordsPort>;
  close(): Promise<void>;
}

export interface SuiteOptions {
  /** Runs of the property test; each is a few dozen calls. */
  readonly runs?: number;
}

export function recordsSuite(name: string, open: () => Promise<Subject>, { runs = 60 }: SuiteOptions = {}): void {
  describe(`records port: ${name}`, () => {
    let subject: Subject;
    let port: RecordsPort;
    const use = () => port;
    beforeAll(async () => {
      subject = await open();
      port = subject.port;
    });
    afterAll(() => subject?.close());
    const reopen = async () => {
      port = await subject.reopen();
    };

    commitCases(use);
    journalCases(use, reopen);
    claimCases(use);
    mergeCases(use);
    readCases(use);
    storeCases(use, reopen);
    propertyCases(use, runs);
  });
}
