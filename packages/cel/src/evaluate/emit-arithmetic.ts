import { checked } from "./emit-attribute.ts";
import { intSource, symbols } from "./emit-int.ts";
import { boxed, check, dynamic, type Emitted, type Emitting, type Fail } from "./emit-target.ts";
import type { ArithmeticOperation, ArithmeticOperator, NegateOperation, Operation } from "./operation.ts";

/** `left + right` and its relatives. */
export function emitArithmetic(emit: Emitting, operation: ArithmeticOperation, fail: Fail): Emitted {
  const { operator } = operation;
  const [left, right] = emitOperands(emit, operation, fail);
  const general = `${operator}(${boxed(left)}, ${boxed(right)})`;
  if (emit.isRare) return checked(emit, general, fail);
  if (isInt(left) && isInt(right)) return emitInts(emit, operator, left, right, fail);
  if (operator === "remainder" || isInt(left) || isInt(right)) return checked(emit, general, fail);
  const fast = `${left.text} ${symbols[operator]} ${right.text}`;
  if (left.lane !== "double" && right.lane !== "double")
    return emitGuarded(emit, doublesTest(left, right), fast, general, fail);
  // Nothing can be done with a double and anything but another one.
  const test = doublesTest(left, right);
  if (test !== "true") emit.writer.line(`if (!(${test})) ${fail(general)}`);
  return { text: emit.writer.keep(fast), lane: "double" };
}

/** When one operand is a double, the other one has to be, which keeps both in registers. */
function emitOperands(
  emit: Emitting,
  { operator, left, right }: ArithmeticOperation,
  fail: Fail,
): readonly [Emitted, Emitted] {
  if (operator === "remainder" || !isArithmetic(left) || !isDoubleConstant(right))
    return [emit.operand(left, fail), emit.operand(right, fail)];
  const constant = emit.operand(right, fail);
  const reject = (value: string): string => fail(`${operator}(${value}, ${constant.text})`);
  return [emitDouble(emit, left, fail, reject), constant];
}

function isArithmetic(operation: Operation): operation is ArithmeticOperation {
  return operation.kind === "arithmetic" && operation.operator !== "remainder";
}

function isDoubleConstant(operation: Operation): boolean {
  return operation.kind === "constant" && typeof operation.value === "number";
}

/** Arithmetic whose result is of no use unless it is a double: `reject` leaves with the error that it is then. */
function emitDouble(
  emit: Emitting,
  operation: ArithmeticOperation,
  fail: Fail,
  reject: (value: string) => string,
): Emitted {
  const { writer } = emit;
  const { operator } = operation;
  const [left, right] = emitOperands(emit, operation, fail);
  const test = isInt(left) || isInt(right) ? "false" : doublesTest(left, right);
  writer.block(`if (!(${test}))`, () => {
    const value = writer.keep(`${operator}(${boxed(left)}, ${boxed(right)})`);
    check(writer, value, fail);
    writer.line(reject(value));
  });
  return { text: writer.keep(`${left.text} ${symbols[operator]} ${right.text}`), lane: "double" };
}

function doublesTest(...operands: readonly Emitted[]): string {
  const unknown = operands.filter(({ lane }) => lane !== "double");
  return unknown.map(({ text }) => `typeof ${text} === "number"`).join(" && ") || "true";
}

function isInt({ lane }: Emitted): boolean {
  return lane === "small-int" || lane === "int";
}

/** Exact as long as nothing leaves the integers that a `number` holds; beyond, the operator itself takes over. */
function emitInts(
  emit: Emitting,
  operator: ArithmeticOperator,
  left: Emitted,
  right: Emitted,
  fail: Fail,
): Emitted {
  const { writer } = emit;
  const source = intSource(operator, left.text, right.text);
  const both = [left, right].filter(({ lane }) => lane === "int");
  const guard = both.map(({ text }) => `typeof ${text} === "number"`).join(" && ");
  const name = writer.name("n");
  writer.line(`let ${name} = ${guard === "" ? source : `${guard} ? ${source} : NaN`};`);
  writer.block(`if (!Number.isSafeInteger(${name}))`, () => {
    writer.line(`${name} = ${operator}(${boxed(left)}, ${boxed(right)});`);
    check(writer, name, fail);
  });
  return { text: name, lane: "int" };
}

/** `-of`. */
export function emitNegate(emit: Emitting, { of }: NegateOperation, fail: Fail): Emitted {
  const operand = emit.operand(of, fail);
  if (isInt(operand)) return checked(emit, `negate(${boxed(operand)})`, fail);
  if (operand.lane === "double") return { text: emit.writer.keep(`-${operand.text}`), lane: "double" };
  return emitGuarded(emit, doublesTest(operand), `-${operand.text}`, `negate(${operand.text})`, fail);
}

function emitGuarded({ writer }: Emitting, test: string, fast: string, general: string, fail: Fail): Emitted {
  const name = writer.name("n");
  writer.line(`let ${name};`);
  writer.line(`if (${test}) ${name} = ${fast};`);
  writer.block("else", () => {
    writer.line(`${name} = ${general};`);
    check(writer, name, fail);
  });
  return dynamic(name);
}
