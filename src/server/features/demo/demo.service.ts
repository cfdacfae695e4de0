import { digestOf } from "../../../crypto/index.ts";
import type { PersonActor } from "../../http/index.ts";
import type { Clock } from "../../platform/clock/index.ts";
import { derivedId } from "../../platform/records/ids.ts";
import { expect, put, type SealedStore } from "../../platform/records/sealed.ts";
import type { Channels } from "../channels/index.ts";
import type { Messages } from "../messages/index.ts";
import { type Handles, Person } from "../people/index.ts";
import { cast, scenes } from "./demo.content.ts";

export interface FurnishDeps {
  readonly records: SealedStore;
  readonly clock: Clock;
  readonly handles: Handles;
  readonly channels: Channels;
  readonly messages: Messages;
}

/** Named after what it writes: whoever furnishes again after a crash goes on where it stopped. */
const step = (company: string, ...what: string[]) => ({ id: digestOf("furnish", company, ...what), digest: null });

/** Speaks for a person without an account: inside the server, for content that it makes itself. */
const speakerOf = (company: string, person: string): PersonActor => ({
  account: person,
  session: person,
  installationOwner: false,
  isConfirmed: false,
  isStrong: true,
  origin: { address: "", userAgent: "" },
  company,
  person,
  role: "member",
});

const furnishedChannel = (records: SealedStore, company: string, name: string): string => derivedId(records.keys.indexKey(company), "furnished-channel", name);

/** #general, where the company has one. */
export const firstChannel = (records: SealedStore, company: string): string => furnishedChannel(records, company, "general");

/** `empty`: #general, with its maker in it. `demo`: a few channels and colleagues who talk. Doing it twice does it once. */
export async function furnish(d: FurnishDeps, company: string, maker: string, start: "empty" | "demo"): Promise<void> {
  const channelOf = (name: string) => furnishedChannel(d.records, company, name);
  const base = { company, kind: "public", team: null, createdBy: maker } as const;
  if (start === "empty") {
    await d.channels.make({ ...base, channel: channelOf("general"), name: "general", topic: "", members: [maker] }, step(company, "general"));
    return;
  }
  const people = new Map<string, string>();
  for (const { handle, name, title } of cast) people.set(handle, await makePerson(d, company, handle, name, title));
  for (const scene of scenes) {
    const channel = channelOf(scene.name);
    await d.channels.make({ ...base, channel, name: scene.name, topic: scene.topic, members: [maker, ...people.values()] }, step(company, scene.name));
    const posts: number[] = [];
    for (const [i, line] of scene.lines.entries()) {
      const speaker = speakerOf(company, people.get(line.by) ?? maker);
      const text = line.text.replaceAll(/@\{(\w+)\}/g, (_all, handle: string) => `@{${people.get(handle) ?? maker}}`);
      const thread = line.inThreadOf === undefined ? undefined : posts[line.inThreadOf];
      const message = await d.messages.post(speaker, channel, { text, thread, alsoInChannel: false }, step(company, scene.name, `${i}`));
      if (thread === undefined) posts.push(message.post);
      for (const [emoji, handles] of Object.entries(line.reactions ?? {})) {
        for (const handle of handles) await d.messages.react(speakerOf(company, people.get(handle) ?? maker), channel, message.ref, { emoji, on: true });
      }
    }
  }
}

async function makePerson(d: FurnishDeps, company: string, part: string, name: string, title: string): Promise<string> {
  const person = derivedId(d.records.keys.indexKey(company), "demo-person", part);
  const handle = await d.handles.takeFree(company, person, part);
  const row = {
    company,
    person,
    kind: "imported",
    role: "member",
    state: "active",
    account: null,
    createdAt: d.clock.now(),
    since: d.clock.now(),
    name,
    handle,
    title,
    zone: null,
    status: null,
    email: null,
  } as const;
  await d.records.commit(step(company, "person", part).id, [expect(Person, row, 0)], [put(Person, row)]);
  return person;
}
