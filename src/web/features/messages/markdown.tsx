import type { MarkedToken, Token, Tokens } from "marked";
import { createElement, Fragment, lazy, memo, type ReactNode, Suspense } from "react";
import { whenQuiet } from "../../app/quiet.ts";
import { readMarkdown } from "./chat-lexer.ts";
import { CodeText, Words } from "./text-marks.tsx";

const CodeColours = lazy(() => whenQuiet(() => import("./code/code-colours.tsx")));

/** Markdown as React's own elements: there is no HTML on the way, so tags in it are shown as they were typed. */
export const Markdown = memo(function Markdown({ text, company }: { text: string; company: string }) {
  return <Parts tokens={readMarkdown(text)} company={company} />;
});

interface PartsProps {
  readonly tokens: readonly Token[];
  readonly company: string;
}

/** Children in their order: a message's parts never move, so they need no keys. */
const each = <T,>(items: readonly T[], show: (item: T) => ReactNode): ReactNode => createElement(Fragment, null, ...items.map(show));

function Parts({ tokens, company }: PartsProps): ReactNode {
  return each(tokens as readonly MarkedToken[], (token) => <Part token={token} company={company} />);
}

/** What may scroll sideways is reached by Tab, as Safari doesn't do by itself. */
const reached = (node: HTMLElement | null) => node?.setAttribute("tabindex", "0");

/** A box is called what stands beside it. */
const named = (box: HTMLElement | null) => box?.setAttribute("aria-label", box.parentElement?.textContent ?? "");

function Part({ token, company }: { token: MarkedToken; company: string }): ReactNode {
  const inner = (tokens: readonly Token[]) => <Parts tokens={tokens} company={company} />;
  switch (token.type) {
    case "space":
      return null;
    case "br":
      return <br />;
    case "hr":
      return <hr />;
    case "paragraph":
      return <p>{inner(token.tokens)}</p>;
    case "heading": {
      const Heading = `h${token.depth}` as "h1";
      return <Heading>{inner(token.tokens)}</Heading>;
    }
    case "blockquote":
      return <blockquote>{inner(token.tokens)}</blockquote>;
    case "list":
      return <List list={token} company={company} />;
    case "table":
      return <Table table={token} company={company} />;
    case "code":
      return (
        <pre ref={reached}>
          <code>
            <Code text={token.text} language={token.lang} />
          </code>
        </pre>
      );
    case "codespan":
      return (
        <code>
          <CodeText text={token.text} />
        </code>
      );
    case "strong":
      return <strong>{inner(token.tokens)}</strong>;
    case "em":
      return <em>{inner(token.tokens)}</em>;
    case "del":
      return <del>{inner(token.tokens)}</del>;
    case "link":
      return (
        <Link href={token.href} raw={token.raw}>
          {inner(token.tokens)}
        </Link>
      );
    case "image": // a link, so that reading tells nobody anything
      return (
        <Link href={token.href} raw={token.raw}>
          {token.text || token.href}
        </Link>
      );
    case "checkbox":
      return <input ref={named} type="checkbox" checked={token.checked} disabled readOnly className="mr-1.5 align-[-1px]" />;
    case "text":
      return token.tokens ? inner(token.tokens) : <Words text={token.text} company={company} />;
    case "escape":
      return token.text;
    default:
      return token.raw;
  }
}

function List({ list, company }: { list: Tokens.List; company: string }) {
  const items = each(list.items, ({ tokens }) => (
    <li>
      <Parts tokens={tokens} company={company} />
    </li>
  ));
  if (list.ordered) return <ol start={list.start || undefined}>{items}</ol>;
  return <ul className={list.items.some(({ task }) => task) ? "contains-task-list" : undefined}>{items}</ul>;
}

const sides = { left: "text-left", center: "text-center", right: "text-right" } as const;

function Table({ table, company }: { table: Tokens.Table; company: string }) {
  const row = (cells: readonly Tokens.TableCell[], Cell: "th" | "td") => (
    <tr>
      {each(cells, ({ tokens, align }) => (
        <Cell className={align ? sides[align] : undefined}>
          <Parts tokens={tokens} company={company} />
        </Cell>
      ))}
    </tr>
  );
  return (
    <div className="my-1.5 overflow-x-auto">
      <table>
        <thead>{row(table.header, "th")}</thead>
        <tbody>{each(table.rows, (cells) => row(cells, "td"))}</tbody>
      </table>
    </div>
  );
}

/** In the colours of its language, when what knows them has come; until then, and without one, as it is. */
function Code({ text, language = "" }: { text: string; language: string | undefined }) {
  const plain = <CodeText text={text} />;
  if (language === "") return plain;
  return (
    <Suspense fallback={plain}>
      <CodeColours text={text} language={language.toLowerCase()} />
    </Suspense>
  );
}

const schemes = new Set(["http:", "https:", "mailto:", "xmpp:", "irc:", "ircs:"]);
const isSafe = (href: string) => href.startsWith("/") || (URL.canParse(href) && schemes.has(new URL(href).protocol));

/** Leads only where a browser may go, and leaves without a trace of where it came from; else it stays what was typed. */
function Link({ href, raw, children }: { href: string; raw: string; children: ReactNode }) {
  if (!isSafe(href)) return raw;
  return (
    <a
      href={href}
      target="_blank"
      rel="noopener noreferrer nofollow"
      className="text-accent underline decoration-accent/40 underline-offset-2 hover:decoration-accent"
    >
      {children}
    </a>
  );
}
