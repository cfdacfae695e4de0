/** A rule that needs types: what is given to node:crypto as a key. */
import type { Rule } from "eslint";
import type { Type } from "typescript";

const keyed = new Set(["createCipheriv", "createDecipheriv", "createHmac", "hkdfSync"]);

/**
 * Every key given to node:crypto is a `KeyObject`: it isn't printed, isn't cloned by accident, and a raw Buffer costs
 * three times as much per call on some Node versions.
 */
export const keyObjects: Rule.RuleModule = {
  meta: { type: "problem", docs: { description: "A raw Buffer as a key." }, schema: [] },
  create: (context) => {
    const { getTypeAtLocation } = context.sourceCode.parserServices as { getTypeAtLocation?: (node: unknown) => Type };
    if (!getTypeAtLocation) throw new Error("key-objects needs type information");
    return {
      CallExpression(node) {
        const name =
          node.callee.type === "MemberExpression" && node.callee.property.type === "Identifier"
            ? node.callee.property.name
            : "name" in node.callee
              ? node.callee.name
              : "";
        const key = node.arguments[1];
        if (!keyed.has(name) || !key) return;
        const type = getTypeAtLocation(key);
        const parts = type.isUnion() ? type.types : [type];
        if (parts.some((part) => part.getSymbol()?.name !== "KeyObject"))
          context.report({ node: key, message: "A raw key: make it a KeyObject once (createSecretKey)." });
      },
    };
  },
};
