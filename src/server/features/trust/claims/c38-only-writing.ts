import { type Endpoint, type EndpointName, endpoints, type TokenScope, tokenScopes, Written } from "../../../../contract/index.ts";
import type { ClaimContext } from "./context.ts";
import type { Finding } from "./define.ts";
import type { Probe, ProbeRequest } from "./probe.ts";
import { newProgram, type Program } from "./programs.ts";
import { bodyOf } from "./visitor.ts";

const isWriting = ({ token }: Endpoint): boolean => token !== null && token !== "any" && token.access === "write";
const told = new Set(Object.keys(Written.shape));

const tus = { "tus-resumable": "1.0.0" };

/** Sound requests to everything that a token may write to, in an order in which all of them can be done. */
async function requestsTo(company: Probe, mark: string): Promise<Partial<Record<EndpointName, ProbeRequest>>> {
  const { administrator: as, channel } = company;
  const params = { company: company.company };
  const made = async (name: EndpointName, request: ProbeRequest) => bodyOf<{ id: string; ref: string }>(await company.request(name, { as, ...request }));
  const mate = await company.newPerson("member");
  const person = mate.actor.person;
  const { ref: message } = await made("postMessage", { params: { ...params, channel }, body: { text: `said before, ${mark}` } });
  const { id: team } = await made("createTeam", { params, body: { name: `Team ${mark}` } });
  const { id: other } = await made("createChannel", { params, body: { name: `other-${mark}`, kind: "public" } });
  const at = { ...params, channel, message };
  const newUpload = async (size: number) => {
    const { headers } = await company.request("startUpload", { as, params, headers: { ...tus, "upload-length": String(size) } });
    return headers["location"]?.split("/").at(-1) ?? "";
  };
  const newFile = async () => made("createFile", { params: { ...params, channel }, body: { upload: await newUpload(0), name: mark } });
  const [{ id: file }, { id: thrown }] = [await newFile(), await newFile()];
  await company.request("trashFiles", { as, params: { ...params, channel }, body: { files: [thrown] } });
  const inChannel = { ...params, channel };
  const growing = { ...params, upload: await newUpload(5) };
  return {
    updateMyProfile: { params, body: { title: mark } },
    createChannel: { params, body: { name: `made-${mark}`, kind: "public" } },
    openDirect: { params, body: { people: [person] } },
    updateChannel: { params: { ...params, channel: other }, body: { topic: mark } },
    joinChannel: { params: { ...params, channel: other }, body: {} },
    addChannelMember: { params: { ...params, channel: other, person }, body: {} },
    removeChannelMember: { params: { ...params, channel: other, person } },
    leaveChannel: { params: { ...params, channel: other } },
    postMessage: { params: { ...params, channel }, body: { text: mark } },
    react: { params: at, body: { emoji: "👍", on: true } },
    pinMessage: { params: at, body: { pinned: true } },
    editMessage: { params: at, body: { text: `said after, ${mark}` } },
    deleteMessage: { params: at },
    startUpload: { params, headers: { ...tus, "upload-length": "0" } },
    askUpload: { params: growing, headers: tus },
    goOnWithUpload: { params: growing, headers: { ...tus, "upload-offset": "0", "content-type": "application/offset+octet-stream" }, body: "bytes" },
    endUpload: { params: growing, headers: tus },
    createFile: { params: inChannel, body: { upload: await newUpload(0), name: mark } },
    createFolder: { params: inChannel, body: { name: mark } },
    changeFile: { params: { ...inChannel, file }, body: { name: `renamed, ${mark}` } },
    addVersion: { params: { ...inChannel, file }, body: { upload: await newUpload(0) } },
    restoreVersion: { params: { ...inChannel, file, number: "1" } },
    copyFile: { params: { ...inChannel, file }, body: { to: channel } },
    discussFile: { params: { ...inChannel, file }, body: {} },
    trashFiles: { params: inChannel, body: { files: [file] } },
    untrashFiles: { params: inChannel, body: { files: [file] } },
    purgeFiles: { params: inChannel, body: { files: [thrown] } },
    createTeam: { params, body: { name: `Made ${mark}` } },
    renameTeam: { params: { ...params, team }, body: { name: `Renamed ${mark}` } },
    setTeamMember: { params: { ...params, team, person }, body: { role: "member" } },
    removeTeamMember: { params: { ...params, team, person } },
  };
}

/** Everything that a token may write to, asked by one that only writes; the control reads, too. */
export async function writingReadsNothing({ probe }: ClaimContext): Promise<Finding> {
  const company = await probe();
  const names = (Object.keys(endpoints) as EndpointName[]).filter((name) => isWriting(endpoints[name]));
  const wrong: string[] = [];
  /** @returns the endpoints by which it was told more than which one it wrote */
  const askAll = async (program: Program, mark: string): Promise<EndpointName[]> => {
    const requests = await requestsTo(company, mark);
    const unasked = names.filter((name) => !(name in requests));
    if (unasked.length > 0) wrong.push(`nobody asked ${unasked.join(", ")}`);
    const open: EndpointName[] = [];
    for (const [name, request] of Object.entries(requests) as [EndpointName, ProbeRequest][]) {
      const reply = await program.ask(name, request);
      if (reply.status >= 300) wrong.push(`${name} was answered ${reply.status}`);
      else if (reply.text !== "" && Object.keys(bodyOf<object>(reply)).some((field) => !told.has(field))) open.push(name);
    }
    return open;
  };
  const made = (scopes: readonly TokenScope[]) => newProgram(company, company.administrator, { scopes: [...scopes] });
  const writes = tokenScopes.filter((scope) => scope.endsWith(":write"));
  const leaks = await askAll(await made(writes), "written");
  // What reads directs is all that is missing: a direct message is nobody's to read by any endpoint.
  const half = await askAll(await made(tokenScopes.filter((scope) => scope !== "directs:read")), "half");
  const shown = await askAll(await made(tokenScopes), "both");
  if (leaks.length + half.length > 0) wrong.push(`shown by ${[...new Set([...leaks, ...half])].join(", ")}`);
  return {
    looked: names.length * 3,
    ok: wrong.length === 0 && shown.length > 8,
    evidence:
      wrong.length === 0
        ? `${names.length} endpoints that a token may write to: one that only writes was told that it is done and which one it was, nothing else; one that reads, too, was shown more by ${shown.length} of them.`
        : `Not so: ${wrong.slice(0, 5).join("; ")}.`,
  };
}
