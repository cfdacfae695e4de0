import { memo } from "react";
import Markdown, { type Components, defaultUrlTransform } from "react-markdown";
import remarkGfm from "remark-gfm";
import { chatMarks } from "./markdown-plugin.ts";
import { ChannelChip, Everybody, HiddenSign, PersonChip } from "./marks.tsx";

const plugins = [remarkGfm, chatMarks];

/** Links leave without a trace of where they came from; pictures from elsewhere are links, so that reading tells nobody anything. */
const componentsOf = (company: string): Components => ({
  a: ({ href, children }) => (
    <a
      href={href}
      target="_blank"
      rel="noopener noreferrer nofollow"
      className="text-accent underline decoration-accent/40 underline-offset-2 hover:decoration-accent"
    >
      {children}
    </a>
  ),
  img: ({ src, alt }) =>
    typeof src === "string" && src !== "" ? (
      <a href={src} target="_blank" rel="noopener noreferrer nofollow" className="text-accent underline underline-offset-2">
        {alt || src}
      </a>
    ) : (
      alt
    ),
  span: ({ node, children }) => {
    const { dataMark, dataValue } = node?.properties ?? {};
    const value = String(dataValue ?? "");
    if (dataMark === "person") return <PersonChip company={company} id={value} />;
    if (dataMark === "channel") return <ChannelChip company={company} id={value} />;
    if (dataMark === "everybody") return <Everybody text={value} />;
    if (dataMark === "hidden") return <HiddenSign code={value} />;
    return <span>{children}</span>;
  },
  table: ({ children }) => (
    <div className="my-1.5 overflow-x-auto">
      <table>{children}</table>
    </div>
  ),
  input: ({ checked }) => <input type="checkbox" checked={checked ?? false} disabled readOnly className="mr-1.5 align-[-1px]" />,
});

const known = new Map<string, Components>();

/** Markdown without HTML: tags in it are shown as they were typed. */
export default memo(function MarkdownText({ text, company }: { text: string; company: string }) {
  const components = known.get(company) ?? componentsOf(company);
  known.set(company, components);
  return (
    <Markdown remarkPlugins={plugins} components={components} urlTransform={defaultUrlTransform}>
      {text}
    </Markdown>
  );
});
