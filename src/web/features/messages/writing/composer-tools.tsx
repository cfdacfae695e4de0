import { AtSign, Bold, CaseSensitive, Code, Italic, Link2, List, type LucideIcon, Quote, SmilePlus, Strikethrough } from "lucide-react";
import { useState } from "react";
import { keysFor, Registered } from "../../../app/actions.ts";
import { useWords } from "../../../i18n/use-words.ts";
import { IconButton } from "../../../ui/button.tsx";
import { keysAsText } from "../../../ui/keys.tsx";
import { Popover } from "../../../ui/late.tsx";
import { EmojiPicker } from "../emoji/emoji-picker.tsx";
import { apply } from "../typing-help.ts";
import { type FormatName, format, formatNames } from "./formats.ts";

export { SendLater } from "../../scheduled/send-later.tsx";

type Field = () => HTMLTextAreaElement | null | undefined;

/** Puts the sign where the caret is, apart from the word before it. */
function insert(field: HTMLTextAreaElement, sign: string, isWord: boolean): void {
  const from = field.selectionStart;
  const text = isWord && !/(^|\s)$/.test(field.value.slice(0, from)) ? ` ${sign}` : sign;
  apply(field, { from, to: field.selectionEnd, insert: text, select: [from + text.length, from + text.length] });
}

interface ComposerToolsProps {
  readonly field: Field;
  readonly showsFormats: boolean;
  readonly onFormats: () => void;
}

export default function ComposerTools({ field, showsFormats, onFormats }: ComposerToolsProps) {
  const t = useWords();
  const [picks, setPicks] = useState(false);
  const run = (act: (node: HTMLTextAreaElement) => void) => {
    const node = field();
    if (node) act(node);
  };
  return (
    <>
      {formatNames.map((name) => (
        <Registered key={name} name={name} run={() => run((node) => format(node, name))} />
      ))}
      <IconButton icon={CaseSensitive} size="small" label={t("writing.formats")} pressed={showsFormats} onClick={onFormats} className="my-0.5" />
      <IconButton
        icon={AtSign}
        size="small"
        label={t("messages.mention")}
        onClick={() => run((node) => insert(node, "@", true))}
        className="my-0.5 max-sm:hidden"
      />
      <Popover
        title={t("writing.emoji.open")}
        align="end"
        open={picks}
        onOpenChange={setPicks}
        trigger={<IconButton icon={SmilePlus} size="small" label={t("writing.emoji.open")} className="my-0.5" />}
      >
        <EmojiPicker
          onChoose={(emoji) => {
            setPicks(false);
            requestAnimationFrame(() => run((node) => insert(node, emoji, false))); // the pane gives the focus back first
          }}
        />
      </Popover>
    </>
  );
}

const icons: Record<FormatName, LucideIcon> = { bold: Bold, italic: Italic, strike: Strikethrough, code: Code, link: Link2, list: List, quote: Quote };

/** A quiet row of formats, which opens above the words. */
export function FormatRow({ field }: { field: Field }) {
  const t = useWords();
  return (
    <div role="toolbar" aria-label={t("writing.formats")} className="flex flex-wrap gap-0.5 border-b border-line px-2 py-0.5">
      {formatNames.map((name) => (
        <IconButton
          key={name}
          icon={icons[name]}
          size="small"
          label={t(`keys.actions.${name}`)}
          {...(keysFor(name) === "" ? {} : { shortcut: keysAsText(keysFor(name)) })}
          onPointerDown={(event) => event.preventDefault()} // the words stay selected
          onClick={() => {
            const node = field();
            if (node) format(node, name);
          }}
        />
      ))}
    </div>
  );
}
