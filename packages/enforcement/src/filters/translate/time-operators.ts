import type { PlanExpression, PlanOperand } from "@orthrus/protocol";
import { typeOfScalar } from "../condition.ts";
import { parseDuration, parseInstant } from "./moment.ts";
import { operandAt, type TermOperation, type Translator } from "./operation.ts";
import { type Scope, unsupported } from "./scope.ts";
import { type Cases, only, type Term } from "./term.ts";

/** Operations that make instants and durations. */
export const timeOperators: ReadonlyMap<string, TermOperation> = new Map<string, TermOperation>([
  ["timestamp", (operand, scope, translator) => read(operand, scope, translator, instantOf)],
  ["duration", (operand, scope, translator) => read(operand, scope, translator, durationOf)],
  ["timeSince", timeSince],
  [
    "now",
    (_, { now }) => only({ kind: "instant", of: undefined, sign: 1, nanoseconds: nanosecondsOf(now()) }),
  ],
]);

type Reading = (term: Term, operand: PlanOperand) => readonly Term[];

function read(operand: PlanExpression, scope: Scope, { casesOf }: Translator, reading: Reading): Cases {
  return casesOf(operandAt(operand, 0), scope).flatMap(({ when, term }) =>
    reading(term, operand).map((each) => ({ when, term: each })),
  );
}

const instantOf: Reading = (term, operand) => {
  if (term.kind === "instant") return [term];
  if (term.kind !== "scalar") return [];
  const { scalar } = term;
  if (typeOfScalar(scalar) === "timestamp")
    return [{ kind: "instant", of: scalar, sign: 1, nanoseconds: 0n }];
  const nanoseconds = scalar.kind === "literal" ? parseInstant(String(scalar.value)) : undefined;
  if (nanoseconds !== undefined) return [{ kind: "instant", of: undefined, sign: 1, nanoseconds }];
  throw unsupported(
    operand,
    "it reads a time from a column that is not mapped as one",
    "map it as `timestamp`",
  );
};

const durationOf: Reading = (term, operand) => {
  if (term.kind === "duration") return [term];
  const literal = term.kind === "scalar" && term.scalar.kind === "literal" ? term.scalar.value : undefined;
  const nanoseconds = typeof literal === "string" ? parseDuration(literal) : undefined;
  if (nanoseconds !== undefined) return [{ kind: "duration", of: undefined, sign: 1, nanoseconds }];
  throw unsupported(operand, "it reads a duration from a column");
};

function timeSince(operand: PlanExpression, scope: Scope, translator: Translator): Cases {
  const now = nanosecondsOf(scope.now());
  return translator.casesOf(operandAt(operand, 0), scope).flatMap(({ when, term }): Cases => {
    if (term.kind !== "instant") return [];
    return [{ when, term: { kind: "duration", of: term.of, sign: -1, nanoseconds: now - term.nanoseconds } }];
  });
}

function nanosecondsOf(date: Date): bigint {
  return BigInt(date.getTime()) * 1_000_000n;
}
