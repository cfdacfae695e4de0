import type { ClaimContext } from "./context.ts";
import { defineClaim, type Finding } from "./define.ts";
import { socketDies } from "./sockets.ts";
import { bodyOf, Visitor } from "./visitor.ts";

const DEVICES = ["Firefox on a desk", "Chromium on the road", "Safari in a pocket"];

interface Listed {
  readonly id: string;
  readonly current: boolean;
  readonly device: string;
  readonly address: string;
  readonly seenAt: number;
}

/** Somebody on three devices. */
async function onDevices({ probe, accounts }: ClaimContext) {
  const company = await probe();
  const person = await company.newPerson("member");
  const row = await accounts.accounts.find(person.account);
  if (!row) throw new Error("the probe's account is missing");
  const tokens: string[] = [];
  for (const device of DEVICES) tokens.push((await accounts.sessions.start(row, { address: "probe", userAgent: device })).token);
  const own = new Visitor(company, person, "probe", tokens[0]);
  const list = async () => bodyOf<{ sessions: Listed[] }>(await own.ask("listSessions")).sessions;
  return { company, tokens, own, list };
}

async function seenAndEnded(context: ClaimContext): Promise<Finding> {
  const { company, tokens, own, list } = await onDevices(context);
  const shown = await list();
  const isWhole = DEVICES.every((device) => shown.some((one) => one.device === device && one.address === "probe" && one.seenAt > 0));
  const stranger = await company.newPerson("member");
  const [, second = ""] = tokens;
  const ending = shown.find(({ device }) => device === DEVICES[1])?.id ?? "";
  const foreign = await company.request("revokeSession", { as: stranger, params: { session: ending } });
  const before = await own.statusUnder(second);
  await own.ask("revokeSession", { params: { session: ending } });
  const after = await own.statusUnder(second);
  await own.ask("endOtherSessions");
  const left = await list();
  const rest = await Promise.all(tokens.map((token) => own.statusUnder(token)));
  const wrong = [
    ...(isWhole ? [] : [`the list showed ${shown.map(({ device }) => device).join(", ")}`]),
    ...(foreign.status === 404 && before === 200 ? [] : [`somebody else's wish to end it was answered ${foreign.status}, and it ${before} after`]),
    ...(after === 401 ? [] : [`the ended session got ${after}`]),
    ...(left.length === 1 && rest.join() === "200,401,401" ? [] : [`of all others ended, ${left.length - 1} were left, answered ${rest.join(", ")}`]),
  ];
  return {
    looked: shown.length,
    ok: wrong.length === 0,
    evidence:
      wrong.length === 0
        ? `${shown.length} sessions listed with device and address; one ended: 200 before, 401 after; all others ended at once; nobody else could.`
        : `Not so: ${wrong.join("; ")}.`,
  };
}

async function socketGoesToo(context: ClaimContext): Promise<Finding> {
  const { tokens, own, list } = await onDevices(context);
  const [staying = "", ending = ""] = tokens;
  const session = (await list()).find(({ device }) => device === DEVICES[1])?.id ?? "";
  return socketDies(context.premises, { ending, staying }, () => own.ask("revokeSession", { params: { session } }));
}

export const ownSessions = defineClaim({
  id: "C39",
  group: "who-can-get-in",
  source: "practices",
  sentence: { en: "Everybody sees their own sessions and can end each of them.", fr: "Chacun voit ses sessions et peut mettre fin à chacune." },
  clauses: [
    { id: "C39a", sentence: "One sees every session with device and address, and one that is ended is dead at once.", where: "instance", check: seenAndEnded },
    { id: "C39b", sentence: "Its open socket is closed within a second, and no other one.", where: "instance", check: socketGoesToo },
  ],
});
