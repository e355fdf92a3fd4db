import { compileExpression } from "../../evaluate/compile-expression.ts";
import type { Environment } from "../../evaluate/dispatch.ts";
import { encodeBase64 } from "../../values/base64.ts";
import { CelError } from "../../values/cel-error.ts";
import { Duration, formatDuration } from "../../values/duration.ts";
import { formatDouble } from "../../values/go-numbers.ts";
import { isMap, mapEntries } from "../../values/map-access.ts";
import { OptionalValue } from "../../values/optional-value.ts";
import { formatTimestamp, Timestamp } from "../../values/timestamp.ts";
import { TypeValue } from "../../values/type-value.ts";
import { Uint } from "../../values/uint.ts";
import { BoxedValue, isList, type Value } from "../../values/value.ts";
import { allLibraries } from "../all-libraries.ts";
import { createEnvironment } from "../environment.ts";

const environment: Environment = createEnvironment({ libraries: allLibraries, variables: [] });

/** The instant at which the expressions of tests are evaluated. */
export const requestInstant: Timestamp = new Timestamp(1_700_000_000, 0);

/**
 * What becomes of an expression, so that cases are pairs of texts.
 *
 * Shape: `1 + 1` → `2`, `1u` → `1u`, `1.0` → `1.0`, `1/0` → `error: division by zero`, `1 + "a"` → `rejected: …`.
 */
export function outcome(text: string): string {
  const { program, diagnostics } = compileExpression(text, environment);
  if (program === undefined) return `rejected: ${diagnostics.map(({ message }) => message).join("; ")}`;
  const value = program.evaluate({ now: requestInstant, computed: [] });
  return value instanceof CelError ? `error: ${value.message}` : showValue(value);
}

/** A value as an expression would spell it. */
function showValue(value: Value): string {
  if (typeof value === "number") return showDouble(value);
  if (typeof value === "string") return JSON.stringify(value);
  if (isList(value)) return `[${value.map(showValue).join(", ")}]`;
  if (value instanceof Uint8Array) return `bytes ${encodeBase64(value)}`;
  if (isMap(value)) return `{${Array.from(mapEntries(value), (entry) => entry.map(showValue).join(": ")).join(", ")}}`;
  return value instanceof BoxedValue ? showBoxed(value) : String(value);
}

function showDouble(value: number): string {
  const text = formatDouble(value);
  return /^-?[0-9]+$/.test(text) ? `${text}.0` : text;
}

function showBoxed(value: BoxedValue): string {
  if (value instanceof Uint) return `${value.value}u`;
  if (value instanceof Timestamp) return formatTimestamp(value);
  if (value instanceof Duration) return formatDuration(value);
  if (value instanceof TypeValue) return value.name;
  if (value instanceof OptionalValue) return value.value === undefined ? "none" : `optional ${showValue(value.value)}`;
  return `a ${value.typeName}`;
}
