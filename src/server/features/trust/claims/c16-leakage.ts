/** What `bench/leakage.ts` found, and in what: the newest run that was looked at. */
export interface LeakageRun {
  readonly data: string;
  /** SHA-256 of what makes tokens and of what attacked them, as they were: tests/static/leakage.test.ts */
  readonly of: string;
  readonly documents: number;
  readonly known: number;
  /** In per cent, of the different tokens of texts and of all their postings. */
  readonly recovered: readonly { readonly by: string; readonly tokens: number; readonly postings: number }[];
}

const recovered: LeakageRun["recovered"] = [
  { by: "the frequency of words alone", tokens: 0.1, postings: 13.5 },
  { by: "frequency and which words stand together (refined score, 5,000 words tried)", tokens: 4.5, postings: 63.7 },
  { by: "known messages matched by their times", tokens: 53.1, postings: 97.0 },
];

export const leakage: LeakageRun = {
  data: "the public export of freeCodeCamp's Slack",
  of: "IksJFcw39VjnXILhWI-kFXusE-20c2ijqvei909jEcE",
  documents: 209_678,
  known: 104_508,
  recovered,
};
