/** Colleagues and conversations of the demo. `@{handle}` addresses one of the cast, `@{you}` the reader. */
export const cast = [
  { handle: "lea", name: "Léa Moreau", title: "Head of office" },
  { handle: "tomas", name: "Tomás Rivera", title: "Infrastructure" },
  { handle: "aiko", name: "Aiko Tanaka", title: "Legal counsel" },
  { handle: "sam", name: "Sam Okafor", title: "Finance" },
] as const;

type Handle = (typeof cast)[number]["handle"];

export interface Line {
  readonly by: Handle;
  readonly text: string;
  /** Index of the top-level line that it answers. */
  readonly inThreadOf?: number;
  readonly reactions?: Readonly<Record<string, readonly Handle[]>>;
}

export const scenes: readonly { readonly name: string; readonly topic: string; readonly lines: readonly Line[] }[] = [
  {
    name: "general",
    topic: "What concerns everybody",
    lines: [
      {
        by: "lea",
        text: "Good morning! The new workspace is up. **Nothing you write here is readable on the server's disk**: open the menu of any message and look at what is stored.",
        reactions: { "👋": ["tomas", "aiko", "sam"] },
      },
      { by: "tomas", text: "I tried: `sqlite3 bastide.db` shows identifiers, dates and numbers. That's all." },
      { by: "aiko", text: "So the backup is as unreadable as the disk?", inThreadOf: 1 },
      { by: "tomas", text: "Yes. It holds the same sealed rows and none of the three key parts.", inThreadOf: 1, reactions: { "👍": ["aiko"] } },
      { by: "sam", text: "Budget meeting moved to **Thursday, 10:00**. Agenda:\n\n1. Renewals\n2. The audit\n3. Anything else" },
    ],
  },
  {
    name: "security",
    topic: "Questions, reviews, drills",
    lines: [
      { by: "aiko", text: "The auditor asks who can read direct messages. I sent her the trust page; every sentence there can be run." },
      { by: "tomas", text: "The restore drill is on Friday. We need the recovery kit from the safe, @{lea}.", reactions: { "✅": ["lea"] } },
      { by: "lea", text: "It's there. I typed a line of it back when we set this up.", inThreadOf: 1 },
    ],
  },
  {
    name: "coffee",
    topic: "",
    lines: [{ by: "sam", text: "The machine on the second floor works again ☕", reactions: { "🎉": ["lea", "tomas", "aiko"] } }],
  },
];
