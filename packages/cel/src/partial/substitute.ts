import { mapOperands, visitOperands } from "../evaluate/map-operands.ts";
import type { LocalSlot, Operation, PresentOperation } from "../evaluate/operation.ts";

/** Puts an operation in the place of a macro's variable. */
export function substituteLocal(operation: Operation, slot: number, replacement: Operation): Operation {
  if (operation.kind === "local") return operation.slot === slot ? replacement : operation;
  return mapOperands(operation, (operand) => substituteLocal(operand, slot, replacement));
}

/** Puts an operation in the place of a field, wherever it is read. Macros get slots of their own each time. */
export function substituteField(
  operation: Operation,
  path: readonly string[],
  replacement: Operation,
): Operation {
  let nextSlot: number | undefined;
  const substitute = (part: Operation): Operation => {
    if (!isPath(part, path)) return mapOperands(part, substitute);
    nextSlot ??= slotsOf(operation);
    const shifted = shiftSlots(replacement, nextSlot);
    nextSlot += slotsOf(replacement);
    return shifted;
  };
  return substitute(operation);
}

/**
 * Replaces each `V.x` by its expression, theirs included, so that an expression says all it means.
 *
 * Throws: `RangeError` when the result would have more than a hundred thousand parts.
 */
export function inlineComputed(operation: Operation): Operation {
  return new Inlining(slotsOf(operation)).inline(operation, 0);
}

const maxParts = 100_000;

class Inlining {
  #nextSlot: number;
  #parts = 0;

  constructor(nextSlot: number) {
    this.#nextSlot = nextSlot;
  }

  inline(operation: Operation, shift: number): Operation {
    this.#parts += 1;
    if (this.#parts > maxParts) throw new RangeError("variables that grow too large");
    switch (operation.kind) {
      case "computed":
        // Whether there is a value is not said by its expression.
        if (operation.optional) return operation;
        return this.#definition(operation.computed.program.operation);
      case "present":
        return this.#presence(operation);
      default:
        return moveSlots(
          mapOperands(operation, (operand) => this.inline(operand, shift)),
          shift,
        );
    }
  }

  /** The same slots would be two variables in one expression. */
  #definition(definition: Operation): Operation {
    const shift = this.#nextSlot;
    this.#nextSlot += slotsOf(definition);
    return this.inline(definition, shift);
  }

  /** `has(V.x)` where `x` is a selection asks the same as `has()` of it. */
  #presence(operation: PresentOperation): Operation {
    const { of, type, place } = operation;
    if (of.kind !== "computed") return operation;
    const definition = this.#definition(of.computed.program.operation);
    switch (definition.kind) {
      case "select":
        if (definition.optional) return operation;
        return { kind: "has", type, place, of: definition.of, name: definition.name };
      case "field":
      case "member":
        return { kind: "present", type, place, of: definition };
      default:
        return operation;
    }
  }
}

function isPath(operation: Operation, path: readonly string[]): boolean {
  const own = pathOf(operation);
  return own !== undefined && own.length === path.length && own.every((step, index) => step === path[index]);
}

/** The place in the activation that an operation reads. */
export function pathOf(operation: Operation): readonly string[] | undefined {
  if (operation.kind === "read") return operation.path;
  if (operation.kind !== "field") return undefined;
  const path = pathOf(operation.of);
  return path && [...path, operation.field.property];
}

/** How many slots an operation uses, counted from 0. */
function slotsOf(operation: Operation): number {
  let count = 0;
  for (const { slot } of ownSlots(operation)) count = Math.max(count, slot + 1);
  visitOperands(operation, (operand) => {
    count = Math.max(count, slotsOf(operand));
  });
  return count;
}

function ownSlots(operation: Operation): readonly LocalSlot[] {
  switch (operation.kind) {
    case "bind":
      return [operation.local];
    case "iterate":
      return operation.second === undefined ? [operation.item] : [operation.item, operation.second];
    case "optional-map":
      return [operation.item];
    default:
      return [];
  }
}

function shiftSlots(operation: Operation, shift: number): Operation {
  return moveSlots(
    mapOperands(operation, (operand) => shiftSlots(operand, shift)),
    shift,
  );
}

function moveSlots(operation: Operation, shift: number): Operation {
  if (shift === 0) return operation;
  const move = ({ slot, name }: LocalSlot): LocalSlot => ({ slot: slot + shift, name });
  switch (operation.kind) {
    case "local":
      return { ...operation, slot: operation.slot + shift };
    case "bind":
      return { ...operation, local: move(operation.local) };
    case "iterate":
      return { ...operation, item: move(operation.item), second: operation.second && move(operation.second) };
    case "optional-map":
      return { ...operation, item: move(operation.item) };
    default:
      return operation;
  }
}
