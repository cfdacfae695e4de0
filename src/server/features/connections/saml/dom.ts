/** The part of xmldom that is used. Its own types bring those of browsers with them, which would then seem to be there in all of the server. */
import { createRequire } from "node:module";

export interface Node {
  readonly nodeType: number;
  readonly firstChild: Node | null;
  readonly nextSibling: Node | null;
  readonly textContent: string | null;
}

interface Attribute {
  readonly name: string;
  readonly localName: string | null;
  readonly value: string;
}

export interface Element extends Node {
  readonly localName: string;
  readonly namespaceURI: string | null;
  readonly attributes: { readonly length: number; item(index: number): Attribute | null };
  hasAttributeNS(namespace: string | null, name: string): boolean;
  getAttributeNS(namespace: string | null, name: string): string | null;
}

export interface Document extends Node {
  readonly documentElement: Element | null;
}

type Handler = (message: string) => void;
interface Xmldom {
  readonly DOMParser: new (options: {
    locator: object;
    errorHandler: { warning: Handler; error: Handler; fatalError: Handler };
  }) => {
    parseFromString(text: string, type: "text/xml"): Document | undefined;
  };
}

const require = createRequire(import.meta.url);
const xmldom: Xmldom = require("@xmldom/xmldom");

export const { DOMParser } = xmldom;
