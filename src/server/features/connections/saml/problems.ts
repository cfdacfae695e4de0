/** What can be wrong with a message of an identity provider; for administrators, never for strangers. */
export const samlProblems = [
  "too_large",
  "not_base64",
  "not_xml",
  "forbidden_xml",
  "not_a_response",
  "not_metadata",
  "encrypted",
  "assertion_count",
  "duplicate_id",
  "unsigned",
  "signature_shape",
  "algorithm",
  "bad_certificate",
  "bad_signature",
  "refused_there",
  "destination",
  "recipient",
  "wrong_issuer",
  "unsolicited",
  "other_request",
  "expired",
  "not_yet_valid",
  "confirmation",
  "audience",
  "replayed",
  "no_subject",
] as const;
export type SamlProblemCode = (typeof samlProblems)[number];

export class SamlProblem extends Error {
  override readonly name = "SamlProblem";
  readonly code: SamlProblemCode;

  constructor(code: SamlProblemCode) {
    super(code);
    this.code = code;
  }
}
