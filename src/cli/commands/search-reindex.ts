import type { Command, CommandContext } from "../command.ts";

interface Done {
  readonly rows: number;
  readonly documents: number;
}

export const searchReindex: Command = {
  name: "search reindex",
  summary: "Brings the search index to what the store holds, while the server goes on.",
  examples: ["search reindex"],
  more: "A server does so by itself at its start where the index was lost, as after a restore. A run that is stopped goes on where it was.",
  async run({ io, withServer }: CommandContext) {
    const show = (progress: unknown) => {
      const { rows, documents } = progress as Done;
      return documents > 0 ? `${rows} rows, ${documents} documents looked for` : `${rows} rows`;
    };
    const done = (await withServer("search.reindex", {}, show)) as Done;
    io.result(done, () => `${done.rows} rows are in the index as they stand; ${done.documents} documents of it were looked for.`);
    return undefined;
  },
};
