/** Rules about values that must not be seen: what a name says about its value decides. */
import type { Rule } from "eslint";

const secret = /(password|passphrase|secret|token|api_?key|private_?key|data_?key|authorization|cookie|plaintext|credential|recovery_?kit)s?$/i;
const proof = /(mac|hmac|digest|signature|check_?value|auth_?tag|verifier)$/i;
const content = /^(headers|body|sealed)$/i;

/** The name by which a value is read: `x`, `a.x`, `a["x"]`, `a!.x`, `await x`. */
function nameOf(node: Rule.Node | { type: string }): string {
  const value = node as Rule.Node;
  if (value.type === "Identifier") return value.name;
  if (value.type === "MemberExpression") return value.computed ? String("value" in value.property ? value.property.value : "") : nameOf(value.property);
  if (value.type === "ChainExpression") return nameOf(value.expression);
  if (value.type === "AwaitExpression") return nameOf(value.argument);
  if ((node.type === "TSNonNullExpression" || node.type === "TSAsExpression") && "expression" in node) return nameOf(node.expression as Rule.Node);
  return "";
}

const levels = /^(trace|debug|info|warn|error|fatal|log)$/;
const logger = /^(console|log|logger)$|Log(ger)?$/;

/** A log is read by more people than the store, is kept longer and is not sealed. */
export const noSecretInLog: Rule.RuleModule = {
  meta: { type: "problem", docs: { description: "A secret or sealed content given to a log." }, schema: [] },
  create: (context) => {
    const isLogged = (node: Rule.Node): boolean => {
      const parent: Rule.Node | null = node.parent;
      if (!parent) return false;
      if (parent.type === "CallExpression") {
        const { callee } = parent;
        if (parent.callee === node) return false;
        return callee.type === "MemberExpression" && levels.test(nameOf(callee.property)) && logger.test(nameOf(callee.object));
      }
      if (parent.type === "Property") return parent.value === node && isLogged(parent);
      return (
        /^(ObjectExpression|ArrayExpression|TemplateLiteral|SpreadElement|BinaryExpression|LogicalExpression|ConditionalExpression|AwaitExpression|ChainExpression|TS\w+)$/.test(
          parent.type,
        ) && isLogged(parent)
      );
    };
    const check = (node: Rule.Node) => {
      const name = nameOf(node);
      if ((secret.test(name) || content.test(name)) && isLogged(node)) context.report({ node, message: `"${name}" goes into a log: name its id instead.` });
    };
    return { Identifier: check, MemberExpression: check };
  },
};

/** `===` stops at the first byte that differs, and the time tells where. */
export const constantTimeCompare: Rule.RuleModule = {
  meta: { type: "problem", docs: { description: "A secret or its digest compared byte by byte." }, schema: [] },
  create: (context) => {
    const isHidden = (node: { type: string }) => secret.test(nameOf(node)) || proof.test(nameOf(node));
    const isHarmless = (node: { type: string; name?: string }) => node.type === "Literal" || node.type === "UnaryExpression" || node.name === "undefined";
    const report = (node: Rule.Node) =>
      context.report({ node, message: "A secret compared in a time that depends on it: use the constant-time comparison of crypto." });
    return {
      BinaryExpression(node) {
        if (!/^[!=]==?$/.test(node.operator) || isHarmless(node.left) || isHarmless(node.right)) return;
        if (isHidden(node.left) || isHidden(node.right)) report(node);
      },
      CallExpression(node) {
        const { callee, arguments: values } = node;
        if (callee.type !== "MemberExpression" || !/^(equals|compare|localeCompare)$/.test(nameOf(callee.property))) return;
        if (isHidden(callee.object) || values.some(isHidden)) report(node);
      },
    };
  },
};

const known =
  /-----BEGIN [A-Z ]*PRIVATE KEY|\bAKIA[0-9A-Z]{16}\b|\b(ghp|gho|xox[abpr]|sk_live|glpat)[-_][0-9A-Za-z-]{16,}|\beyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]{10,}/;
/** Letters and digits mixed, no blanks: looks drawn by lot, not written. */
const looksRandom = (text: string) => /^\S{8,}$/.test(text) && /[a-z]/i.test(text) && /\d/.test(text);

/** A secret in the source is in every clone, for ever. */
export const noSecretInSource: Rule.RuleModule = {
  meta: { type: "problem", docs: { description: "A secret written into the source." }, schema: [] },
  create: (context) => ({
    Literal(node) {
      if (typeof node.value !== "string") return;
      const { parent } = node;
      const name =
        parent.type === "VariableDeclarator"
          ? nameOf(parent.id)
          : parent.type === "Property"
            ? nameOf(parent.key)
            : parent.type === "AssignmentExpression"
              ? nameOf(parent.left)
              : "";
      if (known.test(node.value) || (secret.test(name) && looksRandom(node.value)))
        context.report({ node, message: "A secret in the source: take it from Config or make it at run time." });
    },
    TemplateElement(node) {
      if (known.test(node.value.raw)) context.report({ node, message: "A secret in the source: take it from Config or make it at run time." });
    },
  }),
};

/** Reads the options of a cookie: an object, one held by a constant, or one spread into it. */
function optionsOf(context: Rule.RuleContext, node: Rule.Node): ReadonlyMap<string, unknown> {
  if (node.type === "Identifier") {
    const scope = context.sourceCode.getScope(node);
    const definition = scope.references.find((reference) => reference.identifier === node)?.resolved?.defs[0]?.node as { init?: Rule.Node } | undefined;
    return definition?.init ? optionsOf(context, definition.init) : new Map();
  }
  if ((node.type as string) === "TSAsExpression" || (node.type as string) === "TSSatisfiesExpression")
    return optionsOf(context, (node as unknown as { expression: Rule.Node }).expression);
  if (node.type !== "ObjectExpression") return new Map();
  return new Map(
    node.properties.flatMap((property): (readonly [string, unknown])[] =>
      property.type === "SpreadElement"
        ? [...optionsOf(context, property.argument as Rule.Node)]
        : [[nameOf(property.key), property.value.type === "Literal" ? property.value.value : property.value]],
    ),
  );
}

/** A cookie that script can read is a session that any injected script can carry away. */
export const cookieFlags: Rule.RuleModule = {
  meta: { type: "problem", docs: { description: "A cookie without HttpOnly, Secure and SameSite." }, schema: [] },
  create: (context) => ({
    CallExpression(node) {
      const name = nameOf(node.callee);
      if (name === "setCookie" || name === "serializeCookie") {
        const options = optionsOf(context, node.arguments.at(-1) as Rule.Node);
        if (options.get("httpOnly") !== true || !options.has("secure") || !options.has("sameSite"))
          context.report({ node, message: "A cookie needs httpOnly: true, secure and sameSite, written where it is set." });
      }
      const [header] = node.arguments;
      if (header?.type === "Literal" && /^set-cookie$/i.test(String(header.value)))
        context.report({ node, message: "A cookie written as a header: use setCookie." });
    },
  }),
};
