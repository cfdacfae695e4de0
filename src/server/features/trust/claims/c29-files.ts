/** Hostile texts where a request needs more than itself: as names of files that are really there, as questions to a real index. */
import type { EndpointName } from "../../../../contract/index.ts";
import type { ClaimContext } from "./context.ts";
import { injections } from "./corpus.ts";
import type { Finding } from "./define.ts";
import type { ProbeRequest } from "./probe.ts";
import { binary, bring } from "./sample-files.ts";
import { bodyOf } from "./visitor.ts";

export async function hostileFilesAndQuestions({ probe, accounts, signal }: ClaimContext): Promise<Finding> {
  const company = await probe();
  const { administrator: as, channel } = company;
  const at = { company: company.company, channel };
  const broken: string[] = [];
  const counts = { looked: 0, done: 0, read: 0 };
  const ask = async (what: EndpointName, request: ProbeRequest) => {
    const reply = await company.download(what, { as, address: "probe-hostile", ...request });
    counts.looked++;
    if (reply.status < 300) counts.done++;
    if (reply.status >= 500) broken.push(`${what}: ${reply.status}`);
    return reply;
  };
  const question = (text: string) => ask("search", { params: { company: at.company }, body: { text, typing: true } });
  for (const hostile of injections) {
    signal.throwIfAborted();
    const bytes = Buffer.concat([binary(64), Buffer.from(hostile)]);
    const upload = await bring(company, as, [bytes], hostile);
    const reply = await ask("createFile", { params: at, body: { upload, name: hostile } });
    if (reply.status === 200) {
      const { id: file } = bodyOf<{ id: string }>({ ...reply, text: reply.bytes.toString("utf8") });
      await ask("changeFile", { params: { ...at, file }, body: { name: `${hostile}.txt` } });
      const content = await ask("readFile", { params: { ...at, file } });
      if (!content.isWhole || !content.bytes.equals(bytes)) broken.push(`a file called ${JSON.stringify(hostile.slice(0, 20))} was not read`);
      counts.read++;
      await ask("createShare", { params: { ...at, file }, body: { password: hostile } });
    }
    await ask("createFolder", { params: at, body: { name: hostile } });
    for (const text of [hostile, `"${hostile}"`, `-${hostile} probe`, `probe OR ${hostile}`]) await question(text);
    await ask("readShare", { body: { token: `bsh_${hostile}`, password: hostile } });
  }
  await ask("listFiles", { params: at });
  await accounts.forgetGuesses("probe-hostile", {});
  await company.settled();
  // The control: a word that is there is found, after all that.
  await company.request("postMessage", { as, params: at, body: { text: "zqhostile" } });
  await company.settled();
  const found = await question("zqhostile");
  const hits = bodyOf<{ hits: unknown[] }>({ ...found, text: found.bytes.toString("utf8") }).hits.length;
  if (hits !== 1 || counts.read < injections.length / 2)
    return { looked: counts.looked, ok: false, evidence: `Its control failed: ${hits} of 1 found, ${counts.read} files read.` };
  return {
    looked: counts.looked,
    ok: broken.length === 0,
    evidence:
      broken.length === 0
        ? `${counts.looked} requests with ${injections.length} hostile texts as names of files and folders, questions, passwords and tokens of links: ${counts.done} done, the others refused; ${counts.read} files so named read back byte for byte.`
        : `${broken.slice(0, 5).join("; ")}.`,
  };
}
