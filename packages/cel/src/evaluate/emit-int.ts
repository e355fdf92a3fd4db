import { checked } from "./emit-attribute.ts";
import { emitGeneralCall } from "./emit-general-call.ts";
import {
  boxedName,
  check,
  decide,
  type Emitted,
  type Emitting,
  type Fail,
  type Targets,
} from "./emit-target.ts";
import { inlineForm } from "./fuse.ts";
import type { ArithmeticOperator, CallOperation, Operation } from "./operation.ts";

// Ints are numbers as long as nothing leaves the integers that a `number` holds exactly.

const isSafeNumber = (text: string): string => `${text} > -0x1fffffffffffff && ${text} < 0x1fffffffffffff`;

/** `int(x)`, for a number without a call. */
export function emitTruncated(emit: Emitting, operation: CallOperation, fail: Fail): Emitted {
  const { writer } = emit;
  const operand = emit.operand(argumentOf(operation), fail);
  const text = boxedName(writer, operand);
  if (emit.isRare) return checked(emit, emitGeneralCall(emit, operation, [text]), fail);
  const name = writer.name("n");
  writer.line(`let ${name};`);
  writer.line(`if (typeof ${text} === "number" && ${isSafeNumber(text)}) ${name} = ${truncated(text)};`);
  writer.block("else", () => {
    writer.line(`${name} = ${emitGeneralCall(emit, operation, [text])};`);
    check(writer, name, fail);
  });
  return { text: name, lane: "int" };
}

// Adding zero turns -0, which is no int, into 0.
function truncated(text: string): string {
  return `Math.trunc(${text}) + 0`;
}

/** What numbers give for an operator on ints; no safe integer where only the operator itself knows. */
export function intSource(operator: ArithmeticOperator, left: string, right: string): string {
  // A division by zero is no safe integer.
  const source = `${left} ${symbols[operator]} ${right}`;
  return operator === "divide" ? `Math.trunc(${source}) + 0` : `(${source}) + 0`;
}

/**
 * Compares ints that take some work as numbers, and writes the general way behind it for everything else: numbers that
 * never meet other values stay in registers. Gives `false`, and writes nothing, for other operands.
 */
export function emitIntComparison(
  emit: Emitting,
  { left, right, symbol }: { readonly left: Operation; readonly right: Operation; readonly symbol: string },
  targets: Targets,
  general: (targets: Targets) => void,
): boolean {
  const isWorth = isNumberWork(left) && isNumberWork(right) && (isWork(left) || isWork(right));
  if (!isWorth || emit.isRare) return false;
  const { writer } = emit;
  const [end, bail] = [writer.name("L"), writer.name("L")];
  const leave = `break ${end};`;
  const inside: Targets = { yes: targets.yes || leave, no: targets.no || leave, fail: targets.fail };
  writer.block(`${end}:`, () => {
    writer.block(`${bail}:`, () => {
      const first = emitNumber(emit, left, `break ${bail};`);
      decide(writer, `${first} ${symbol} ${emitNumber(emit, right, `break ${bail};`)}`, inside);
    });
    emit.isRare = true;
    general(inside);
    emit.isRare = false;
  });
  return true;
}

function isWork({ kind }: Operation): boolean {
  return kind !== "constant";
}

/** Whether an operation probably gives a small int; what it starts from must be short, because it is written twice. */
function isNumberWork(operation: Operation): boolean {
  switch (operation.kind) {
    case "constant":
      return typeof operation.value === "bigint" && Number.isSafeInteger(Number(operation.value));
    case "arithmetic":
      return isNumberWork(operation.left) && isNumberWork(operation.right);
    case "call":
      return isNumberCall(operation) && operation.args.every(isShort);
    default:
      return false;
  }
}

function isNumberCall(operation: CallOperation): boolean {
  return inlineForm(operation) === "truncate" || operation.resolved.direct?.safeInt === true;
}

function isShort(operation: Operation): boolean {
  switch (operation.kind) {
    case "constant":
    case "local":
    case "read":
      return true;
    case "field":
      return isShort(operation.of);
    case "select":
      return !operation.optional && isShort(operation.of);
    default:
      return false;
  }
}

function emitNumber(emit: Emitting, operation: Operation, bail: string): string {
  const { writer } = emit;
  if (operation.kind === "constant") return `(${operation.value})`;
  if (operation.kind === "arithmetic") {
    const left = emitNumber(emit, operation.left, bail);
    const right = emitNumber(emit, operation.right, bail);
    const name = writer.keep(intSource(operation.operator, left, right));
    writer.line(`if (!Number.isSafeInteger(${name})) ${bail}`);
    return name;
  }
  if (operation.kind !== "call") throw new TypeError("no int made of numbers");
  const args = operation.args.map((argument) => emit.value(argument, () => bail));
  const [text = ""] = args;
  if (inlineForm(operation) === "truncate") {
    writer.line(`if (!(typeof ${text} === "number" && ${isSafeNumber(text)})) ${bail}`);
    return writer.keep(truncated(text));
  }
  const name = writer.keep(emitGeneralCall(emit, operation, args));
  writer.line(`if (typeof ${name} !== "number") ${bail}`);
  return name;
}

function argumentOf({ args: [argument] }: CallOperation): Operation {
  if (argument === undefined) throw new TypeError("a conversion of nothing");
  return argument;
}

export const symbols: { readonly [name in ArithmeticOperator]: string } = {
  add: "+",
  subtract: "-",
  multiply: "*",
  divide: "/",
  remainder: "%",
};
