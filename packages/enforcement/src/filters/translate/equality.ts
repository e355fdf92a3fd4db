import type { PlanOperand } from "@orthrus/protocol";
import { allOf, always, anyOf, compare, never } from "../combine.ts";
import {
  type ComparisonOperator,
  type Condition,
  type Literal,
  type Scalar,
  typeOfScalar,
} from "../condition.ts";
import { momentTruth } from "./moment.ts";
import { unsupported } from "./scope.ts";
import {
  type List,
  noneOf,
  type States,
  someOf,
  statesOf,
  type Term,
  type Truth,
  truthOfTerm,
} from "./term.ts";

/** `left == right`, as CEL has it: values of different types are different, a missing one is an error. */
export function equalityTruth(left: Term, right: Term, operand: PlanOperand): Truth {
  if (right.kind === "null") return nullTruth(left);
  if (left.kind === "null") return nullTruth(right);
  const [a, b] = [statesOf(left), statesOf(right)];
  const values = areComparable(left, right) ? valueTruth(left, right, operand) : undefined;
  return {
    yes: () => anyOf(values?.yes() ?? never, allOf(a.null, b.null)),
    no: () => anyOf(values?.no() ?? allOf(a.value, b.value), allOf(a.null, b.value), allOf(a.value, b.null)),
  };
}

/** The opposite answer; errors stay errors. */
export function negated({ yes, no }: Truth): Truth {
  return { yes: no, no: yes };
}

/** `left < right` and the like; an error for other pairs than two of one type. */
export function orderTruth(
  operator: "lt" | "le" | "gt" | "ge",
  [left, right]: readonly [Term, Term],
  operand: PlanOperand,
): Truth {
  if (isMoment(left) && isMoment(right)) return momentTruth(operator, left, right, operand);
  if (left.kind === "truth" || right.kind === "truth")
    throw unsupported(operand, "it puts booleans in order");
  if (left.kind !== "scalar" || right.kind !== "scalar") return error;
  const type = typeOfScalar(left.scalar);
  refuseTimeText(left.scalar, operand);
  refuseTimeText(right.scalar, operand);
  if (type !== typeOfScalar(right.scalar)) return error;
  if (type === "boolean") throw unsupported(operand, "it puts booleans in order");
  return comparison(operator, left.scalar, right.scalar);
}

const error: Truth = { yes: () => never, no: () => never };
const opposites = { eq: "ne", ne: "eq", lt: "ge", le: "gt", gt: "le", ge: "lt" } as const;

function comparison(operator: ComparisonOperator, left: Scalar, right: Scalar): Truth {
  return {
    yes: () => compare(operator, left, right),
    no: () => compare(opposites[operator], left, right),
  };
}

/** A comparison with the literal null. What is missing is neither null nor something else. */
function nullTruth(term: Term): Truth {
  const { value, null: isNull } = statesOf(term);
  return { yes: () => isNull, no: () => value };
}

type Category = "number" | "string" | "boolean" | Exclude<Term["kind"], "scalar" | "truth">;

function categoryOf(term: Term): Category {
  if (term.kind === "truth") return "boolean";
  if (term.kind === "object") return "map";
  if (term.kind !== "scalar") return term.kind;
  const type = typeOfScalar(term.scalar);
  // A timestamp is a text until `timestamp()` reads it.
  return type === "timestamp" ? "string" : type;
}

function areComparable(left: Term, right: Term): boolean {
  return categoryOf(left) === categoryOf(right);
}

function valueTruth(left: Term, right: Term, operand: PlanOperand): Truth {
  if (isMoment(left) && isMoment(right)) return momentTruth("eq", left, right, operand);
  if (left.kind === "truth" || right.kind === "truth")
    return sameTruth(truthOfTerm(left), truthOfTerm(right));
  if (left.kind === "list" && right.kind === "list") return listTruth(left.list, right.list, operand);
  if (left.kind === "hierarchy" && right.kind === "hierarchy" && left.delimiter === right.delimiter) {
    return comparison("eq", left.of, right.of);
  }
  if (left.kind !== "scalar" || right.kind !== "scalar") throw unsupported(operand, "it compares maps");
  refuseTimeText(left.scalar, operand);
  refuseTimeText(right.scalar, operand);
  return comparison("eq", left.scalar, right.scalar);
}

/** Throws: for the text of a timestamp, of which the database does not know how it is spelled. */
export function refuseTimeText(scalar: Scalar, operand: PlanOperand): void {
  if (typeOfScalar(scalar) !== "timestamp") return;
  throw unsupported(operand, "it reads a timestamp as text", "read it with `timestamp()`");
}

function sameTruth(left: Truth, right: Truth): Truth {
  return {
    yes: () => anyOf(allOf(left.yes(), right.yes()), allOf(left.no(), right.no())),
    no: () => anyOf(allOf(left.yes(), right.no()), allOf(left.no(), right.yes())),
  };
}

function listTruth(left: List, right: List, operand: PlanOperand): Truth {
  const bothDefined = allOf(left.defined, right.defined);
  const other = right.generators.length === 0 ? left : left.generators.length === 0 ? right : undefined;
  if (other !== undefined) {
    const { generators } = other;
    return {
      yes: () => allOf(bothDefined, ...generators.map((each) => noneOf(each, each.when))),
      no: () => allOf(bothDefined, anyOf(...generators.map((each) => someOf(each, each.when)))),
    };
  }
  const [mine, theirs] = [fixedItems(left), fixedItems(right)];
  if (mine === undefined || theirs === undefined) {
    throw unsupported(
      operand,
      "it compares lists element by element",
      "ask with `in`, `exists`, `all` or `size`",
    );
  }
  if (mine.length !== theirs.length) return { yes: () => never, no: () => bothDefined };
  const pairs = mine.map((item, index) => equalityTruth(item, theirs[index] ?? item, operand));
  return {
    yes: () => allOf(bothDefined, ...pairs.map(({ yes }) => yes())),
    no: () => allOf(bothDefined, anyOf(...pairs.map(({ no }) => no()))),
  };
}

function fixedItems({ generators }: List): readonly Term[] | undefined {
  const items = generators.map(({ rows, when, item }) => {
    const [first, second] = item;
    const isFixed = rows === undefined && isAlways(when) && first && !second && isAlways(first.when);
    return isFixed ? first.term : undefined;
  });
  return items.every((item) => item !== undefined) ? items : undefined;
}

function isAlways(condition: Condition): boolean {
  return condition.kind === "constant" && condition.value;
}

function isMoment(term: Term): term is Extract<Term, { kind: "instant" | "duration" }> {
  return term.kind === "instant" || term.kind === "duration";
}

/** `item in list`. */
export function membershipTruth(item: Term, list: List, operand: PlanOperand): Truth {
  const states = statesOf(item);
  const isThere = anyOf(states.value, states.null);
  const [literals, others] = splitLiterals(item, list);
  const known = oneOfTruth(item, literals, states);
  const tests = others.map((generator) => ({
    generator,
    truths: generator.item.map(({ when, term }) => ({
      when,
      truth: equalityTruth(item, term, operand),
    })),
  }));
  return {
    yes: () =>
      allOf(
        isThere,
        list.defined,
        anyOf(
          known.yes(),
          ...tests.map(({ generator, truths }) =>
            someOf(
              generator,
              allOf(generator.when, anyOf(...truths.map(({ when, truth }) => allOf(when, truth.yes())))),
            ),
          ),
        ),
      ),
    no: () =>
      allOf(
        isThere,
        list.defined,
        known.no(),
        ...tests.map(({ generator, truths }) =>
          noneOf(
            generator,
            allOf(generator.when, anyOf(...truths.map(({ when, truth }) => allOf(when, truth.yes())))),
          ),
        ),
      ),
  };
}

/** The elements that are literals and can go into one list of the query, and the others. */
function splitLiterals(item: Term, { generators }: List): readonly [readonly Literal[], List["generators"]] {
  if (item.kind !== "scalar" || typeOfScalar(item.scalar) === "timestamp") return [[], generators];
  const literals: Literal[] = [];
  const others: List["generators"][number][] = [];
  for (const generator of generators) {
    const [only] = generator.item;
    const isPlain = generator.rows === undefined && isAlways(generator.when) && generator.item.length === 1;
    const term = isPlain && only !== undefined && isAlways(only.when) ? only.term : undefined;
    if (term?.kind === "scalar" && term.scalar.kind === "literal") literals.push(term.scalar);
    else others.push(generator);
  }
  return [literals, others];
}

function oneOfTruth(item: Term, literals: readonly Literal[], states: States): Truth {
  if (item.kind !== "scalar" || literals.length === 0) return { yes: () => never, no: () => always };
  const { scalar } = item;
  const values = literals.filter(({ type }) => type === typeOfScalar(scalar));
  const [first, second] = values;
  if (first === undefined) return { yes: () => never, no: () => always };
  const test = (isNegated: boolean): Condition =>
    second === undefined
      ? compare(isNegated ? "ne" : "eq", scalar, first)
      : scalar.kind === "literal"
        ? values.some(({ value }) => value === scalar.value) !== isNegated
          ? always
          : never
        : { kind: "one-of", of: scalar, values, isNegated };
  return {
    yes: () => test(false),
    no: () => anyOf(test(true), states.null),
  };
}
