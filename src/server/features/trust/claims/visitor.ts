/** Somebody of the probe at a browser: keeps the cookie that a reply sets. */
import type { EndpointName } from "../../../../contract/index.ts";
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

/** Of a refusal; empty for what was done. */
export const codeOf = (reply: ProbeReply): string => (reply.status < 400 ? "" : bodyOf<{ code: string }>(reply).code);
