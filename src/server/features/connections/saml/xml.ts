/**
 * XML as identity providers write it, and nothing else: no document type, entities, comments, instructions or CDATA. A comment splits
 * a text in two for one reader and not for another (CVE-2017-11428); an entity reads files (XXE) or fills the memory.
 */
import { DOMParser, type Element, type Node } from "./dom.ts";
import { SamlProblem } from "./problems.ts";

export const namespaces = {
  protocol: "urn:oasis:names:tc:SAML:2.0:protocol",
  assertion: "urn:oasis:names:tc:SAML:2.0:assertion",
  metadata: "urn:oasis:names:tc:SAML:2.0:metadata",
  signature: "http://www.w3.org/2000/09/xmldsig#",
} as const;
export type Namespace = keyof typeof namespaces;

/** Most elements below each other, and most of all. */
const DEEPEST = 40;
const MOST_ELEMENTS = 5000;
/** The parser pays for each namespace that is in force with every element below it. */
const MOST_NAMESPACES = 500;
const ELEMENT = 1;
const TEXT = 3;

const declaration = /^<\?xml version="1\.0"( encoding="(utf-8|UTF-8)")?( standalone="(yes|no)")? ?\?>\s*/;
/** Char of XML 1.0 §2.2, less the line ends that only XML 1.1 knows. */
const foreign = /[^\t\n\r\x20-\x84\x86-\u2027\u2029-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

export interface Strict {
  readonly root: Element;
  /** What was parsed: without declaration and byte order mark. */
  readonly text: string;
}

/** @param bytes UTF-8 @throws SamlProblem too_large, not_xml, forbidden_xml */
export function parseStrict(bytes: Uint8Array, most: number): Strict {
  if (bytes.length > most) throw new SamlProblem("too_large");
  const text = decoded(bytes).replace(declaration, "").trim();
  // "<" begins nothing else in XML: neither text nor attributes may hold one.
  if (/<[!?]/.test(text)) throw new SamlProblem("forbidden_xml");
  if (foreign.test(text)) throw new SamlProblem("not_xml");
  // Before it is parsed: what comes after would be told too late.
  if (count(text, /<(?!\/)/g) > MOST_ELEMENTS || count(text, /xmlns/g) > MOST_NAMESPACES) throw new SamlProblem("too_large");
  const root = parsed(text);
  requireBounded(root);
  return { root, text };
}

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new SamlProblem("not_xml");
  }
}

function parsed(text: string): Element {
  const refuse = (): never => {
    throw new SamlProblem("not_xml");
  };
  try {
    const document = new DOMParser({ locator: {}, errorHandler: { warning: refuse, error: refuse, fatalError: refuse } }).parseFromString(text, "text/xml");
    const root = document?.documentElement;
    // Neither text nor another element beside the root.
    if (!root || childrenOf(document).length !== 1) return refuse();
    return root;
  } catch {
    // The parser throws of its own, too: whatever it is, this is no document.
    throw new SamlProblem("not_xml");
  }
}

/** Counted without recursion: a text of "<a>" alone would end the stack. */
function requireBounded(root: Element): void {
  let seen = 0;
  for (let level: Element[] = [root], depth = 0; level.length > 0; depth++) {
    seen += level.length;
    if (depth > DEEPEST || seen > MOST_ELEMENTS) throw new SamlProblem("too_large");
    level = level.flatMap((one) => elementsIn(one));
  }
}

function childrenOf(node: Node): Node[] {
  const children: Node[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) children.push(child);
  return children;
}

export const elementsIn = (node: Node): Element[] => childrenOf(node).filter((child): child is Element => child.nodeType === ELEMENT);

export const is = (element: Element, namespace: Namespace, name: string): boolean =>
  element.namespaceURI === namespaces[namespace] && element.localName === name;

/** Its children of that name. */
export const all = (parent: Element, namespace: Namespace, name: string): Element[] => elementsIn(parent).filter((child) => is(child, namespace, name));

/** Its only child of that name; undefined when there is none, or more. */
export function only(parent: Element | undefined, namespace: Namespace, name: string): Element | undefined {
  const found = parent ? all(parent, namespace, name) : [];
  return found.length === 1 ? found[0] : undefined;
}

/** The element and all below it, in the order of the document. */
export function walk(root: Element): Element[] {
  const found: Element[] = [];
  const waiting = [root];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    found.push(next);
    waiting.push(...elementsIn(next).reverse());
  }
  return found;
}

/** An attribute without a namespace. */
export const attribute = (element: Element | undefined, name: string): string | undefined =>
  element?.hasAttributeNS(null, name) ? (element.getAttributeNS(null, name) ?? undefined) : undefined;

/** The text of an element that holds nothing else; undefined for others, and for none. */
export function textOf(element: Element | undefined): string | undefined {
  if (!element || childrenOf(element).some(({ nodeType }) => nodeType !== TEXT)) return undefined;
  return (element.textContent ?? "").trim();
}

/** Values of every attribute that some reader takes for an id. */
export function idsOf(element: Element): string[] {
  const ids: string[] = [];
  for (let i = 0; i < element.attributes.length; i++) {
    const one = element.attributes.item(i);
    if (one && (one.localName ?? one.name).toLowerCase() === "id") ids.push(one.value);
  }
  return ids;
}
