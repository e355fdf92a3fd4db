import { expect, test } from "vitest";
import { type CheckerGap, checkerGaps } from "../../../../conformance/known-gaps.ts";
import type { Environment } from "../evaluate/dispatch.ts";
import type { Diagnostic } from "../source/diagnostic.ts";
import { parseExpression } from "../syntax/parse.ts";
import { type CelGoCase, celGoCases, showProblems } from "../testdata/cel-go-cases.ts";
import { showGoTree } from "../testdata/go-tree.ts";
import { environmentOf } from "../testdata/specification-environment.ts";
import { showType } from "../type-system/show-type.ts";
import { readType } from "../type-system/signature.ts";
import { checkExpression } from "./check.ts";
import type { VariableDeclaration } from "./declarations.ts";

const recorded = (["parsing", "checking", "specification"] as const).flatMap(celGoCases);

interface Judgement {
  readonly text: string;
  readonly expected: string;
  readonly actual: string;
}

// Policies have no messages but the request.
const aboutMessages = /TestAllTypes|google\.(protobuf|expr)\.|\bwrapper\(|TestRequired|GlobalEnum|NestedEnum/;
const othersFunctions = /\bcel\.(block|index)\(|\bproto\.|\b(fg_s|fi_s_s|set|tuple|sort|fn)\(/;
const judged = recorded
  .filter(
    ({ checkedTree, text }) =>
      checkedTree !== undefined && !aboutMessages.test(checkedTree) && !othersFunctions.test(text),
  )
  .map(judge);
const differing = judged.filter(({ expected, actual }) => expected !== actual);

test("every typed tree that cel-go recorded is the same, but for the known gaps", () => {
  expect(differing.filter((judgement) => gapOf(judgement) === undefined)).toEqual([]);
  expect(judged).toHaveLength(1544);
});

test.each(checkerGaps)("$cases recorded types differ because $reason", (gap) => {
  expect(differing.filter((judgement) => gapOf(judgement) === gap)).toHaveLength(gap.cases);
});

function judge({ text, checkedTree = "", type, test: { original } }: CelGoCase): Judgement {
  const environment = withVariables(environmentOf({ ...original, disableCheck: false }), checkedTree);
  const problems: Diagnostic[] = [];
  const expression = parseExpression(text, (problem) => problems.push(problem));
  const checked = expression && checkExpression(expression, environment, (problem) => problems.push(problem));
  // Macros are compared by their type only: what is inside is not the same.
  const isMacro = /__comprehension__|math\.@/.test(checkedTree);
  const expected = isMacro ? `${type}` : withoutReferences(checkedTree);
  if (checked === undefined) return { text, expected, actual: showProblems(text, problems).join("\n") };
  const typeOf = (part: typeof checked.expression): string =>
    showType(checked.types.get(part) ?? { kind: "error" });
  const actual = isMacro
    ? typeOf(checked.expression)
    : withQualifiedNames(showGoTree(checked.expression, (part) => `~${typeOf(part)}`));
  return { text, expected, actual };
}

/** What stands before the dot of a qualified name has no type. */
function withQualifiedNames(tree: string): string {
  return tree.replace(/(?<=\w)~!error!(?=\.\w)/g, "");
}

/** The names of variables and overloads that a recorded tree shows after types. */
function withoutReferences(tree: string): string {
  return tree.replace(/\b([a-z]\w*(?:\.\w+)*)(~[^^\n]*?)\^\1\b/gi, "$1$2").replace(/\^[\w@|!]+/g, "");
}

/** The variables of cel-go's own tests are only recorded in their trees. */
function withVariables(environment: Environment, tree: string): Environment {
  const variables = new Map<string, VariableDeclaration>(environment.declarations.variables);
  for (const [, name = "", type = ""] of tree.matchAll(/\b([a-z]\w*)~([\w(), .]+)\^\1\b/gi)) {
    if (variables.has(name)) continue;
    try {
      variables.set(name, { name, type: readType(type), source: { kind: "path", path: [name] } });
    } catch {
      // A type that policies do not have.
    }
  }
  return { ...environment, declarations: { ...environment.declarations, variables } };
}

function gapOf({ text, expected, actual }: Judgement): CheckerGap | undefined {
  return checkerGaps.find(
    (gap) => gap.text.test(text) && gap.expected.test(expected) && gap.actual.test(actual),
  );
}
