import { checked } from "./emit-attribute.ts";
import { boxed, check, dynamic, type Emitted, type Emitting, type Fail } from "./emit-target.ts";
import type { ArithmeticOperation, ArithmeticOperator, CallOperation, NegateOperation } from "./operation.ts";
import { trustedType } from "./trusted-type.ts";

/** A function: the row itself where types leave only one, else whichever takes the values. */
export function emitCall(emit: Emitting, operation: CallOperation, fail: Fail): Emitted {
  const { direct, call, needsNow } = operation.resolved;
  const args = operation.args.map((argument) => emit.value(argument, fail));
  const resolved = resolvedText(operation);
  if (direct === undefined) {
    const body = emit.constants.add(call, () => `${resolved}.call`);
    const general = `${body}(${[needsNow ? "a.now" : "noInstant", ...args].join(", ")})`;
    return checked(emit, emitBranches(emit, operation, args, general), fail);
  }
  const body = emit.constants.add(direct.call, () => `${resolved}.direct.call`);
  const all = direct.needs === "now" ? ["a.now", ...args] : args;
  const source = `${body}(${all.join(", ")})`;
  if (direct.safeInt === undefined) return checked(emit, source, fail);
  const name = emit.writer.keep(source);
  emit.writer.line(`if (typeof ${name} !== "number") ${fail(name)}`);
  return { text: name, lane: "small-int" };
}

/**
 * Tries the first overloads on the spot, where a compiler can see what they do: what all calls share has seen every
 * type and is slow.
 */
function emitBranches(
  { constants }: Emitting,
  operation: CallOperation,
  args: readonly string[],
  general: string,
): string {
  const { branches = [] } = operation.resolved;
  if (branches.some(({ row }) => row.safeInt === true || row.needs === "now")) return general;
  const tries = branches.slice(0, 4).map(({ guards, row }, i) => {
    const branch = `${resolvedText(operation)}.branches[${i}]`;
    const tests = guards.flatMap((guard, j) =>
      guard === undefined ? [] : [`${constants.add(guard, () => `${branch}.guards[${j}]`)}(${args[j]})`],
    );
    const body = constants.add(row.call, () => `${branch}.row.call`);
    return `${tests.join(" && ") || "true"} ? ${body}(${args.join(", ")}) : `;
  });
  return tries.join("") + general;
}

function resolvedText({ name, member, args }: CallOperation): string {
  const types = args.map(trustedType);
  return `resolve(${JSON.stringify(name)}, ${member}, ${JSON.stringify(types)})`;
}

/** `left + right` and its relatives. */
export function emitArithmetic(emit: Emitting, operation: ArithmeticOperation, fail: Fail): Emitted {
  const { operator } = operation;
  const left = emit.operand(operation.left, fail);
  const right = emit.operand(operation.right, fail);
  if (isInt(left) && isInt(right)) return emitInts(emit, operator, left, right, fail);
  const general = `${operator}(${boxed(left)}, ${boxed(right)})`;
  if (operator === "remainder" || isInt(left) || isInt(right)) return checked(emit, general, fail);
  return emitGuarded(
    emit,
    doublesTest(left, right),
    `${left.text} ${symbols[operator]} ${right.text}`,
    general,
    fail,
  );
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
  const quotient = `${left.text} ${symbols[operator]} ${right.text}`;
  // Adding zero turns -0, which is no int, into 0. A division by zero is no safe integer.
  const source = operator === "divide" ? `Math.trunc(${quotient}) + 0` : `(${quotient}) + 0`;
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

const symbols: { readonly [name in ArithmeticOperator]: string } = {
  add: "+",
  subtract: "-",
  multiply: "*",
  divide: "/",
  remainder: "%",
};
