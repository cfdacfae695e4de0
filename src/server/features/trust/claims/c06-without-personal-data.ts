import { z } from "zod";
import { type EndpointName, endpoints } from "../../../../contract/index.ts";
import type { ClaimContext } from "./context.ts";
import { defineClaim, type Finding } from "./define.ts";
import type { Probe, ProbePerson, ProbeReply } from "./probe.ts";

/** Names of fields that ask who somebody is outside of this workspace. */
const personal = /e-?mail|phone|mobile|birth|gender|(first|last|family|given|real|full)[-_]?name|surname|street|city|postal|postcode|country/i;

type JsonSchema = {
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  allOf?: JsonSchema[];
};

/** Every field that a request takes, by its path; `needed` when the request is refused without it. */
function* fieldsOf(schema: JsonSchema, path: string): Generator<{ path: string; name: string; needed: boolean }> {
  for (const [name, inner] of Object.entries(schema.properties ?? {})) {
    yield { path: `${path}.${name}`, name, needed: schema.required?.includes(name) ?? false };
    yield* fieldsOf(inner, `${path}.${name}`);
  }
  for (const inner of [schema.items, ...(schema.allOf ?? [])]) if (inner) yield* fieldsOf(inner, path);
  // Of several ways one can be chosen: needed is what all of them need.
  const ways = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].map((way) => [...fieldsOf(way, path)]);
  for (const field of ways.flat()) yield { ...field, needed: ways.every((way) => way.some((one) => one.needed && one.path === field.path)) };
}

const requestFields = (schema: z.ZodType, path: string) => [...fieldsOf(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as JsonSchema, path)];
const asks = (fields: readonly { name: string; needed: boolean; path: string }[]) =>
  fields.filter(({ name, needed }) => needed && personal.test(name)).map(({ path }) => path);

async function noFieldNeedsIt(): Promise<Finding> {
  if (asks(requestFields(z.object({ account: z.object({ email: z.email() }) }), "control")).length !== 1)
    return { looked: 1, ok: false, evidence: "Its control failed: a request that needs an e-mail address was not seen." };
  const about: string[] = [];
  const fields = (Object.keys(endpoints) as EndpointName[]).flatMap((name) => {
    const { params, query, body } = endpoints[name];
    const asked = requestFields(body, `${name}.body`);
    const isAbout = asks(asked).length > 0 && asks(asked).length === asked.filter((field) => field.needed).length;
    // Who wants to give an address gives one; nothing else comes of such a request, so nobody needs it.
    if (isAbout) about.push(name);
    return [...requestFields(params, `${name}.params`), ...requestFields(query, `${name}.query`), ...(isAbout ? [] : asked)];
  });
  const needed = asks(fields);
  return {
    looked: fields.length,
    ok: needed.length === 0,
    evidence:
      needed.length === 0
        ? `${fields.length} fields of ${Object.keys(endpoints).length} requests: none that asks for personal data is needed; ${about.length} are about an address and nothing else${about.length > 0 ? ` (${about.join(", ")})` : ""}.`
        : `Needed: ${needed.join(", ")}.`,
  };
}

/** Goes through the core of the product as somebody of whom it knows a pseudonym. */
async function* life(probe: Probe, person: ProbePerson, name: string): AsyncGenerator<{ step: string; reply: ProbeReply; ok?: boolean }> {
  const { company, channel, administrator } = probe;
  const at = { company, channel };
  const invite = await probe.request("createInvite", { as: administrator, params: { company }, body: { role: "member" } });
  yield { step: "invite", reply: invite };
  const token = new URL((JSON.parse(invite.text) as { url: string }).url, "http://probe.invalid").hash.slice("#token=".length);
  const joined = await probe.request("acceptInvite", { body: { token, account: { name, password: person.password } } });
  yield { step: "sign up", reply: joined, ok: (JSON.parse(joined.text) as { email?: unknown }).email === null };
  const signedIn = await probe.request("signIn", { body: { login: name, password: person.password }, address: "probe-pseudonym" });
  yield { step: "sign in", reply: signedIn };
  const session = /bastide=([^;]+)/.exec(signedIn.headers["set-cookie"] ?? "")?.[1] ?? "";
  const as = { ...person, token: session };
  yield { step: "join a channel", reply: await probe.request("joinChannel", { as, params: at, body: {} }) };
  yield { step: "post", reply: await probe.request("postMessage", { as, params: at, body: { text: "From nobody in particular." } }) };
  yield { step: "reply", reply: await probe.request("postMessage", { as, params: at, body: { text: "And again.", thread: 1 } }) };
  yield { step: "react", reply: await probe.request("react", { as, params: { ...at, message: "1" }, body: { emoji: "👍", on: true } }) };
  yield { step: "read", reply: await probe.request("listMessages", { as, params: at }) };
  yield { step: "make a channel", reply: await probe.request("createChannel", { as, params: { company }, body: { name: "pseudonymous", kind: "private" } }) };
  yield { step: "open a direct", reply: await probe.request("openDirect", { as, params: { company }, body: { people: [administrator.actor.person] } }) };
  yield { step: "change the profile", reply: await probe.request("updateMyProfile", { as, params: { company }, body: { title: "" } }) };
  yield {
    step: "change the password",
    reply: await probe.request("changePassword", { as, body: { current: person.password, next: `${person.password}2` }, address: "probe-pseudonym" }),
  };
}

async function worksWithout({ probe: open }: ClaimContext): Promise<Finding> {
  const probe = await open();
  let looked = 0;
  for await (const { step, reply, ok = true } of life(probe, probe.administrator, probe.newName())) {
    looked++;
    if (reply.status !== 200 || !ok) return { looked, ok: false, evidence: `With a pseudonym and no e-mail address, "${step}" was answered ${reply.status}.` };
  }
  return {
    looked,
    ok: true,
    evidence: `${looked} steps, from the invitation to a changed password, with a pseudonym and no e-mail address: all of them worked.`,
  };
}

export const withoutPersonalData = defineClaim({
  id: "C06",
  group: "who-can-read",
  source: "privacy",
  sentence: {
    en: "The workspace can be used without giving any personal data.",
    fr: "On peut utiliser l'espace de travail sans donner de données personnelles.",
  },
  clauses: [
    { id: "C06a", sentence: "No request needs an e-mail address, a telephone number or a real name.", where: "instance", check: noFieldNeedsIt },
    {
      id: "C06b",
      sentence: "Somebody known by a pseudonym alone can sign up and do everything that the product is for.",
      where: "instance",
      check: worksWithout,
    },
  ],
});
