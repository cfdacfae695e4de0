import { Lexer, type Token, Tokenizer } from "marked";

/** Quotes in quotes and lists in lists that are still laid out. */
const deepest = 12;
/** Characters that the search for closing signs may pass over, all in all. */
const lookAhead = 500_000;
/** A paragraph beyond this is no prose: it is shown as it was typed. */
const longest = 8_000;

const none = () => undefined;

/**
 * Markdown as people type it in a chat. Nothing that was typed disappears: tags and link definitions stay words. Bounded, since a
 * reader's page must not stand still over what somebody else made up.
 */
class ChatTokenizer extends Tokenizer {
  #depth = 0;
  #ahead = lookAhead;

  override html = none;
  override tag = none;
  override def = none;

  override blockquote(src: string) {
    return this.#within(() => super.blockquote(src));
  }
  override list(src: string) {
    return this.#within(() => super.list(src));
  }
  override emStrong(src: string, masked: string, before: string) {
    return this.#looksAhead(src) ? super.emStrong(src, masked, before) : undefined;
  }
  override del(src: string, masked: string, before: string) {
    return this.#looksAhead(src) ? super.del(src, masked, before) : undefined;
  }

  #looksAhead(src: string): boolean {
    if (src[0] !== "*" && src[0] !== "_" && src[0] !== "~") return true; // asked at each place, answered there
    this.#ahead -= src.length;
    return this.#ahead >= 0;
  }

  #within<T>(read: () => T): T | undefined {
    if (this.#depth >= deepest) return undefined;
    this.#depth++;
    try {
      return read();
    } finally {
      this.#depth--;
    }
  }
}

class ChatLexer extends Lexer {
  override inlineTokens(src: string, tokens: Token[] = []): Token[] {
    if (src.length <= longest) return super.inlineTokens(src, tokens);
    tokens.push({ type: "text", raw: src, text: src });
    return tokens;
  }
}

export const readMarkdown = (text: string): Token[] => new ChatLexer({ gfm: true, breaks: true, tokenizer: new ChatTokenizer() }).lex(text);
