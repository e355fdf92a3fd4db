import type { KeywordContext } from "../keyword.ts";
import { listAt } from "../keyword.ts";
import { applyInPlace, violate, withoutReports } from "../run-schema.ts";
import type { Assertion, Run, SchemaNode } from "../schema-node.ts";

/** `not` */
export function compileNot({ schema, compileInPlace }: KeywordContext): readonly Assertion[] {
  const json = schema.get("not");
  if (json === undefined) return [];
  const node = compileInPlace(json, "not");
  return [
    (value, run) =>
      !withoutReports(run, () => applyInPlace(node, value, run, "not")) || violate(run, "not", "not failed"),
  ];
}

/** `allOf`, `anyOf`, `oneOf` */
export function compileAlternatives(context: KeywordContext): readonly Assertion[] {
  return (["allOf", "anyOf", "oneOf"] as const).flatMap((keyword) => {
    const list = listAt(context.schema, keyword);
    if (list === undefined) return [];
    const nodes = list.map((json, at) => context.compileInPlace(json, keyword, `${at}`));
    return [combination(keyword, nodes)];
  });
}

/** `if`, `then`, `else` */
export function compileConditional({
  schema,
  dialect,
  compileInPlace,
}: KeywordContext): readonly Assertion[] {
  const condition = schema.get("if");
  if (condition === undefined || dialect.version < 7) return [];
  const compileBranch = (keyword: string): SchemaNode | undefined => {
    const json = schema.get(keyword);
    return json === undefined ? undefined : compileInPlace(json, keyword);
  };
  const test = compileInPlace(condition, "if");
  const consequence = compileBranch("then");
  const alternative = compileBranch("else");
  return [
    (value, run) => {
      const holds = withoutReports(run, () => applyInPlace(test, value, run, "if"));
      const branch = holds ? consequence : alternative;
      return branch === undefined || applyInPlace(branch, value, run, holds ? "then" : "else");
    },
  ];
}

function combination(keyword: "allOf" | "anyOf" | "oneOf", nodes: readonly SchemaNode[]): Assertion {
  return (value, run) => {
    const before = run.violations?.length ?? 0;
    const matches: number[] = [];
    for (const [index, node] of nodes.entries()) {
      if (applyInPlace(node, value, run, keyword, `${index}`)) matches.push(index);
    }
    if (keyword === "allOf") return matches.length === nodes.length;
    if (matches.length > 0) forgetReports(run, before);
    if (keyword === "anyOf" || matches.length < 2) return matches.length > 0;
    const [first, second] = matches;
    return violate(run, keyword, `valid against schemas at indexes ${first} and ${second}`);
  };
}

// What is wrong with one alternative is of no interest once another one fits.
function forgetReports(run: Run, before: number): void {
  if (run.violations !== undefined) run.violations.length = before;
}
