import type { PlanOperand } from "@orthrus/protocol";
import { compare } from "../combine.ts";
import { type Scalar, typeOfScalar } from "../condition.ts";
import { refuseTimeText } from "./equality.ts";
import { unsupported } from "./scope.ts";
import { failure, type Term, type Truth } from "./term.ts";
import { scalarTextTruth } from "./text.ts";

/**
 * `matches` of a pattern that is a fixed text, perhaps anchored. Other patterns are refused: every database has regular
 * expressions of its own, and they differ from those of policies.
 */
export function matchesTruth(text: Term, pattern: Term, operand: PlanOperand): Truth {
  if (text.kind !== "scalar" || pattern.kind !== "scalar") return failure;
  refuseTimeText(text.scalar, operand);
  if (typeOfScalar(text.scalar) !== "string" || typeOfScalar(pattern.scalar) !== "string") return failure;
  const fixed =
    pattern.scalar.kind === "literal" ? readFixedPattern(String(pattern.scalar.value)) : undefined;
  if (fixed === undefined) {
    const hint = "use `startsWith`, `endsWith`, `contains`, or a column that has the answer";
    throw unsupported(
      operand,
      "regular expressions of databases mean other things than those of policies",
      hint,
    );
  }
  return fixedTruth(text.scalar, fixed);
}

interface FixedPattern {
  readonly text: string;
  readonly atStart: boolean;
  readonly atEnd: boolean;
}

function readFixedPattern(pattern: string): FixedPattern | undefined {
  const parts = /^(\^?)((?:[^\\^$.|?*+()[\]{}]|\\[\\^$.|?*+()[\]{}/-])*)(\$?)$/su.exec(pattern);
  if (parts === null) return undefined;
  const [, start, text = "", end] = parts;
  return { text: text.replace(/\\(.)/gsu, "$1"), atStart: start !== "", atEnd: end !== "" };
}

function fixedTruth(text: Scalar, { text: part, atStart, atEnd }: FixedPattern): Truth {
  const literal: Scalar = { kind: "literal", type: "string", value: part };
  if (atStart && atEnd)
    return { yes: () => compare("eq", text, literal), no: () => compare("ne", text, literal) };
  return scalarTextTruth(atStart ? "startsWith" : atEnd ? "endsWith" : "contains", text, literal);
}
