import { emitEqual, emitIn, emitOrder } from "./emit-comparison.ts";
import { emitQuantifier } from "./emit-iterate.ts";
import { boxed, decide, decideValue, type Emitting, type Targets } from "./emit-target.ts";
import type { ChooseOperation, LogicOperation, Operation } from "./operation.ts";

/** Writes a condition as jumps, so that short circuits and absorbed errors cost no values. */
export function emitTruth(emit: Emitting, operation: Operation, targets: Targets): void {
  const swapped: Targets = { yes: targets.no, no: targets.yes, fail: targets.fail };
  switch (operation.kind) {
    case "and":
      emitLogic(emit, operation, false, targets);
      break;
    case "or":
      emitLogic(emit, operation, true, targets);
      break;
    case "not":
      emit.truth(operation.of, swapped);
      break;
    case "equal":
      emitEqual(emit, operation, targets);
      break;
    case "differ":
      emitEqual(emit, operation, swapped);
      break;
    case "in":
      emitIn(emit, operation, targets);
      break;
    case "order":
      emitOrder(emit, operation, targets);
      break;
    case "choose":
      emitChoose(emit, operation, targets);
      break;
    case "iterate":
      if (isCondition(operation)) emitQuantifier(emit, operation, targets);
      else emitValueTruth(emit, operation, targets);
      break;
    default:
      emitValueTruth(emit, operation, targets);
  }
}

/** Whether an operation is written as a condition wherever it stands. */
export function isCondition(operation: Operation): boolean {
  switch (operation.kind) {
    case "and":
    case "or":
    case "not":
    case "equal":
    case "differ":
    case "in":
    case "order":
      return true;
    case "iterate":
      return operation.macro === "exists" || operation.macro === "all";
    default:
      return false;
  }
}

/** `&&` is decided by false on either side, `||` by true, whatever the other side is. */
function emitLogic(
  emit: Emitting,
  { left, right }: LogicOperation,
  decisive: boolean,
  targets: Targets,
): void {
  const { writer } = emit;
  const end = writer.name("L");
  const decided = decisive ? targets.yes : targets.no;
  const other = decisive ? targets.no : targets.yes;
  const sides: Sides = {
    decide: decided === "" ? `break ${end};` : decided,
    other,
    targets: (leave, fallThrough, fail) =>
      decisive ? { yes: leave, no: fallThrough, fail } : { yes: fallThrough, no: leave, fail },
  };
  if (decided !== "") emitSides(emit, left, right, sides, targets.fail);
  else writer.block(`${end}:`, () => emitSides(emit, left, right, sides, targets.fail));
}

interface Sides {
  /** Leaves with the answer that either side can give. */
  readonly decide: string;
  /** Where to go when neither side does. */
  readonly other: string;
  targets(leave: string, fallThrough: string, fail: Targets["fail"]): Targets;
}

function emitSides(
  emit: Emitting,
  left: Operation,
  right: Operation,
  sides: Sides,
  fail: Targets["fail"],
): void {
  const { writer } = emit;
  const error = writer.name("e");
  const afterLeft = writer.name("L");
  let leftFails = false;
  const failLeft = (text: string): string => {
    leftFails = true;
    return `{ ${error} = ${text}; break ${afterLeft}; }`;
  };
  const leftLines = writer.capture(() => emit.truth(left, sides.targets(sides.decide, "", failLeft)));
  if (!leftFails) {
    writer.lines(leftLines);
    emit.truth(right, sides.targets(sides.decide, sides.other, fail));
    return;
  }
  const afterRight = writer.name("L");
  writer.line(`let ${error};`);
  writer.block(`${afterLeft}:`, () => writer.lines(leftLines));
  // The left error wins when both sides fail.
  const failRight = (text: string): string => `{ ${error} ??= ${text}; break ${afterRight}; }`;
  writer.block(`${afterRight}:`, () => emit.truth(right, sides.targets(sides.decide, "", failRight)));
  writer.line(`if (${error} !== undefined) ${fail(error)}`);
  writer.line(sides.other);
}

function emitChoose(emit: Emitting, operation: ChooseOperation, targets: Targets): void {
  const { writer } = emit;
  const end = writer.name("L");
  const otherwise = writer.name("L");
  const inside: Targets = {
    yes: targets.yes || `break ${end};`,
    no: targets.no || `break ${end};`,
    fail: targets.fail,
  };
  writer.block(`${end}:`, () => {
    writer.block(`${otherwise}:`, () => {
      emit.truth(operation.test, { yes: "", no: `break ${otherwise};`, fail: targets.fail });
      emit.truth(operation.whenTrue, inside);
    });
    emit.truth(operation.whenFalse, inside);
  });
}

function emitValueTruth(emit: Emitting, operation: Operation, targets: Targets): void {
  const { writer } = emit;
  const operand = emit.operand(operation, targets.fail);
  if (typeof operand.constant === "boolean") writer.line(operand.constant ? targets.yes : targets.no);
  else if (operand.lane === "boolean") decide(writer, operand.text, targets);
  else decideValue(writer, writer.keep(boxed(operand)), targets);
}
