/**
 * Which markup a text is written in. Slack's own clients write mrkdwn; texts that reached Slack's format from elsewhere
 * (bridges, converters of other chats' logs) often hold Markdown already, and mrkdwn's `*bold*` would be wrong there.
 */
export type Dialect = "slack" | "markdown";

/** Forms that nobody types: Slack writes them when a message is sent. */
const SLACK_REFERENCE =
  /<(?:@[UW][A-Z0-9]{2,}(?:\|[^<>\n]*)?|#[CGD][A-Z0-9]{2,}(?:\|[^<>\n]*)?|!(?:here|channel|everyone)(?:\|[^<>\n]*)?|!(?:subteam|date)\^[^<>\n]+)>/;
const SLACK_LINK = /<(?:https?:\/\/|mailto:)[^<>\s|]+(?:\|[^<>\n]*)?>|&(?:amp|lt|gt);/;
/** Slack would have put the link into `<…>` and written the others as `&lt;` and `&amp;`. */
const NEVER_FROM_SLACK = /(?<![<|([\w/"'=])https?:\/\/|<(?![@#!]|https?:|mailto:|tel:)|&(?!amp;|lt;|gt;)/;

/** Does this one message show that Slack's own client or API wrote it? */
export function isSlackMarkup(text: string, hasBlocks: boolean): boolean {
  return hasBlocks || SLACK_REFERENCE.test(text);
}

/** Collects evidence over a whole export. */
export class DialectEvidence {
  #slack = 0;
  #foreign = 0;

  add(text: string, writtenBySlack: boolean): void {
    if (writtenBySlack || SLACK_REFERENCE.test(text)) this.#slack += 1;
    else if (NEVER_FROM_SLACK.test(text)) this.#foreign += 1;
    else if (SLACK_LINK.test(text)) this.#slack += 1;
  }

  /** Without evidence nothing is rewritten. */
  get dialect(): Dialect {
    return this.#slack > this.#foreign ? "slack" : "markdown";
  }
}
