const separators = [",", ";", "\t"] as const;

/** Of what stands in the first line, outside of quotes, most often. */
function separatorOf(text: string): string {
  const line = text.replace(/"[^"]*"?/g, "").split(/[\r\n]/, 1)[0] ?? "";
  const count = (sign: string) => line.split(sign).length;
  return separators.reduce((best, sign) => (count(sign) > count(best) ? sign : best));
}

/** The rows of a table of values (RFC 4180, also with the semicolons and tabs of spreadsheets), empty ones left out; at most so many. */
export function readTable(text: string, most: number): string[][] {
  const separator = separatorOf(text);
  const rows: string[][] = [];
  let row: string[] = [];
  const endRow = () => {
    if (row.length > 1 || row[0] !== "") rows.push(row);
    row = [];
  };
  for (let at = 0; at < text.length && rows.length < most; ) {
    let cell = "";
    if (text[at] === '"') [cell, at] = quoted(text, at + 1);
    const from = at;
    while (at < text.length && text[at] !== separator && text[at] !== "\n" && text[at] !== "\r") at++;
    row.push(cell + text.slice(from, at));
    const sign = text[at++];
    if (sign === separator) {
      if (at === text.length) row.push("");
    } else {
      if (sign === "\r" && text[at] === "\n") at++;
      endRow();
    }
  }
  if (row.length > 0 && rows.length < most) endRow();
  return rows;
}

/** What stands between quotes, two of which are one, and where it goes on behind them. */
function quoted(text: string, from: number): [cell: string, at: number] {
  let cell = "";
  for (let at = from; ; ) {
    const end = text.indexOf('"', at);
    if (end < 0) return [cell + text.slice(at), text.length];
    cell += text.slice(at, end);
    if (text[end + 1] !== '"') return [cell, end + 1];
    cell += '"';
    at = end + 2;
  }
}
