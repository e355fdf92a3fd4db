import { isTexts } from "./closures.ts";
import { valueText } from "./emit-constant.ts";
import { emitIntComparison } from "./emit-int.ts";
import { boxed, decide, type Emitted, type Emitting, type Fail, type Targets } from "./emit-target.ts";
import { type EmittedTime, emitTimes } from "./emit-time.ts";
import type { SourceWriter } from "./emit-writer.ts";
import type { Comparison, EqualityOperation, Operation, OrderOperation } from "./operation.ts";

/** `left == right`. */
export function emitEqual(emit: Emitting, { left, right }: EqualityOperation, targets: Targets): void {
  const times = emitTimes(emit, left, right, targets.fail);
  if (times !== undefined) {
    const [first, second] = times;
    const test = `${first.seconds} === ${second.seconds} && ${first.nanos} === ${second.nanos}`;
    decide(emit.writer, test, targets);
    return;
  }
  const general = (to: Targets): void => emitGeneralEqual(emit, left, right, to);
  if (!emitIntComparison(emit, { left, right, symbol: "===" }, targets, general)) general(targets);
}

function emitGeneralEqual(emit: Emitting, left: Operation, right: Operation, targets: Targets): void {
  const [first, second] = operands(emit, left, right, targets.fail);
  const fast = equalFast(first, second);
  if (fast !== undefined) decide(emit.writer, fast, targets);
  else {
    const slow = `equal(${boxed(first)}, ${boxed(second)})`;
    decideGuarded(emit.writer, guardedEqual(first, second), slow, targets);
  }
}

/** What answers without a look at types; `undefined` when there is no such thing. */
function equalFast(left: Emitted, right: Emitted): string | undefined {
  const same = `${left.text} === ${right.text}`;
  if (isNumber(left) && isNumber(right)) return same;
  if (left.lane === "string" || left.lane === "boolean") return same;
  return left.constant === null ? same : undefined;
}

/** A test of types and what answers when it holds. */
function guardedEqual(left: Emitted, right: Emitted): Guarded {
  const same = `${left.text} === ${right.text}`;
  if (right.lane === "string" || right.lane === "boolean") {
    return { test: `${left.text} === ${right.text} || typeof ${left.text} !== "object"`, answer: same };
  }
  if (right.constant === null)
    return { test: `${left.text} === null || typeof ${left.text} !== "object"`, answer: same };
  if (isNumber(right)) return { test: `typeof ${left.text} === "number"`, answer: same };
  if (isNumber(left)) return { test: `typeof ${right.text} === "number"`, answer: same };
  return { test: `typeof ${left.text} === "string" && typeof ${right.text} === "string"`, answer: same };
}

/** Held as a JavaScript number, be it an int or a double: the two compare by value. */
function isNumber({ lane }: Emitted): boolean {
  return lane === "small-int" || lane === "double";
}

/** `left < right` and its relatives. */
export function emitOrder(emit: Emitting, operation: OrderOperation, targets: Targets): void {
  const { comparison, left, right } = operation;
  const symbol = symbols[comparison];
  const times = emitTimes(emit, left, right, targets.fail);
  if (times !== undefined) {
    decide(emit.writer, timesTest(times, symbol), targets);
    return;
  }
  const general = (to: Targets): void => emitGeneralOrder(emit, operation, to);
  if (!emitIntComparison(emit, { left, right, symbol }, targets, general)) general(targets);
}

function emitGeneralOrder(
  emit: Emitting,
  { comparison, left, right }: OrderOperation,
  targets: Targets,
): void {
  const [first, second] = operands(emit, left, right, targets.fail);
  const tests = [orderTest(first), orderTest(second)].filter((test) => test !== "");
  const answer = `${first.text} ${symbols[comparison]} ${second.text}`;
  const slow = `${functions[comparison]}(${boxed(first)}, ${boxed(second)})`;
  if (tests.length === 0) decide(emit.writer, answer, targets);
  else decideGuarded(emit.writer, { test: tests.join(" && "), answer }, slow, targets);
}

function timesTest([left, right]: readonly [EmittedTime, EmittedTime], symbol: string): string {
  const bySeconds = `${left.seconds} ${symbol} ${right.seconds}`;
  const byNanos = `${left.nanos} ${symbol} ${right.nanos}`;
  return `(${left.seconds} === ${right.seconds} ? ${byNanos} : ${bySeconds})`;
}

// NaN is ordered by nothing, and only the operator itself says so.
function orderTest({ text, lane, constant }: Emitted): string {
  if (lane === "small-int" || (typeof constant === "number" && !Number.isNaN(constant))) return "";
  return lane === "double" ? `${text} === ${text}` : `typeof ${text} === "number" && ${text} === ${text}`;
}

/** `left in right`. */
export function emitIn(emit: Emitting, { left, right }: EqualityOperation, targets: Targets): void {
  const { writer } = emit;
  const item = emit.operand(left, targets.fail);
  if (right.kind === "constant" && isTexts(right.value)) {
    // Nothing but a text equals a text in a list.
    decide(writer, inTexts(emit, item.text, right.value), targets);
    return;
  }
  const container = emit.value(right, targets.fail);
  const isList = `Array.isArray(${container})`;
  const test = item.lane === "string" ? isList : `typeof ${item.text} === "string" && ${isList}`;
  const slow = `isIn(${boxed(item)}, ${container})`;
  decideGuarded(writer, { test, answer: `includesEqual(${container}, ${item.text})` }, slow, targets);
}

function inTexts({ constants }: Emitting, item: string, texts: readonly string[]): string {
  if (texts.length === 0) return "false";
  if (texts.length <= 8) return texts.map((text) => `${item} === ${JSON.stringify(text)}`).join(" || ");
  const set = constants.add(new Set(texts), () => `new Set(${valueText([...texts])})`);
  return `${set}.has(${item})`;
}

interface Guarded {
  readonly test: string;
  readonly answer: string;
}

/** Decides by the answer for usual types, else by the operator's own function. */
function decideGuarded(
  writer: SourceWriter,
  { test, answer }: Guarded,
  slow: string,
  targets: Targets,
): void {
  writer.block(`if (${test})`, () => decide(writer, answer, targets));
  writer.block("else", () => {
    const name = writer.keep(slow);
    writer.line(`if (typeof ${name} !== "boolean") ${targets.fail(name)}`);
    decide(writer, name, targets);
  });
}

function operands(
  emit: Emitting,
  left: Operation,
  right: Operation,
  fail: Fail,
): readonly [Emitted, Emitted] {
  const first = emit.operand(left, fail);
  return [first, emit.operand(right, fail)];
}

const symbols: { readonly [name in Comparison]: string } = { lt: "<", le: "<=", gt: ">", ge: ">=" };

const functions: { readonly [name in Comparison]: string } = {
  lt: "lessThan",
  le: "lessOrEqual",
  gt: "greaterThan",
  ge: "greaterOrEqual",
};
