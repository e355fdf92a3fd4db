import { type Expression, printExpression } from "@orthrus/cel";
import { guardsOf } from "../compile/guards-of.ts";
import { nearestName } from "../model/nearest-name.ts";
import type { Policy } from "../model/policy.ts";
import type { Located } from "../model/span.ts";
import { type AttributePath, pathRead, pathText } from "./attribute-path.ts";
import { type LintContext, type LintFinding, lintFinding } from "./lint-finding.ts";
import { expressionsOf } from "./policy-expressions.ts";
import { type PlainValue, plainValue } from "./same-expression.ts";
import { type AllowedValues, type AttributeSchemas, attributeSchemas } from "./schema-attributes.ts";
import { withSubExpressions } from "./sub-expressions.ts";

/** Attributes that are compared with what they can never be: instants, because they are JSON, and what their schema rules out. */
export function impossibleValues(policy: Policy, context: LintContext): readonly LintFinding[] {
  const schemas = policy.kind === "resource" ? attributeSchemas(policy, context) : undefined;
  return locatedExpressions(policy).flatMap(({ value, span }) => {
    const root = context.parse(value);
    const nodes = root === undefined ? [] : withSubExpressions(root);
    return nodes.flatMap((node) => {
      const found = timeMistake(node) ?? (schemas && valueMistake(node, schemas));
      return found === undefined
        ? []
        : [lintFinding(found.code, found.message, { ...policy, span }, found.hint)];
    });
  });
}

interface Mistake {
  readonly code: "lint/attribute-is-no-time" | "lint/value-not-in-schema";
  readonly message: string;
  readonly hint: string;
}

function locatedExpressions(policy: Policy): readonly Located<string>[] {
  const guarded = guardsOf(policy).flatMap(expressionsOf);
  if (policy.kind === "export-constants") return [];
  if (policy.kind === "export-variables") return [...policy.definitions.values()];
  return [...guarded, ...policy.variables.local.values(), ...policy.topLevelVariables.values()];
}

const COMPARISONS: ReadonlySet<string> = new Set(["_==_", "_!=_", "_<_", "_<=_", "_>_", "_>=_"]);
const SUMS: ReadonlySet<string> = new Set(["_+_", "_-_"]);

function timeMistake(node: Expression): Mistake | undefined {
  if (node.kind !== "call" || !(COMPARISONS.has(node.name) || SUMS.has(node.name))) return undefined;
  const [left, right] = node.args;
  const mistaken = [left, right].find((side) => side !== undefined && pathRead(side) !== undefined);
  const time = timeKind(mistaken === left ? right : left);
  if (mistaken === undefined || time === undefined) return undefined;
  const text = printExpression(mistaken);
  const outcome =
    node.name === "_==_" ? "never holds" : node.name === "_!=_" ? "always holds" : "always fails";
  return {
    code: "lint/attribute-is-no-time",
    message: `\`${printExpression(node)}\` ${outcome}: attributes are JSON, so \`${text}\` is no ${time}`,
    hint: `write \`${node.name === "_+_" ? "duration" : time}(${text})\``,
  };
}

type TimeKind = "timestamp" | "duration";

// biome-ignore format: one row per function
const TIMES: ReadonlyMap<string, TimeKind> = new Map([
  ["now",       "timestamp"],
  ["timestamp", "timestamp"],
  ["duration",  "duration"],
  ["timeSince", "duration"],
]);

function timeKind(node: Expression | undefined): TimeKind | undefined {
  if (node?.kind !== "call") return undefined;
  if (!SUMS.has(node.name)) return TIMES.get(node.name);
  const [left, right] = node.args.map(timeKind);
  if (left !== "timestamp" && right !== "timestamp") return left ?? right;
  return left === right ? "duration" : "timestamp";
}

function valueMistake(node: Expression, schemas: AttributeSchemas): Mistake | undefined {
  if (node.kind !== "call" || !(COMPARISONS.has(node.name) || node.name === "@in")) return undefined;
  const [left, right] = node.args;
  const path = (left && pathRead(left)) ?? (right && pathRead(right));
  const allowed = path && schemas.valuesOf(path);
  if (path === undefined || allowed === undefined) return undefined;
  const literals =
    node.name === "@in" && right?.kind === "list" ? right.elements.map((it) => it.value) : node.args;
  const values = literals.flatMap((literal) => plainValue(literal) ?? []);
  for (const value of values) {
    const mistake =
      typeMistake(path, value, allowed) ??
      (ORDERS.has(node.name) ? undefined : enumMistake(path, value, allowed));
    if (mistake !== undefined) return mistake;
  }
  return undefined;
}

const ORDERS: ReadonlySet<string> = new Set(["_<_", "_<=_", "_>_", "_>=_"]);

function typeMistake(path: AttributePath, value: PlainValue, { types }: AllowedValues): Mistake | undefined {
  if (types === undefined || types.some((type) => isOfType(value, type))) return undefined;
  return {
    code: "lint/value-not-in-schema",
    message: `\`${pathText(path)}\` is never ${JSON.stringify(value)}: its schema says ${types.join(" or ")}`,
    hint: "compare it with a value of the type that the schema says, or correct the schema",
  };
}

function enumMistake(path: AttributePath, value: PlainValue, { values }: AllowedValues): Mistake | undefined {
  if (values === undefined || values.includes(value)) return undefined;
  const names = values.filter((it) => typeof it === "string");
  const guess = typeof value === "string" ? nearestName(value, names) : undefined;
  return {
    code: "lint/value-not-in-schema",
    message: `\`${pathText(path)}\` is never ${JSON.stringify(value)}: its schema lists other values`,
    hint:
      guess === undefined
        ? "use one of the values that it lists, or add this one"
        : `did you mean \`${guess}\`?`,
  };
}

function isOfType(value: PlainValue, type: string): boolean {
  return type === typeof value || (type === "integer" && typeof value === "number");
}
