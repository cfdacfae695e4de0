/**
 * Rules that a look at the syntax tree decides: each is a list of selectors (esquery's, as ESLint takes them) and the
 * reason that is printed when one of them matches.
 */
import type { Rule } from "eslint";

const refuse = (reason: string, ...selectors: string[]): Rule.RuleModule => ({
  meta: { type: "problem", docs: { description: reason }, schema: [] },
  create: (context) => Object.fromEntries(selectors.map((selector) => [selector, (node: Rule.Node) => context.report({ node, message: reason })])),
});

const htmlSink = "/^(innerHTML|outerHTML|srcdoc)$/";

/** Text that becomes markup is how script gets into a page. React escapes; these ways around it do not. */
export const noRawHtml = refuse(
  "Text set as markup: render it through React, which escapes.",
  `AssignmentExpression > MemberExpression.left[property.name=${htmlSink}]`,
  `AssignmentExpression > MemberExpression.left[property.value=${htmlSink}]`,
  "CallExpression[callee.property.name=/^(insertAdjacentHTML|createContextualFragment|setHTMLUnsafe|parseHTMLUnsafe)$/]",
  "CallExpression[callee.object.name='document'][callee.property.name=/^writeln?$/]",
  "JSXAttribute[name.name=/^(dangerouslySetInnerHTML|srcDoc)$/]",
  "Property[key.name='dangerouslySetInnerHTML']",
);

/** A message to "*" is delivered to whatever page stands in the frame by then. */
export const noOpenTarget = refuse(
  "postMessage to any origin: name the origin that may read it.",
  "CallExpression[callee.property.name='postMessage'] > Literal[value='*']",
  "CallExpression[callee.name='postMessage'] > Literal[value='*']",
  "Property[key.name='targetOrigin'][value.value='*']",
);

/** An unverified peer is anybody; TLS below 1.2 is refused by RFC 8996. */
export const verifiedTls = refuse(
  "TLS without verification or below 1.2: give the certificate authority instead.",
  "Property[key.name='rejectUnauthorized'][value.value=false]",
  "Property[key.name='checkServerIdentity']",
  "Property[key.name=/^(minVersion|maxVersion)$/][value.value=/^TLSv1(\\.1)?$/]",
  "Identifier[name='NODE_TLS_REJECT_UNAUTHORIZED']",
  "Literal[value='NODE_TLS_REJECT_UNAUTHORIZED']",
);

/** Nothing of Bastide is read by pages of another origin, so no reply grants that, neither to "*" nor to who asks. */
export const noForeignOrigin = refuse(
  "A reply that another origin may read: Bastide has none.",
  "Literal[value=/^access-control-allow-(origin|credentials)$/i]",
  "Property[key.name='origin'][value.value='*']",
  "Property[key.name='origin'][value.value=true]",
);

/** A shell reads its text as a program. `execFile` and `spawn` take arguments one by one. */
export const noShell = refuse(
  "A command line that a shell reads: use execFile or spawn with a list of arguments.",
  "ImportDeclaration[source.value=/^(node:)?child_process$/] > ImportSpecifier[imported.name=/^exec(Sync)?$/]",
  "CallExpression[callee.object.name=/^(cp|child_?process)$/i][callee.property.name=/^exec(Sync)?$/]",
  "Property[key.name='shell'][value.value=true]",
);

// Upper case, or lower case throughout: a sentence such as "Select a channel from the list" is neither.
const statement = [
  "SELECT\\s.+\\sFROM\\s",
  "INSERT\\s+(OR\\s+\\w+\\s+)?INTO\\s",
  "UPDATE\\s+\\S+\\s+(USING\\s+.+\\s+)?SET\\s+\\S+\\s*=",
  "DELETE\\s+FROM\\s",
  "(CREATE|ALTER|DROP)\\s+(UNIQUE\\s+|VIRTUAL\\s+)?(TABLE|INDEX|KEYSPACE|VIEW|TRIGGER|ROLE)\\b",
  "TRUNCATE\\s+(TABLE\\s|\\w+\\.\\w+$)",
  "PRAGMA\\s+\\w+",
  "BEGIN\\s+(BATCH|IMMEDIATE|EXCLUSIVE|TRANSACTION|UNLOGGED)",
].join("|");
const statements = [statement, statement.replace(/[A-Z]{2,}/g, (word) => word.toLowerCase())].map((words) => new RegExp(`^\\s*(${words})`, "s"));
const isStatement = (text: string) => statements.some((pattern) => pattern.test(text));

/** SQL and CQL stand in the records and index adapters only: elsewhere they bypass sealing, and grow by concatenation. */
export const noRawStatement: Rule.RuleModule = {
  meta: { type: "problem", docs: { description: "A database statement outside the adapters." }, schema: [] },
  create: (context) => {
    const report = (node: Rule.Node) => context.report({ node, message: "A database statement outside the adapters: use the records port." });
    return {
      Literal(node) {
        if (typeof node.value === "string" && isStatement(node.value)) report(node);
      },
      TemplateLiteral(node) {
        if (isStatement(node.quasis.map((part) => part.value.raw).join("x"))) report(node);
      },
    };
  },
};

type Group = { required: boolean; unbounded: boolean; ambiguous: boolean };
const quantifier = /^(\*|\+|\?|\{(\d+)(,(\d*))?\})\??/;

/**
 * Whether a repeated group has an alternative made only of repeated or optional parts, as in `(\w+\s?)*`: then the same
 * text can be cut in exponentially many ways. A fixed part, as in `(,\w+)*`, makes the cut unique.
 */
export function isSlow(pattern: string): boolean {
  const open: Group[] = [];
  let here: Group = { required: false, unbounded: false, ambiguous: false };
  const endAlternative = () => {
    here.ambiguous ||= here.unbounded && !here.required;
    here.required = here.unbounded = false;
  };
  for (let at = 0; at < pattern.length; ) {
    const atom = /^(\\.|\[(\\.|[^\]\\])*\]|\(\?(:|[=!]|<[=!]|<\w+>)|.)/s.exec(pattern.slice(at))?.[0] ?? "";
    at += atom.length;
    if (atom === "|") endAlternative();
    else if (atom.startsWith("(")) {
      open.push(here);
      here = { required: false, unbounded: false, ambiguous: false };
    } else if (atom !== "^" && atom !== "$") {
      const repeat = quantifier.exec(pattern.slice(at));
      at += repeat?.[0].length ?? 0;
      const unbounded = repeat !== null && (/^[*+]/.test(repeat[0]) || (repeat[3] !== undefined && repeat[4] === ""));
      if (atom === ")") {
        endAlternative();
        if (unbounded && here.ambiguous) return true;
        here = open.pop() ?? here;
      }
      const optional = repeat !== null && /^(\?|\*|\{0)/.test(repeat[0]);
      here.unbounded ||= unbounded;
      here.required ||= !unbounded && !optional;
    }
  }
  return false;
}

/** Backtracking that doubles with each character stops the server for everybody (CWE-1333). */
export const noSlowRegex: Rule.RuleModule = {
  meta: { type: "problem", docs: { description: "A regular expression with exponential backtracking." }, schema: [] },
  create: (context) => ({
    Literal(node) {
      const isArgument = node.parent.type === "NewExpression" && node.parent.callee.type === "Identifier" && node.parent.callee.name === "RegExp";
      const pattern = "regex" in node ? node.regex.pattern : isArgument && typeof node.value === "string" ? node.value : "";
      if (isSlow(pattern)) context.report({ node, message: "A repeated group of repeated parts backtracks exponentially: give each turn a fixed part." });
    },
  }),
};
