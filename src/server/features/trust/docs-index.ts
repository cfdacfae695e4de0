/**
 * The documentation as data: pages with title, first paragraph, headings and links; the index for machines (`llms.txt`,
 * in the form of llmstxt.org) made of them; and the links that lead nowhere. Reads a folder, writes nothing.
 */
import { readdir, readFile, stat } from "node:fs/promises";
import { dirname, join, normalize } from "node:path";

export interface DocPage {
  /** From the root, with slashes. */
  readonly path: string;
  readonly title: string;
  /** First paragraph as plain text on one line. */
  readonly summary: string;
  readonly anchors: ReadonlySet<string>;
  /** Targets as written, images included. */
  readonly links: readonly string[];
}

export interface DocsReport {
  readonly pages: number;
  /** Links that lead to files, pages or headings here; those to other sites are not followed. */
  readonly links: number;
  /** One sentence each: a dead link, a page without title or summary, a stale or missing index. */
  readonly faults: readonly string[];
}

/** The pages at the root that are read first; `docs/` follows in the order of paths. */
const rootPages = ["README.md", "ARCHITECTURE.md", "SECURITY.md", "CONTRIBUTING.md", "CHANGELOG.md"];

const plain = (markdown: string) =>
  markdown
    .replace(/!\[[^\]]*\]\([^)]*\)/g, "")
    .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/[*`]/g, "")
    .replace(/\s+/g, " ")
    .trim();

/** The heading's address as GitHub makes it: lower case, blanks to hyphens, other signs dropped. */
const slug = (heading: string) =>
  plain(heading)
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .replace(/\s/g, "-");

function anchorsOf(headings: readonly string[]): Set<string> {
  const anchors = new Set<string>();
  for (const heading of headings) {
    const base = slug(heading);
    let anchor = base;
    for (let n = 1; anchors.has(anchor); n++) anchor = `${base}-${n}`;
    anchors.add(anchor);
  }
  return anchors;
}

function parsePage(path: string, text: string): DocPage {
  const prose = text.replace(/^(```|~~~)[\s\S]*?^\1.*$/gm, "").replace(/<!--[\s\S]*?-->/g, "");
  const headings = [...prose.matchAll(/^#{1,6} +(.+?) *#*$/gm)].map((match) => match[1] ?? "");
  const paragraphs = prose.split(/\n\s*\n/).map((block) => block.trim());
  const summary = paragraphs.find((block) => block !== "" && !/^(#|[-*|>] |\d+\. |!\[|<|\|)/.test(block)) ?? "";
  const linked = prose.replace(/`[^`\n]*`/g, "");
  const links = [/\]\(<?([^()\s>]+)>?(?: "[^"]*")?\)/g, /^\[[^\]]+\]: +(\S+)/gm, /(?:href|src)="([^"]+)"/g].flatMap((form) =>
    [...linked.matchAll(form)].map((match) => match[1] ?? ""),
  );
  return { path, title: plain(headings[0] ?? ""), summary: plain(summary), anchors: anchorsOf(headings), links };
}

async function markdownIn(root: string, folder: string): Promise<string[]> {
  const entries = await readdir(join(root, folder), { recursive: true }).catch(() => []);
  return entries.filter((name) => name.endsWith(".md")).map((name) => `${folder}/${name.replaceAll("\\", "/")}`);
}

const exists = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  );

/** All pages below `root`: the known ones at the top, then `docs/`. */
export async function readDocs(root: string): Promise<DocPage[]> {
  const paths = [...rootPages, ...(await markdownIn(root, "docs")).sort()];
  const pages: DocPage[] = [];
  for (const path of paths) if (await exists(join(root, path))) pages.push(parsePage(path, await readFile(join(root, path), "utf8")));
  return pages;
}

/** `llms.txt`: the name, what it is, and every page with its first paragraph, by folder. */
export function llmsIndex(pages: readonly DocPage[]): string {
  const [first] = pages;
  const folders = Map.groupBy(pages, ({ path }) => dirname(path));
  const sections = [...folders].map(([folder, members]) => {
    const name = folder === "." ? "Overview" : folder;
    return `## ${name}\n\n${members.map(({ path, title, summary }) => `- [${title}](${path}): ${summary}`).join("\n")}\n`;
  });
  return `# ${first?.title ?? ""}\n\n> ${first?.summary ?? ""}\n\n${sections.join("\n")}`;
}

async function deadLink(root: string, page: DocPage, link: string, pages: ReadonlyMap<string, DocPage>): Promise<string | undefined> {
  const [target = "", anchor] = link.split("#");
  const path = target === "" ? page.path : normalize(join(dirname(page.path), decodeURIComponent(target)));
  if (path.startsWith("..")) return `${page.path}: ${link} leads out of the project`;
  if (!(await exists(join(root, path)))) return `${page.path}: ${link} leads to no file`;
  const known = pages.get(path);
  if (anchor !== undefined && known && !known.anchors.has(anchor)) return `${page.path}: ${link} leads to no heading`;
  return undefined;
}

/** Reads the documentation below `root` and says what is wrong with it; `llms.txt` must be what the pages make it. */
export async function checkDocs(root: string): Promise<DocsReport> {
  const pages = await readDocs(root);
  const byPath = new Map(pages.map((page) => [page.path, page]));
  const faults: string[] = [];
  let links = 0;
  for (const page of pages) {
    if (page.title === "" || page.summary === "") faults.push(`${page.path}: a page has a title and a first paragraph`);
    for (const link of page.links) {
      if (/^[a-z][a-z0-9+.-]*:/i.test(link)) continue;
      links++;
      const fault = await deadLink(root, page, link, byPath);
      if (fault) faults.push(fault);
    }
  }
  const index = await readFile(join(root, "llms.txt"), "utf8").catch(() => undefined);
  if (index === undefined) faults.push("llms.txt: missing");
  else if (index !== llmsIndex(pages)) faults.push("llms.txt: not what the pages make it");
  return { pages: pages.length, links, faults };
}
