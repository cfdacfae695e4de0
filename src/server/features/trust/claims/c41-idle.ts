import type { ClaimContext } from "./context.ts";
import { defineClaim, type Finding } from "./define.ts";

const MINUTE = 60_000;

async function endsIdle({ probe, accounts }: ClaimContext): Promise<Finding> {
  const company = await probe();
  const person = await company.newPerson("member");
  const set = (idleMinutes: number | null, mostHours: number | null) =>
    company.request("setCompanySecurity", {
      as: company.administrator,
      params: { company: company.company },
      body: { secondFactor: "nobody", graceDays: 0, idleMinutes, mostHours },
    });
  const lives = (minutes: number) => accounts.sessionsIn(minutes * MINUTE).isAlive(person.token);
  const wrong: string[] = [];
  let looked = 0;
  const look = async (what: string, minutes: number, isAlive: boolean) => {
    looked++;
    if ((await lives(minutes)) !== isAlive) wrong.push(`${what}: ${isAlive ? "over" : "alive"} after ${minutes} minutes`);
  };
  try {
    for (const idle of [5, 45]) {
      const { status } = await set(idle, null);
      if (status !== 200) return { looked, ok: false, evidence: `The limit could not be set: ${status}.` };
      await look(`idle limit of ${idle} minutes`, idle - 1, true);
      await look(`idle limit of ${idle} minutes`, idle + 1, false);
    }
    await set(null, 2);
    await look("limit of 2 hours in any case", 119, true);
    await look("limit of 2 hours in any case", 121, false);
    await set(null, null);
    await look("no limit of the company's own", 121, true);
  } finally {
    await set(null, null);
  }
  return {
    looked,
    ok: wrong.length === 0,
    evidence:
      wrong.length === 0
        ? `${looked} looks at a session under a moved clock, with two idle limits and one absolute: all as set.`
        : `Not so: ${wrong.join("; ")}.`,
  };
}

export const idleSessions = defineClaim({
  id: "C41",
  group: "who-can-get-in",
  source: "practices",
  sentence: { en: "An idle session ends after a time that can be set.", fr: "Une session inactive prend fin après un délai réglable." },
  clauses: [{ id: "C41a", sentence: "Sessions end at the idle and the absolute limit that a company sets.", where: "instance", check: endsIdle }],
});
