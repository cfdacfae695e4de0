import Papa from "papaparse";

export interface InviteLine {
  readonly label: string;
  readonly role: string;
  readonly channels: string[];
}

const names = { label: /^(label|name|nom|person|personne|e-?mail|courriel)$/i, role: /^(role|rôle)$/i, channels: /^(channels?|canaux|canal)$/i } as const;
const roleWords: Record<string, string> = { "": "member", membre: "member", invité: "guest", administrateur: "administrator", admin: "administrator" };

/** Rows of a table as text: comma, semicolon or tab; with or without a first line that names the columns (else label, role, channels). */
export function readRows(text: string): InviteLine[] {
  const { data } = Papa.parse<string[]>(text.replace(/^\uFEFF/, "").trim(), { skipEmptyLines: "greedy" });
  const [first = []] = data;
  const find = (name: RegExp) => first.findIndex((cell) => name.test(cell.trim()));
  const named = { label: find(names.label), role: find(names.role), channels: find(names.channels) };
  const hasHead = named.label >= 0;
  const at = hasHead ? named : { label: 0, role: 1, channels: 2 };
  return data.slice(hasHead ? 1 : 0).map((cells) => {
    const role = (cells[at.role] ?? "").trim().toLowerCase();
    return {
      label: (cells[at.label] ?? "").trim().slice(0, 100),
      role: roleWords[role] ?? role,
      channels: (cells[at.channels] ?? "")
        .split(/[\s,;|]+/)
        .map((name) => name.replace(/^#/, ""))
        .filter(Boolean),
    };
  });
}

/** What the server answered, as a table that a spreadsheet opens; a cell never begins like a formula. */
export function writeRows(rows: readonly { readonly label: string; readonly url: string | null }[]): string {
  return Papa.unparse(
    rows.map(({ label, url }) => ({ label, url: url ?? "" })),
    { escapeFormulae: true },
  );
}
