import { createElement, Fragment, useMemo } from "react";
import { CodeText } from "../text-marks.tsx";
import { highlighted, type Kind } from "./highlight.ts";

export const colours: Record<Kind, string> = {
  keyword: "text-accent",
  string: "text-positive",
  number: "text-warning",
  comment: "text-ink-3",
  name: "font-medium",
  added: "text-positive",
  removed: "text-danger",
};

/** Code in the colours of its language: the same signs in the same places. */
export default function CodeColours({ text, language }: { text: string; language: string }) {
  const runs = useMemo(() => highlighted(text, language), [text, language]);
  if (!runs) return <CodeText text={text} />;
  const parts = runs.map(({ text, kind }) => createElement("span", { className: kind && colours[kind] }, <CodeText text={text} />));
  return createElement(Fragment, null, ...parts);
}
