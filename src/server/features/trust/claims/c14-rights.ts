/** Who is handed the bytes of a file: every endpoint that hands out any, asked by those who may and by those who may not. */
import { type Endpoint, type EndpointName, endpoints } from "../../../../contract/index.ts";
import { randomUUID } from "../../../../crypto/index.ts";
import type { ClaimContext } from "./context.ts";
import type { Finding } from "./define.ts";
import type { Probe, ProbePerson } from "./probe.ts";
import { newFile, picture } from "./sample-files.ts";
import { bodyOf } from "./visitor.ts";

const names = Object.keys(endpoints) as EndpointName[];
/** Whatever hands out bytes that lie in a channel: a new one is asked, too, as soon as it stands in the contract. */
const handingOut = names.filter((name) => (endpoints[name] as Endpoint).stream && endpoints[name].path.includes("/channels/:channel"));
/** What tells of a file without its bytes. */
const telling = names.filter((name) => endpoints[name].method === "GET" && !endpoints[name].stream && endpoints[name].path.includes("/files/:file"));

interface Asked {
  readonly what: string;
  readonly isAllowed: boolean;
  readonly isDone: boolean;
}

interface At {
  readonly company: string;
  readonly channel: string;
  readonly file: string;
  /** A link to the file. */
  readonly share: string;
}

/** Not as JSON alone: bytes, a small picture, a zip. */
async function ask(probe: Probe, name: EndpointName, who: string, as: Pick<ProbePerson, "token"> | undefined, at: At, isAllowed: boolean): Promise<Asked> {
  const takesList = "files" in (endpoints[name].query.shape as object);
  const reply = await probe.download(name, { as, params: { ...at }, ...(takesList ? { query: { files: at.file } } : {}) });
  return { what: `${name} as ${who}`, isAllowed, isDone: reply.status < 300 };
}

/** A copy into the asker's own drive: he may write there, so only the file itself can be refused to him. */
async function takeCopy(probe: Probe, who: string, as: ProbePerson, at: At, isAllowed: boolean): Promise<Asked> {
  const params = { company: at.company };
  const { id: to } = bodyOf<{ id: string }>(await probe.request("openDirect", { as, params, body: { people: [as.actor.person] } }));
  const reply = await probe.request("copyFile", { as, params: { ...at }, body: { to } });
  return { what: `copyFile as ${who}`, isAllowed, isDone: reply.status < 300 };
}

async function inside(probe: Probe): Promise<{ asked: Asked[]; maker: ProbePerson; at: At }> {
  const { company } = probe;
  const person = () => probe.newPerson("member");
  const [maker, member, gone, late, outside] = [await person(), await person(), await person(), await person(), await person()];
  const [guest, stranger] = [await probe.newPerson("guest"), await probe.newStranger()];
  const params = { company };
  const { id: channel } = bodyOf<{ id: string }>(
    await probe.request("createChannel", { as: maker, params, body: { name: `closed-${maker.actor.person.slice(0, 8)}`, kind: "private" } }),
  );
  const add = (who: ProbePerson, history: boolean) =>
    probe.request("addChannelMember", { as: maker, params: { ...params, channel, person: who.actor.person }, body: { history } });
  for (const who of [member, gone]) await add(who, true);
  const { file } = await newFile(probe, maker, channel, "closed.png", [picture(48)]);
  await probe.settled();
  await add(late, false);
  const { id: share } = bodyOf<{ id: string }>(await probe.request("createShare", { as: maker, params: { ...params, channel, file }, body: {} }));
  const at = { company, channel, file, share };
  const asked: Asked[] = [];
  const by = async (who: string, as: Pick<ProbePerson, "token"> | undefined, isAllowed: boolean, list: readonly EndpointName[]) => {
    for (const name of list) asked.push(await ask(probe, name, who, as, at, isAllowed));
  };
  await by("its maker", maker, true, [...handingOut, ...telling]);
  await by("a member of the channel", member, true, handingOut);
  // The control: he may before he is taken out.
  await by("one who is taken out later", gone, true, handingOut);
  asked.push(await takeCopy(probe, "a member of the channel", member, at, true));
  await probe.request("removeChannelMember", { as: maker, params: { ...params, channel, person: gone.actor.person } });
  // Of administrators C37 speaks, at every endpoint of a channel.
  const others = { nobody: undefined, "a stranger": stranger, "a guest": guest, "a member of the company": outside };
  for (const [who, as] of Object.entries({ ...others, "one who was taken out": gone, "one who came later": late }))
    await by(who, as, false, [...handingOut, ...telling]);
  for (const [who, as] of Object.entries({ "a guest": guest, "a member of the company": outside, "one who was taken out": gone, "one who came later": late }))
    asked.push(await takeCopy(probe, who, as, at, false));
  await probe.request("trashFiles", { as: maker, params: { ...params, channel }, body: { files: [file] } });
  await by("a member, after it was thrown away", member, false, handingOut);
  await probe.request("untrashFiles", { as: maker, params: { ...params, channel }, body: { files: [file] } });
  await by("a member, after it was brought back", member, true, handingOut);
  return { asked, maker, at };
}

/** Links by which anybody reads: until they are ended, by their maker or with what he may. */
async function byLinks(probe: Probe, maker: ProbePerson, at: At): Promise<{ asked: Asked[]; guessed: string }> {
  const asked: Asked[] = [];
  const share = async (body: object = {}) => {
    const made = bodyOf<{ id: string; url: string }>(await probe.request("createShare", { as: maker, params: { ...at }, body }));
    return { share: made.id, token: new URL(made.url).hash.slice("#token=".length) };
  };
  const read = async (what: string, body: object, isAllowed: boolean) => {
    const { status } = await probe.download("readShare", { body, address: "probe-share" });
    asked.push({ what: `readShare ${what}`, isAllowed, isDone: status < 300 });
  };
  const password = randomUUID();
  const [open, closed, locked, once] = [await share(), await share(), await share({ password }), await share({ most: 1 })];
  await read("by an open link", { token: open.token }, true);
  await read("by a link, before it is ended", { token: closed.token }, true);
  await probe.request("revokeShare", { as: maker, params: { ...at, share: closed.share } });
  await read("by a link that was ended", { token: closed.token }, false);
  await read("without the link's password", { token: locked.token }, false);
  await read("with the link's password", { token: locked.token, password }, true);
  await read("by a link for one reading", { token: once.token }, true);
  await read("by a link for one reading, once more", { token: once.token }, false);
  await probe.request("trashFiles", { as: maker, params: { company: at.company, channel: at.channel }, body: { files: [at.file] } });
  await read("after the file was thrown away", { token: open.token }, false);
  await probe.request("untrashFiles", { as: maker, params: { company: at.company, channel: at.channel }, body: { files: [at.file] } });
  await read("after it was brought back", { token: open.token }, true);
  await probe.request("removeChannelMember", { as: maker, params: { company: at.company, channel: at.channel, person: maker.actor.person } });
  await read("after its maker left the channel", { token: open.token }, false);
  return { asked, guessed: locked.share };
}

export async function onlyThoseWhoMay({ probe, accounts }: ClaimContext): Promise<Finding> {
  const company = await probe();
  const { asked: closed, maker, at } = await inside(company);
  const links = await byLinks(company, maker, at);
  const asked = [...closed, ...links.asked];
  await accounts.forgetGuesses("probe-share", { link: links.guessed });
  const wrong = asked.filter(({ isAllowed, isDone }) => isAllowed !== isDone);
  const allowed = asked.filter(({ isAllowed }) => isAllowed).length;
  return {
    looked: asked.length,
    ok: wrong.length === 0,
    evidence:
      wrong.length === 0
        ? `${asked.length} requests for a file of a private channel, by ${handingOut.join(", ")}, copies and share links: ${allowed} answered to those who may, ${asked.length - allowed} refused to others.`
        : `${wrong.length} of ${asked.length} not as they should be: ${wrong
            .slice(0, 5)
            .map(({ what, isDone }) => `${what}: ${isDone ? "handed out" : "refused"}`)
            .join("; ")}.`,
  };
}
