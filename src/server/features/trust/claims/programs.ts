/** Programs of the probe: tokens that its people make, and requests that bear them. */
import type { BodyIn, EndpointName, Endpoints } from "../../../../contract/index.ts";
import type { Probe, ProbePerson, ProbeReply, ProbeRequest } from "./probe.ts";
import { bodyOf } from "./visitor.ts";

export interface Program {
  readonly id: string;
  readonly value: string;
  ask(endpoint: EndpointName, request?: ProbeRequest): Promise<ProbeReply>;
}

/** @throws Error when the probe's person is not given one */
export async function newProgram(probe: Probe, as: ProbePerson, wanted: Omit<BodyIn<Endpoints["createToken"]>, "name">): Promise<Program> {
  const reply = await probe.request("createToken", { as, params: { company: probe.company }, body: { name: "probe", ...wanted } });
  if (reply.status !== 200) throw new Error(`no token was made: ${reply.status}`);
  const { id, value } = bodyOf<{ id: string; value: string }>(reply);
  return {
    id,
    value,
    ask: (endpoint, request = {}) => probe.request(endpoint, { ...request, headers: { ...request.headers, authorization: `Bearer ${value}` } }),
  };
}
