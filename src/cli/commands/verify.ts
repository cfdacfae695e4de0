import type { Command } from "../command.ts";

interface Clause {
  readonly id: string;
  readonly sentence: string;
  readonly state: string;
  readonly looked: number;
  readonly evidence: string;
}

interface Claim {
  readonly id: string;
  readonly sentence: { readonly en: string };
  readonly state: string;
  readonly detail: string;
  readonly at: number | null;
  readonly clauses: readonly Clause[];
}

/** As a reader wants them: what fails first, what is not here last. */
const order = ["not true here", "partly", "nothing to check", "not run yet", "attested", "proven in lab", "proven", "not here yet"];
const signs: Readonly<Record<string, string>> = { "not true here": "✗", proven: "✓", "proven in lab": "✓", attested: "✓" };

function page(build: string, claims: readonly Claim[]): string {
  const groups = order.flatMap((state) => {
    const inside = claims.filter((claim) => claim.state === state);
    return inside.length === 0 ? [] : [[`${state} (${inside.length})`, ...inside.flatMap(lines)].join("\n")];
  });
  const kept = claims.filter(({ state }) => signs[state] === "✓").length;
  return `${groups.join("\n\n")}\n\n${kept} of ${claims.length} sentences are kept by build ${build.slice(0, 12)}.`;
}

function lines({ id, sentence, state, detail, clauses }: Claim): string[] {
  const head = `  ${signs[state] ?? "·"} ${id}  ${sentence.en}${detail === "" ? "" : ` (${detail})`}`;
  return state === "not here yet" ? [head] : [head, ...clauses.map((clause) => `         ${clause.id}  ${clause.state}: ${clause.evidence}`)];
}

export const verify: Command = {
  name: "verify",
  summary: "Executes the checks behind every sentence of the security page, on this installation, and tells which of them hold.",
  options: [{ flags: "--claim <ids>", means: "only these, with commas between: C09,C11" }],
  examples: ["verify", "verify --claim C09,C11", "verify --json"],
  more: "Canaries and hostile requests go into a throw-away company that is gone afterwards; real rows are only read. Ends with 1 when a sentence is not true here. What needs a browser or a traced machine is shown as the build's own tests found it.",
  async run({ io, options, withServer }) {
    const { claim } = options;
    const wanted = typeof claim === "string" ? { claims: claim.split(",").map((id) => id.trim()) } : {};
    const shown = (progress: unknown) => {
      const { done, total, now } = progress as { done: number; total: number; now: string };
      return `${done} of ${total}  ${now}`;
    };
    const { build, claims } = (await withServer("verify", wanted, shown)) as { build: string; claims: Claim[] };
    const plain = claims.map(({ id, sentence, state, at, clauses }) => ({
      id,
      sentence: sentence.en,
      state,
      at,
      clauses: clauses.map((clause) => ({ id: clause.id, state: clause.state, looked: clause.looked, evidence: clause.evidence })),
    }));
    io.result({ build, claims: plain }, () => page(build, claims));
    return claims.some(({ state }) => state === "not true here") ? "check_failed" : "ok";
  },
};
