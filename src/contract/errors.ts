/**
 * The closed table of error codes. Every refusal that leaves the server is one of them, as RFC 9457 problem+json:
 * `{ type, title, status, code, requestId, fields?, retryAfter? }`. Missing and forbidden share one code per noun.
 */
export const errorCodes = {
  invalid_request: { status: 400, title: "The request has a field that does not fit." },
  not_signed_in: { status: 401, title: "Sign in first." },
  token_invalid: { status: 401, title: "This token is not valid, or not any more." },
  out_of_scope: { status: 403, title: "The token was not made for this." },
  wrong_credentials: { status: 401, title: "Name or password is wrong." },
  reset_needed: { status: 403, title: "Only the first 72 bytes of this password counted where it came from. Set a new one by a link." },
  wrong_password: { status: 403, title: "The password is wrong." },
  wrong_code: { status: 403, title: "The code is wrong, or was used already." },
  confirm_first: { status: 403, title: "Show again who you are, then do this." },
  second_factor_needed: { status: 403, title: "This company asks for a second factor. Set one up first." },
  sso_refused: { status: 403, title: "Signing in this way did not work. Ask who looks after your workspace." },
  sso_link_first: { status: 409, title: "There is an account with this address. Sign in with its password once, then link it in Security." },
  connection_needed: { status: 403, title: "This company lets people in by its own sign-in only." },
  cross_site: { status: 403, title: "The request came from another site." },
  not_found: { status: 404, title: "There is nothing here for you." },
  company_not_found: { status: 404, title: "There is no such company for you." },
  team_not_found: { status: 404, title: "There is no such team for you." },
  channel_not_found: { status: 404, title: "There is no such channel for you." },
  message_not_found: { status: 404, title: "There is no such message for you." },
  person_not_found: { status: 404, title: "There is no such person for you." },
  file_not_found: { status: 404, title: "There is no such file for you." },
  upload_not_found: { status: 404, title: "There is no such upload of yours." },
  invite_not_found: { status: 404, title: "This invitation is not valid, or not any more." },
  link_not_found: { status: 404, title: "This link is not valid, or not any more." },
  session_not_found: { status: 404, title: "There is no such session of yours." },
  token_not_found: { status: 404, title: "There is no such token for you." },
  job_not_found: { status: 404, title: "There is no such job for you." },
  not_allowed: { status: 403, title: "Your role does not allow this." },
  name_taken: { status: 409, title: "This name is taken." },
  last_owner: { status: 409, title: "The last one in this role can't be removed." },
  connection_not_found: { status: 404, title: "There is no such sign-in connection for you." },
  domain_not_found: { status: 404, title: "There is no such domain for you." },
  identity_not_found: { status: 404, title: "There is no such link of yours." },
  last_way_in: { status: 409, title: "The last way to sign in can't be removed." },
  factor_not_found: { status: 404, title: "There is no such factor of yours." },
  archived: { status: 409, title: "The channel is archived." },
  already_set_up: { status: 409, title: "This workspace is already set up." },
  edit_window_over: { status: 409, title: "The message can't be edited any more." },
  conflict: { status: 409, title: "Somebody else changed this at the same moment." },
  too_large: { status: 413, title: "This is larger than allowed." },
  weak_password: { status: 422, title: "This password is too easy to guess." },
  key_reused: { status: 422, title: "This Idempotency-Key was used for another request." },
  upload_incomplete: { status: 409, title: "Not all of it has arrived yet." },
  quota_full: { status: 413, title: "There is no room for more files. Destroy what is in the trash, or ask who looks after your workspace." },
  upload_broken: { status: 422, title: "What arrived is not what was sent. Send it again from the start." },
  import_broken: { status: 422, title: "The file can't be imported." },
  busy: { status: 409, title: "Another one of these is running." },
  too_many_attempts: { status: 429, title: "Too many attempts. Wait, then try again." },
  too_many_requests: { status: 429, title: "Too many requests. Wait, then try again." },
  internal: { status: 500, title: "Something failed on the server. Nothing was half-written." },
  store_unavailable: { status: 503, title: "The store does not answer. Try again." },
  shutting_down: { status: 503, title: "The server is restarting." },
  storage_full: { status: 507, title: "The server's disk is full. Reading works, writing does not." },
} as const satisfies Record<string, { status: number; title: string }>;

export type ErrorCode = keyof typeof errorCodes;

export interface FieldProblem {
  /** Dotted path into body, query or params: `body.name`. */
  readonly path: string;
  readonly problem: string;
}

/** What a refused request answers with. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: ErrorCode;
  readonly requestId: string;
  readonly fields?: readonly FieldProblem[];
  /** Seconds. */
  readonly retryAfter?: number;
}
