export interface Permalink {
  readonly channel: string;
  /** Of the message: `12` or `12.3`. */
  readonly ref: string;
}

const uuid = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
const code = /```[\s\S]*?(?:```|$)|`[^`\n]*`/g;
const most = 3;

/** The messages of this workspace whose bare addresses stand in a text: those behind words or in code are only links. */
export function permalinksIn(text: string, company: string, origin: string): readonly Permalink[] {
  const address = new RegExp(`(?<![(\\w])${origin.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}/c/${company}/channels/(${uuid})\\?([^\\s<>)]+)`, "g");
  const found = [...text.replace(code, "").matchAll(address)].flatMap(([, channel = "", search]) => {
    const ref = new URLSearchParams(search).get("at") ?? "";
    return /^[1-9]\d{0,14}(\.[1-9]\d{0,14})?$/.test(ref) ? [{ channel, ref }] : [];
  });
  return found.filter((link, i) => found.findIndex(({ channel, ref }) => channel === link.channel && ref === link.ref) === i).slice(0, most);
}
