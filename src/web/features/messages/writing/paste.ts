import i18next from "i18next";
import { toast } from "../../../ui/toast.tsx";
import { apply, type Change } from "../typing-help.ts";
import { fenced, linked } from "./formats.ts";

interface Pasted {
  readonly html: string;
  readonly text: string;
}

/** Puts what was copied elsewhere into the field, as Markdown and in one step for undo. Many lines may become a block of code. */
export async function paste(field: HTMLTextAreaElement, { html, text }: Pasted, manyLines: number): Promise<void> {
  const from = field.selectionStart;
  const to = field.selectionEnd;
  const link = linked(field.value, from, to, text.trim());
  if (link) return apply(field, link);
  const insert = html === "" ? text : await asMarkdown(html, text);
  const at = from + insert.length;
  apply(field, { from, to, insert, select: [at, at] });
  const count = insert.split("\n").length;
  if (count > manyLines && !/^ {0,3}(```|~~~)/m.test(insert)) offerFence(field, { from, to: at, text: insert, count });
}

function offerFence(field: HTMLTextAreaElement, { from, to, text, count }: { from: number; to: number; text: string; count: number }): void {
  toast(i18next.t("writing.pasted.lines", { count }), {
    text: i18next.t("writing.pasted.fence"),
    run: () => {
      const change: Change | undefined = field.value.slice(from, to) === text ? fenced(field.value, from, to) : undefined;
      if (change) apply(field, change);
    },
  });
}

/** Words with nothing around them stay as they were copied; so does everything where reading fails. */
async function asMarkdown(html: string, text: string): Promise<string> {
  if (!/<(?:a|b|strong|i|em|s|del|ul|ol|table|pre|code|blockquote|h[1-6])[\s>]/i.test(html)) return text;
  try {
    const { markdownOf } = await import("./html-to-markdown.ts");
    return markdownOf(html) || text;
  } catch {
    return text;
  }
}
