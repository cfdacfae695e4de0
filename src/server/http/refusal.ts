import { type ErrorCode, errorCodes, type FieldProblem, type Problem } from "../../contract/index.ts";
import { equalDigests } from "../../crypto/index.ts";
import { OutcomeUnknown, StorageFull, StoreUnavailable } from "../platform/records/port.ts";

/** The one way to say no: `throw new Refusal("channel_not_found")`. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly code: ErrorCode;
  readonly fields: readonly FieldProblem[];
  /** Seconds. */
  readonly retryAfter: number | undefined;

  constructor(code: ErrorCode, more: { fields?: readonly FieldProblem[]; retryAfter?: number } = {}) {
    super(code);
    this.code = code;
    this.fields = more.fields ?? [];
    this.retryAfter = more.retryAfter;
  }
}

/** One mapper for all errors: known ones keep their code, unknown ones become `internal` and say nothing. */
export function toRefusal(error: unknown): Refusal | undefined {
  if (error instanceof Refusal) return error;
  if (error instanceof StorageFull) return new Refusal("storage_full", { retryAfter: 10 });
  // Repeated with the same key, one of which nobody knows whether it happened is carried out once.
  if (error instanceof StoreUnavailable || error instanceof OutcomeUnknown) return new Refusal("store_unavailable", { retryAfter: 2 });
  return undefined;
}

export function problemOf(refusal: Refusal, requestId: string): Problem {
  const { status, title } = errorCodes[refusal.code];
  return {
    type: `/problems/${refusal.code}`,
    title,
    status,
    code: refusal.code,
    requestId,
    ...(refusal.fields.length > 0 ? { fields: refusal.fields } : {}),
    ...(refusal.retryAfter === undefined ? {} : { retryAfter: refusal.retryAfter }),
  };
}

/** The same Idempotency-Key with another request is refused, whatever the first one did. */
export function refuseOtherRequest(
  outcome: { readonly status: string; readonly entry?: { readonly digest: string | null } },
  operation: { readonly digest: string | null },
): void {
  if (outcome.status !== "repeated") return;
  // Without a key there is no digest: as good as an empty one.
  if (!equalDigests(outcome.entry?.digest ?? "", operation.digest ?? "")) throw new Refusal("key_reused");
}

/**
 * Reads, decides and commits until nobody changed in between what was decided from; a falsy answer means again.
 * @throws Refusal conflict when that never happens: nobody loses so often by chance
 */
export async function decideAgain<T>(decide: () => Promise<T | false | undefined>): Promise<T> {
  for (let tries = 0; tries < 8; tries++) {
    const decided = await decide();
    if (decided) return decided;
  }
  throw new Refusal("conflict");
}
