import { common, createLowlight } from "lowlight";

/** A run of code with the kind of sign that it is. */
export interface Run {
  readonly text: string;
  readonly kind: Kind | undefined;
}
export type Kind = "keyword" | "string" | "number" | "comment" | "name" | "added" | "removed";

/** Beyond this colours cost more than they help. */
const longest = 20_000;
const lowlight = createLowlight(common);
type Root = ReturnType<typeof lowlight.highlight>;
type Element = Extract<Root["children"][number], { type: "element" }>;

/** The many classes of the highlighter as the few that we have colours for. */
const kinds: Readonly<Record<string, Kind>> = {
  keyword: "keyword",
  literal: "keyword",
  built_in: "keyword",
  type: "keyword",
  "selector-tag": "keyword",
  "template-tag": "keyword",
  operator: "keyword",
  string: "string",
  regexp: "string",
  symbol: "string",
  char: "string",
  link: "string",
  number: "number",
  comment: "comment",
  quote: "comment",
  doctag: "comment",
  meta: "comment",
  title: "name",
  name: "name",
  section: "name",
  attr: "name",
  attribute: "name",
  property: "name",
  variable: "name",
  addition: "added",
  deletion: "removed",
};

/** The code in runs, or undefined where nobody knows its language. Only what the fence names: nothing is guessed. */
export function highlighted(code: string, language: string): readonly Run[] | undefined {
  if (code.length > longest || !lowlight.registered(language)) return undefined;
  return runsOf(lowlight.highlight(language, code), undefined);
}

function runsOf({ children }: Root | Element, kind: Kind | undefined): Run[] {
  return (children as readonly Root["children"][number][]).flatMap((child) => {
    if (child.type === "text") return [{ text: child.value, kind }];
    return child.type === "element" ? runsOf(child, kindOf(child) ?? kind) : [];
  });
}

function kindOf({ properties }: Element): Kind | undefined {
  const [name] = Array.isArray(properties["className"]) ? properties["className"] : [];
  return kinds[String(name).replace(/^hljs-/, "")];
}
