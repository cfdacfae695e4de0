import type { ErrorCode } from "../../../contract/errors.ts";
import type { LateError } from "../en-late.ts";

/** What happened, what stayed safe, what to do: one sentence or two for each code of the contract. */
export const errors = {
  invalid_request: "Something in this form does not fit.",
  not_signed_in: "You are signed out. Sign in to go on.",
  cross_site: "The request came from another site and was refused.",
  not_found: "There is nothing here for you.",
  company_not_found: "There is no such workspace for you.",
  team_not_found: "There is no such team for you.",
  channel_not_found: "There is no such channel for you.",
  message_not_found: "There is no such message for you.",
  person_not_found: "There is no such person for you.",
  not_allowed: "Your role does not allow this.",
  name_taken: "This name is taken. Choose another one.",
  last_owner: "The last one in this role can’t be removed. Give the role to somebody else first.",
  archived: "The channel is archived. Restore it to write in it.",
  edit_window_over: "This message can’t be edited any more.",
  conflict: "Somebody else changed this at the same moment. Look at it again.",
  too_large: "This is larger than allowed.",
  key_reused: "This was already sent with other words.",
  busy: "Another one of these is running. Wait until it is done.",
  too_many_attempts: "Too many attempts. Wait a little, then try again.",
  too_many_requests: "Too many requests. Wait a little, then try again.",
  internal: "Something failed on the server. Nothing was half-written. Try again.",
  store_unavailable: "The server’s store does not answer. Try again in a moment.",
  shutting_down: "The server is restarting. Try again in a moment.",
  storage_full: "The server’s disk is full. Reading works, writing does not.",
  unreachable: "The server does not answer. Check your connection, then try again.",
} satisfies Record<Exclude<ErrorCode, LateError> | "unreachable", string>;
