/** Somebody of the probe at a browser: keeps the cookie that a reply sets. */
import { type Endpoint, type EndpointName, type ErrorCode, errorCodes } from "../../../../contract/index.ts";
import type { Probe, ProbePerson, ProbeReply, ProbeRequest } from "./probe.ts";

export class Visitor {
  token: string;
  readonly #probe: Probe;
  readonly #person: ProbePerson;
  readonly #address: string;

  /** @param address of no net, so that its guesses count against nobody else @param token none: signed out */
  constructor(probe: Probe, person: ProbePerson, address: string, token = "") {
    this.#probe = probe;
    this.#person = person;
    this.#address = address;
    this.token = token;
  }

  async ask(endpoint: EndpointName, request: ProbeRequest = {}): Promise<ProbeReply> {
    const as = this.token === "" ? undefined : { ...this.#person, token: this.token };
    const reply = await this.#probe.request(endpoint, { address: this.#address, ...request, as });
    const [, given] = /bastide=([^;]*)/.exec(reply.headers["set-cookie"] ?? "") ?? [];
    if (given) this.token = given;
    return reply;
  }

  /** The status of a request under a token that it had. */
  async statusUnder(token: string): Promise<number> {
    const reply = await this.#probe.request("getAccount", { address: this.#address, as: { ...this.#person, token } });
    return reply.status;
  }

  async signIn(password = this.#person.password): Promise<ProbeReply> {
    return this.ask("signIn", { body: { login: this.#person.name, password } });
  }
}

export const bodyOf = <T>(reply: ProbeReply): T => JSON.parse(reply.text) as T;

/** Of a refusal; empty for what was done. What has no body, or speaks another protocol, says it by its status alone. */
export const codeOf = (reply: ProbeReply): string =>
  reply.status < 400 ? "" : reply.text.startsWith("{") ? bodyOf<{ code: string }>(reply).code : `status ${reply.status}`;

/** A code as the endpoint's replies tell it: those to HEAD have no body. */
export const toldAs = ({ method }: Endpoint, code: ErrorCode): string => (method === "HEAD" ? `status ${errorCodes[code].status}` : code);
