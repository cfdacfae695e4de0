/** Values that fit a schema, made of its JSON Schema: every text, number and id of it can be a canary. */
import { z } from "zod";

export type LeafKind = "text" | "uuid" | "email" | "number";

export interface JsonSchema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly default?: unknown;
}

export interface Leaf {
  readonly path: string;
  readonly kind: LeafKind;
  readonly schema: JsonSchema;
}

/** What to put at a leaf. */
export type Fill = (leaf: Leaf) => unknown;

const described = new WeakMap<z.ZodType, JsonSchema>();

export function jsonSchema(schema: z.ZodType): JsonSchema {
  const known = described.get(schema);
  if (known) return known;
  const made = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as JsonSchema;
  described.set(schema, made);
  return made;
}

const branches = (schema: JsonSchema): readonly JsonSchema[] => (schema.anyOf ?? schema.oneOf ?? []).filter(({ type }) => type !== "null");

function kindOf({ type, format, const: only, enum: list }: JsonSchema): LeafKind | undefined {
  if (only !== undefined || list !== undefined) return undefined;
  if (type === "integer" || type === "number") return "number";
  if (type !== "string") return undefined;
  return format === "uuid" || format === "email" ? format : "text";
}

/** Every leaf that can carry a value of the writer's choice, in all branches of unions. Closed values (codes, booleans) can't. */
export function leavesOf(schema: JsonSchema, path = ""): Leaf[] {
  const kind = kindOf(schema);
  if (kind) return [{ path, kind, schema }];
  const inner = Object.entries(schema.properties ?? {}).flatMap(([name, property]) => leavesOf(property, path === "" ? name : `${path}.${name}`));
  const items = schema.items ? leavesOf(schema.items, `${path}[]`) : [];
  const values =
    typeof schema.additionalProperties === "object"
      ? [{ path: `${path}{}`, kind: "text" as const, schema: {} }, ...leavesOf(schema.additionalProperties, `${path}{}.value`)]
      : [];
  return unique([...inner, ...items, ...values, ...branches(schema).flatMap((branch) => leavesOf(branch, path))]);
}

const unique = (leaves: readonly Leaf[]): Leaf[] => [...new Map(leaves.map((leaf) => [leaf.path, leaf])).values()];

/** So many samples take every branch of every union once. */
export function variantsOf(schema: JsonSchema): number {
  const inner = [...Object.values(schema.properties ?? {}), ...(schema.items ? [schema.items] : []), ...branches(schema)];
  return Math.max(1, branches(schema).length, ...inner.map(variantsOf));
}

/** A value that fits. @param variant which branch of each union is taken */
export function sampleOf(schema: JsonSchema, fill: Fill, variant = 0, path = ""): unknown {
  const kind = kindOf(schema);
  if (kind) return fill({ path, kind, schema });
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  const ways = branches(schema);
  if (ways.length > 0) return sampleOf(ways[variant % ways.length] as JsonSchema, fill, variant, path);
  if (schema.type === "boolean") return false;
  if (schema.type === "array") return schema.items ? [sampleOf(schema.items, fill, variant, `${path}[]`)] : [];
  const made: Record<string, unknown> = {};
  for (const [name, property] of Object.entries(schema.properties ?? {}))
    made[name] = sampleOf(property, fill, variant, path === "" ? name : `${path}.${name}`);
  if (typeof schema.additionalProperties === "object") {
    const key = fill({ path: `${path}{}`, kind: "text", schema: {} });
    made[String(key)] = sampleOf(schema.additionalProperties, fill, variant, `${path}{}.value`);
  }
  return made;
}

/** A plain value that a schema takes: for what surrounds the one that is examined. */
export function plainLeaf({ kind, schema }: Leaf, ids: () => string): unknown {
  if (kind === "uuid") return ids();
  if (kind === "email") return "probe@example.org";
  if (kind === "number") return Math.min(Math.max(1, schema.minimum ?? 1), schema.maximum ?? 1);
  return schema.pattern?.startsWith("^[1-9]") ? "1" : "probe-sample-of-text-1".slice(0, schema.maxLength ?? 40);
}
