import type { ErrorCode, FieldProblem, Problem } from "../contract/errors.ts";

/** A refusal of the server: one code of the closed table. Narrow by `error.code`; the title is for logs, not for matching. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.title);
    this.problem = problem;
  }

  get code(): ErrorCode {
    return this.problem.code;
  }

  get status(): number {
    return this.problem.status;
  }

  get fields(): readonly FieldProblem[] {
    return this.problem.fields ?? [];
  }

  /** Seconds to wait, where the server named them. */
  get retryAfter(): number | undefined {
    return this.problem.retryAfter;
  }
}

/** No answer came: whether the server did the work is unknown, so repeat with the same key. */
export class UnreachableError extends Error {
  override readonly name = "UnreachableError";

  constructor(cause?: unknown) {
    super("The server did not answer.", { cause });
  }
}

/** Reads a refusal; whatever isn't problem+json (a proxy's page) becomes `store_unavailable` or `internal`. */
export function refusal(status: number, body: unknown, retryAfter: string | null): ApiError {
  if (isProblem(body)) return new ApiError(body);
  const seconds = Number(retryAfter);
  return new ApiError({
    type: "about:blank",
    title: `The server answered ${status}.`,
    status,
    code: status === 401 ? "not_signed_in" : status === 429 ? "too_many_requests" : status >= 502 ? "store_unavailable" : "internal",
    requestId: "",
    ...(retryAfter !== null && Number.isFinite(seconds) ? { retryAfter: seconds } : {}),
  });
}

function isProblem(body: unknown): body is Problem {
  return (
    typeof body === "object" && body !== null && typeof (body as Partial<Problem>).code === "string" && typeof (body as Partial<Problem>).status === "number"
  );
}
