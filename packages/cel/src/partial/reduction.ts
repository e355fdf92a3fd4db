import type { Activation } from "../evaluate/activation.ts";
import { mapOperands } from "../evaluate/map-operands.ts";
import type {
  ChooseOperation,
  ComputedOperation,
  EqualityOperation,
  IterateOperation,
  LogicOperation,
  Operation,
  OptionalMapOperation,
  OrElseOperation,
  PresentOperation,
} from "../evaluate/operation.ts";
import { CelError, noSuchOverload } from "../values/cel-error.ts";
import { isMap, mapSize } from "../values/map-access.ts";
import { OptionalValue, optionalNone } from "../values/optional-value.ts";
import { isList, type Value } from "../values/value.ts";
import { choiceAsLogic } from "./choice-as-logic.ts";
import {
  alone,
  bodyInterest,
  failureOf,
  type Interest,
  interestBelowNot,
  interestOfSides,
  sideOf,
  standsAlone,
} from "./interest.ts";
import { cannotBeEqual, cannotSucceed } from "./kinds.ts";
import { KnownOperations } from "./known-operations.ts";
import { isLiteral } from "./literal.ts";
import type { PartialActivation } from "./partial-activation.ts";
import {
  constantOperation,
  failOperation,
  type Known,
  type PartialResult,
  residual,
  toKnown,
} from "./partial-result.ts";
import { inlineComputed, substituteLocal } from "./substitute.ts";
import { isBelowUnknown, isJsonBelow, ownKnowledge } from "./unknowns.ts";

/** Evaluates an operation of which everything is known. */
export type Run = (operation: Operation, activation: Activation) => Value | CelError;

const maxParts = 100_000;

// One concept, what is left of each kind of operation, so it stays in one class.
/** Works out what is left of operations, all of one evaluation. */
export class Reduction {
  readonly #known: PartialActivation;
  readonly #run: Run;
  readonly #operations: KnownOperations;
  /** Variables of macros that stand for elements of something JSON. */
  readonly #jsonSlots = new Set<number>();
  readonly #isJson = (operation: Operation): boolean =>
    operation.kind === "local"
      ? this.#jsonSlots.has(operation.slot)
      : isJsonBelow(operation, this.#known.unknowns, this.#isJson);
  #parts = 0;
  /** Sides of `&&` and `||` that always fail and had to stay. */
  #failures = 0;

  constructor(known: PartialActivation, run: Run) {
    this.#known = known;
    this.#operations = new KnownOperations(known.unknowns);
    this.#run = run;
  }

  reduce(operation: Operation, interest: Interest): PartialResult {
    this.#parts += 1;
    if (this.#parts > maxParts) throw new RangeError("an expression that grows too large");
    if (this.#operations.isKnown(operation)) return this.#evaluate(operation);
    switch (operation.kind) {
      case "and":
      case "or":
        return this.#logic(operation, interest);
      case "not": {
        const of = this.reduce(operation.of, interestBelowNot[interest]);
        if (of.kind === "residual") return residual({ ...operation, of: of.operation });
        return toKnown(typeof of.value === "boolean" ? !of.value : failureOf(of));
      }
      case "choose":
        return this.#choose(operation, interest);
      case "equal":
      case "differ":
        return this.#equality(operation, interest);
      case "in":
        return this.#membership(operation, interest);
      case "has":
        return this.#known.assumesPresence ? toKnown(true) : residual(operation);
      case "present":
        return this.#present(operation);
      case "computed":
        return this.#optionally(operation);
      case "index":
        return this.#index(operation);
      case "call":
        return this.#strict(operation, operation.args.length > 2);
      case "list":
      case "map":
        return this.#strict(operation, true);
      case "bind":
        return this.reduce(
          substituteLocal(operation.body, operation.local.slot, this.#operand(operation.value)),
          interest,
        );
      case "iterate":
        return this.#iterate(operation, interest);
      case "optional-map":
        return this.#mapOptional(operation);
      case "or-else":
        return this.#orElse(operation, interest);
      case "field":
      case "message":
      case "read":
      case "local":
        return residual(operation);
      default:
        return this.#strict(operation);
    }
  }

  #evaluate(operation: Operation): Known {
    return toKnown(this.#run(operation, this.#known.activation));
  }

  /** What stands in the place of an operand: its value, or what is left of it. */
  #operand(operation: Operation, interest: Interest = "value"): Operation {
    const result = this.reduce(operation, interest);
    if (result.kind === "residual") return result.operation;
    if (interest === "value") return this.#settled(operation, result.value);
    const side = sideOf(result, interest);
    return typeof side === "boolean"
      ? constantOperation(side, operation)
      : this.#settled(operation, result.value);
  }

  /** A value that cannot be written down stays the operation that makes it. */
  #settled(operation: Operation, value: Value | CelError): Operation {
    if (value instanceof CelError) return failOperation(value, operation);
    if (isLiteral(value)) {
      return operation.kind === "constant" ? operation : constantOperation(value, operation);
    }
    if (operation.kind === "computed") return constantOperation(value, operation);
    if (operation.kind === "constant") {
      return operation.source === undefined ? operation : this.#settledOperands(operation.source);
    }
    return this.#settledOperands(operation);
  }

  #settledOperands(operation: Operation): Operation {
    if (ownKnowledge(operation, this.#known.unknowns) !== undefined) return operation;
    return mapOperands(operation, (operand) => this.#operand(operand));
  }

  /** Known names stay names; the rest is worked out, as numbers are ints no more once they are written down. */
  #asWritten(operation: Operation): Operation {
    if (isName(operation) && this.#operations.isKnown(operation)) return operation;
    const result = this.reduce(operation, "value");
    if (result.kind === "known") return this.#settled(operation, result.value);
    return mapOperands(operation, (operand) => this.#asWritten(operand));
  }

  /** Everything but logic: an operand that fails makes it fail, whatever the others are. */
  #strict(operation: Operation, stopsAtUnknown = false): PartialResult {
    let failure: CelError | undefined;
    let hasStopped = false;
    let isOpen = false;
    const rest = mapOperands(operation, (operand) => {
      if (hasStopped) return this.#asWritten(operand);
      const result = this.reduce(operand, "value");
      if (result.kind === "residual") {
        isOpen = true;
        hasStopped = stopsAtUnknown;
        return result.operation;
      }
      if (result.value instanceof CelError) failure ??= result.value;
      return this.#settled(operand, result.value);
    });
    if (failure === undefined && !isOpen && rest !== operation) return this.#evaluate(rest);
    if (failure === undefined && cannotSucceed(rest, this.#isJson)) failure = noSuchOverload;
    return failure === undefined ? residual(rest) : toKnown(failure);
  }

  /** Values of kinds that are never equal; but where one is missing, that is an error. */
  #equality(operation: EqualityOperation, interest: Interest): PartialResult {
    const rest = this.#strict(operation);
    const outcome = operation.kind === "differ";
    if (rest.kind === "known" || interest !== (outcome ? "falsity" : "truth")) return rest;
    const { operation: open } = rest;
    const isDecided = open.kind === operation.kind && cannotBeEqual(open.left, open.right, this.#isJson);
    return isDecided ? toKnown(outcome) : rest;
  }

  #membership(operation: EqualityOperation, interest: Interest): PartialResult {
    const container = this.reduce(operation.right, "value");
    if (container.kind === "residual" || container.value instanceof CelError) return this.#strict(operation);
    if (!isContainer(container.value)) return toKnown(noSuchOverload);
    if (hasElements(container.value) || interest !== "truth") return this.#strict(operation);
    return this.#inNothing(operation.left);
  }

  #logic(operation: LogicOperation, interest: Interest): PartialResult {
    const deciding = operation.kind === "or";
    const ofSides = interestOfSides[interest];
    const left = this.reduce(operation.left, ofSides);
    const leftSide = sideOf(left, ofSides);
    if (leftSide === deciding) return toKnown(deciding);
    const right = this.reduce(operation.right, ofSides);
    const rightSide = sideOf(right, ofSides);
    if (rightSide === deciding) return toKnown(deciding);
    if (leftSide === "failed" && rightSide !== "open") return toKnown(failureOf(left));
    if (rightSide === "failed" && leftSide !== "open") return toKnown(failureOf(right));
    if (leftSide === "failed" || rightSide === "failed") this.#failures += 1;
    if (leftSide === !deciding && standsAlone(right, rightSide, interest)) return alone(right, rightSide);
    if (rightSide === !deciding && standsAlone(left, leftSide, interest)) return alone(left, leftSide);
    return residual({
      ...operation,
      left: left.kind === "residual" ? left.operation : this.#settled(operation.left, left.value),
      right: right.kind === "residual" ? right.operation : this.#settled(operation.right, right.value),
    });
  }

  #present(operation: PresentOperation): PartialResult {
    if (operation.of.kind === "computed") {
      const value = this.reduce(inlineComputed(operation.of), "value");
      if (value.kind === "known") return toKnown(!(value.value instanceof CelError));
    }
    return this.#known.assumesPresence ? toKnown(true) : residual(operation);
  }

  /** `V.?x`; `V.x` is its expression by now. */
  #optionally(operation: ComputedOperation): PartialResult {
    const result = this.reduce(inlineComputed({ ...operation, optional: false }), "value");
    if (result.kind === "residual") return residual(operation);
    return toKnown(result.value instanceof CelError ? optionalNone : new OptionalValue(result.value));
  }

  #choose(operation: ChooseOperation, interest: Interest): PartialResult {
    const failures = this.#failures;
    const test = this.reduce(operation.test, "decision");
    if (test.kind === "residual") {
      const logic = this.#failures > failures ? choiceAsLogic(operation, interest) : undefined;
      if (logic !== undefined) return this.reduce(logic, interest);
      return residual({
        ...operation,
        test: test.operation,
        whenTrue: this.#operand(operation.whenTrue, interest),
        whenFalse: this.#operand(operation.whenFalse, interest),
      });
    }
    if (test.value === true) return this.reduce(operation.whenTrue, interest);
    if (test.value === false) return this.reduce(operation.whenFalse, interest);
    return toKnown(failureOf(test));
  }

  #inNothing(item: Operation): Known {
    const result = this.reduce(item, "value");
    const hasFailed = result.kind === "known" && result.value instanceof CelError;
    return hasFailed ? result : toKnown(false);
  }

  /** COMPAT(cerbos): keys of something unknown stay as they are. */
  #index(operation: Operation & { readonly kind: "index" }): PartialResult {
    if (!isBelowUnknown(operation.of, this.#known.unknowns)) return this.#strict(operation);
    for (const part of [operation.of, operation.key]) {
      const result = this.reduce(part, "value");
      if (result.kind === "known" && result.value instanceof CelError) return result;
    }
    return residual(mapOperands(operation, (operand) => this.#asWritten(operand)));
  }

  #iterate(operation: IterateOperation, interest: Interest): PartialResult {
    const range = this.reduce(operation.range, "value");
    if (range.kind === "known" && range.value instanceof CelError) return range;
    const reduced: IterateOperation = {
      ...operation,
      range: range.kind === "residual" ? range.operation : this.#settled(operation.range, range.value),
    };
    // Nothing to iterate over, or nothing that can be: the rest is never looked at.
    if (range.kind === "known" && !hasElements(range.value)) return this.#evaluate(reduced);
    if (range.kind === "residual" && this.#isJson(range.operation)) {
      this.#jsonSlots.add((operation.second ?? operation.item).slot);
    }
    const filter = operation.filter && this.#operand(operation.filter, "decision");
    return residual({
      ...reduced,
      filter,
      body: this.#operand(operation.body, bodyInterest(operation, interest)),
    });
  }

  #mapOptional(operation: OptionalMapOperation): PartialResult {
    const of = this.reduce(operation.of, "value");
    if (of.kind === "known" && of.value instanceof CelError) return of;
    return residual({
      ...operation,
      of: of.kind === "residual" ? of.operation : this.#settled(operation.of, of.value),
      body: this.#operand(operation.body),
    });
  }

  #orElse(operation: OrElseOperation, interest: Interest): PartialResult {
    const of = this.reduce(operation.of, "value");
    if (of.kind === "residual") return residual({ ...operation, of: of.operation });
    if (of.value instanceof CelError) return of;
    if (!(of.value instanceof OptionalValue)) return toKnown(noSuchOverload);
    if (of.value.value === undefined) return this.reduce(operation.otherwise, interest);
    return toKnown(operation.unwrap ? of.value.value : of.value);
  }
}

/** Whether an operation only names something. */
function isName({ kind }: Operation): boolean {
  return kind === "read" || kind === "field" || kind === "message" || kind === "member" || kind === "select";
}

function isContainer(value: Value): boolean {
  return isList(value) || isMap(value);
}

function hasElements(value: Value | CelError): boolean {
  if (value instanceof CelError) return false;
  return isList(value) ? value.length > 0 : isMap(value) && mapSize(value) > 0;
}
