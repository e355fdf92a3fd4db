import { allOf, anyOf, compare, state } from "../combine.ts";
import type { Condition, Scalar } from "../condition.ts";
import { operandAt, type TruthOperation } from "./operation.ts";
import { unsupported } from "./scope.ts";
import { failure, type Term, type Truth, truthOfPairs } from "./term.ts";
import { scalarTextTruth } from "./text.ts";

type HierarchyTerm = Extract<Term, { kind: "hierarchy" }>;

/** Places in a tree, as paths of names: to be above is to be the start of the other path. */
export const hierarchyOperators: ReadonlyMap<string, TruthOperation> = new Map<string, TruthOperation>([
  ["ancestorOf", ofPlaces((above, below) => isAbove(above, below))],
  ["descendentOf", ofPlaces((below, above) => isAbove(above, below))],
  [
    "overlaps",
    ofPlaces((one, other) => either(isAbove(one, other), isAbove(other, one), isSame(one, other))),
  ],
  ["immediateParentOf", ofPlaces((parent, child, refuse) => isParent(parent, child, refuse))],
  ["immediateChildOf", ofPlaces((child, parent, refuse) => isParent(parent, child, refuse))],
]);

type PlaceTest = (left: HierarchyTerm, right: HierarchyTerm, refuse: () => Error) => Truth;

function ofPlaces(test: PlaceTest): TruthOperation {
  return (operand, scope, { casesOf }) => {
    const refuse = () =>
      unsupported(operand, "no query knows the parent of a path", "map a column with the path of the parent");
    const left = casesOf(operandAt(operand, 0), scope);
    const right = casesOf(operandAt(operand, 1), scope);
    return truthOfPairs(left, right, (one, other) => {
      if (one.kind !== "hierarchy" || other.kind !== "hierarchy") return failure;
      if (one.delimiter !== other.delimiter) throw refuse();
      return test(one, other, refuse);
    });
  };
}

function isAbove(above: HierarchyTerm, below: HierarchyTerm): Truth {
  const { delimiter } = above;
  if (below.of.kind === "literal") return isOneOf(above.of, pathsAbove(below.of, delimiter));
  const start: Scalar =
    above.of.kind === "literal"
      ? text(`${above.of.value}${delimiter}`)
      : { kind: "computed", operator: "concatenate", type: "string", of: [above.of, text(delimiter)] };
  return scalarTextTruth("startsWith", below.of, start);
}

function isSame(one: HierarchyTerm, other: HierarchyTerm): Truth {
  return { yes: () => compare("eq", one.of, other.of), no: () => compare("ne", one.of, other.of) };
}

function isParent(parent: HierarchyTerm, child: HierarchyTerm, refuse: () => Error): Truth {
  if (child.of.kind !== "literal") throw refuse();
  return isOneOf(parent.of, pathsAbove(child.of, child.delimiter).slice(-1));
}

/** Shape: `a.b.c` → `a`, `a.b`. */
function pathsAbove(
  { value }: { readonly value: string | number | boolean },
  delimiter: string,
): readonly string[] {
  const names = String(value).split(delimiter);
  return names.slice(1).map((_, index) => names.slice(0, index + 1).join(delimiter));
}

function isOneOf(of: Scalar, paths: readonly string[]): Truth {
  return {
    yes: () => anyOf(...paths.map((path) => compare("eq", of, text(path)))),
    no: () => allOf(state("value", of), ...paths.map((path) => compare("ne", of, text(path)))),
  };
}

function either(...truths: readonly Truth[]): Truth {
  const sides = (side: "yes" | "no"): readonly Condition[] => truths.map((truth) => truth[side]());
  return { yes: () => anyOf(...sides("yes")), no: () => allOf(...sides("no")) };
}

function text(value: string): Scalar {
  return { kind: "literal", type: "string", value };
}
