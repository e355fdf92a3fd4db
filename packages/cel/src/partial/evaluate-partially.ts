import type { Activation } from "../evaluate/activation.ts";
import type { Closure } from "../evaluate/closure.ts";
import { buildClosure } from "../evaluate/closures.ts";
import type {
  IterateOperation,
  LogicOperation,
  Operation,
  OptionalMapOperation,
  OrElseOperation,
  PresentOperation,
} from "../evaluate/operation.ts";
import { CelError, noSuchOverload } from "../values/cel-error.ts";
import { isMap, mapSize } from "../values/map-access.ts";
import { OptionalValue } from "../values/optional-value.ts";
import { isList, type Value } from "../values/value.ts";
import { isLiteral } from "./literal.ts";
import { mapOperands, visitOperands } from "./map-operands.ts";
import { inlineComputed, substituteField, substituteLocal } from "./substitute.ts";
import { isBelowUnknown, ownKnowledge, type UnknownPath } from "./unknowns.ts";

/** What is known where an expression is evaluated partially. */
export interface PartialActivation {
  /** Values of everything that is known. Computed variables (`V.x`) are not read from it. */
  readonly activation: Activation;
  readonly unknowns: readonly UnknownPath[];
  /** Fields that stand for other expressions, by their place in the activation. */
  readonly replacements?: readonly FieldReplacement[];
  /** `has()` of something unknown is true, instead of staying. */
  readonly assumesPresence?: boolean;
}

export interface FieldReplacement {
  readonly path: readonly string[];
  readonly operation: Operation;
}

export type PartialResult = Known | Residual;

export interface Known {
  readonly kind: "known";
  readonly value: Value | CelError;
}

/** What is left to evaluate. Parts that are as they were are shared with the original. */
export interface Residual {
  readonly kind: "residual";
  readonly operation: Operation;
}

/** Evaluates expressions of which not all is known; keeps what it prepared for each for as long as it is held. */
export interface PartialEvaluator {
  /**
   * Evaluates what can be, and gives what is left.
   *
   * COMPAT(cerbos): branches of a choice on something unknown, and what comes after the first unknown in lists, maps
   * and calls with three parts or more, stay as they are.
   *
   * Throws: `RangeError` for an expression that would grow beyond a hundred thousand parts.
   */
  evaluate(operation: Operation, known: PartialActivation): PartialResult;
}

/** Makes an evaluator that has prepared nothing yet. */
export function createPartialEvaluator(): PartialEvaluator {
  const inlined = new WeakMap<Operation, Operation>();
  const closures = new WeakMap<Operation, Closure>();

  function inline(operation: Operation): Operation {
    const known = inlined.get(operation);
    if (known !== undefined) return known;
    const result = inlineComputed(operation);
    inlined.set(operation, result);
    return result;
  }

  function run(operation: Operation, activation: Activation): Value | CelError {
    const closure = closures.get(operation) ?? buildClosure(operation);
    closures.set(operation, closure);
    return closure(activation);
  }

  return {
    evaluate(operation, known) {
      let tree = inline(operation);
      for (const { path, operation: replacement } of known.replacements ?? []) {
        tree = substituteField(tree, path, replacement);
      }
      return new Reduction(known, run).reduce(tree);
    },
  };
}

/** Makes a value that was computed part of an expression. The operation gives it a type and a place. */
export function constantOperation(value: Value, { type, place }: Operation): Operation {
  return { kind: "constant", type, place, value };
}

type Run = (operation: Operation, activation: Activation) => Value | CelError;

/** What decides whether an operation is known: an unknown place, or a macro's variable from around it. */
interface Reach {
  readonly isUnknown: boolean;
  readonly free: ReadonlySet<number>;
}

const nothing: ReadonlySet<number> = new Set();
const maxParts = 100_000;

// One concept, what is left of each kind of operation, so it stays in one class.
class Reduction {
  readonly #known: PartialActivation;
  readonly #run: Run;
  readonly #reaches = new Map<Operation, Reach>();
  #parts = 0;

  constructor(known: PartialActivation, run: Run) {
    this.#known = known;
    this.#run = run;
  }

  reduce(operation: Operation): PartialResult {
    this.#parts += 1;
    if (this.#parts > maxParts) throw new RangeError("an expression that grows too large");
    if (this.#isKnown(operation)) return this.#evaluate(operation);
    switch (operation.kind) {
      case "and":
      case "or":
        return this.#logic(operation);
      case "not": {
        const of = this.reduce(operation.of);
        if (of.kind === "residual") return residual({ ...operation, of: of.operation });
        if (typeof of.value === "boolean") return toKnown(!of.value);
        return toKnown(of.value instanceof CelError ? of.value : noSuchOverload);
      }
      case "choose":
        return this.#choose(operation);
      case "in":
        return isEmpty(this.reduce(operation.right))
          ? this.#inNothing(operation.left)
          : this.#strict(operation);
      case "has":
        return this.#known.assumesPresence ? toKnown(true) : residual(operation);
      case "present":
        return this.#present(operation);
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
        );
      case "iterate":
        return this.#iterate(operation);
      case "optional-map":
        return this.#mapOptional(operation);
      case "or-else":
        return this.#orElse(operation);
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

  #isKnown(operation: Operation): boolean {
    const { isUnknown, free } = this.#reach(operation);
    return !isUnknown && free.size === 0;
  }

  #reach(operation: Operation): Reach {
    const seen = this.#reaches.get(operation);
    if (seen !== undefined) return seen;
    const reach = this.#findReach(operation);
    this.#reaches.set(operation, reach);
    return reach;
  }

  #findReach(operation: Operation): Reach {
    if (isPresenceOfComputed(operation)) return { isUnknown: true, free: nothing };
    const own = ownKnowledge(operation, this.#known.unknowns);
    if (own !== undefined) return { isUnknown: own === "unknown", free: nothing };
    if (operation.kind === "local") return { isUnknown: false, free: new Set([operation.slot]) };
    let isUnknown = false;
    let free = nothing;
    visitOperands(operation, (operand) => {
      const reach = this.#reach(operand);
      isUnknown ||= reach.isUnknown;
      if (reach.free.size > 0) free = new Set([...free, ...reach.free]);
    });
    return { isUnknown, free: free.size === 0 ? free : without(free, operation) };
  }

  /** What stands in the place of an operand: its value, or what is left of it. */
  #operand(operation: Operation): Operation {
    const result = this.reduce(operation);
    return result.kind === "residual" ? result.operation : this.#settled(operation, result.value);
  }

  /** A value that cannot be written down stays the operation that makes it, and so does one that fails. */
  #settled(operation: Operation, value: Value | CelError): Operation {
    if (!(value instanceof CelError) && isLiteral(value)) {
      return operation.kind === "constant" ? operation : constantOperation(value, operation);
    }
    if (operation.kind === "constant") {
      return operation.source === undefined ? operation : this.#settledOperands(operation.source);
    }
    return this.#settledOperands(operation);
  }

  #settledOperands(operation: Operation): Operation {
    if (ownKnowledge(operation, this.#known.unknowns) !== undefined) return operation;
    return mapOperands(operation, (operand) => this.#operand(operand));
  }

  /** Everything but logic: an operand that fails makes it fail, whatever the others are. */
  #strict(operation: Operation, stopsAtUnknown = false): PartialResult {
    let failure: CelError | undefined;
    let hasStopped = false;
    const rest = mapOperands(operation, (operand) => {
      if (hasStopped) return operand;
      const result = this.reduce(operand);
      if (result.kind === "residual") {
        hasStopped = stopsAtUnknown;
        return result.operation;
      }
      if (result.value instanceof CelError) failure ??= result.value;
      return this.#settled(operand, result.value);
    });
    return failure === undefined ? residual(rest) : toKnown(failure);
  }

  #logic(operation: LogicOperation): PartialResult {
    const deciding = operation.kind === "or";
    const left = this.reduce(operation.left);
    if (left.kind === "known" && left.value === deciding) return left;
    const right = this.reduce(operation.right);
    if (right.kind === "known" && right.value === deciding) return right;
    if (left.kind === "known" && left.value === !deciding) return right;
    if (right.kind === "known" && right.value === !deciding) return left;
    return residual({
      ...operation,
      left: left.kind === "residual" ? left.operation : this.#settled(operation.left, left.value),
      right: right.kind === "residual" ? right.operation : this.#settled(operation.right, right.value),
    });
  }

  #present(operation: PresentOperation): PartialResult {
    if (operation.of.kind === "computed") {
      const value = this.reduce(inlineComputed(operation.of));
      if (value.kind === "known") return toKnown(!(value.value instanceof CelError));
    }
    return this.#known.assumesPresence ? toKnown(true) : residual(operation);
  }

  #choose(operation: Operation & { readonly kind: "choose" }): PartialResult {
    const test = this.reduce(operation.test);
    if (test.kind === "residual") return residual({ ...operation, test: test.operation });
    if (test.value === true) return this.reduce(operation.whenTrue);
    if (test.value === false) return this.reduce(operation.whenFalse);
    return toKnown(test.value instanceof CelError ? test.value : noSuchOverload);
  }

  /** COMPAT(cerbos): nothing is in an empty list, even something that is not there. */
  #inNothing(item: Operation): Known {
    const result = this.reduce(item);
    const hasFailed = result.kind === "known" && result.value instanceof CelError;
    return hasFailed ? result : toKnown(false);
  }

  /** COMPAT(cerbos): keys of something unknown stay as they are. */
  #index(operation: Operation & { readonly kind: "index" }): PartialResult {
    if (!isBelowUnknown(operation.of, this.#known.unknowns)) return this.#strict(operation);
    for (const part of [operation.of, operation.key]) {
      const result = this.reduce(part);
      if (result.kind === "known" && result.value instanceof CelError) return result;
    }
    return residual(operation);
  }

  #iterate(operation: IterateOperation): PartialResult {
    const range = this.reduce(operation.range);
    if (range.kind === "known" && range.value instanceof CelError) return range;
    const reduced: IterateOperation = {
      ...operation,
      range: range.kind === "residual" ? range.operation : this.#settled(operation.range, range.value),
    };
    // Nothing to iterate over, or nothing that can be: the rest is never looked at.
    if (range.kind === "known" && !hasElements(range.value)) return this.#evaluate(reduced);
    const filter = operation.filter && this.#operand(operation.filter);
    return residual({ ...reduced, filter, body: this.#operand(operation.body) });
  }

  #mapOptional(operation: OptionalMapOperation): PartialResult {
    const of = this.reduce(operation.of);
    if (of.kind === "known" && of.value instanceof CelError) return of;
    return residual({
      ...operation,
      of: of.kind === "residual" ? of.operation : this.#settled(operation.of, of.value),
      body: this.#operand(operation.body),
    });
  }

  #orElse(operation: OrElseOperation): PartialResult {
    const of = this.reduce(operation.of);
    if (of.kind === "residual") return residual({ ...operation, of: of.operation });
    if (of.value instanceof CelError) return of;
    if (!(of.value instanceof OptionalValue)) return toKnown(noSuchOverload);
    if (of.value.value === undefined) return this.reduce(operation.otherwise);
    return toKnown(operation.unwrap ? of.value.value : of.value);
  }
}

function toKnown(value: Value | CelError): Known {
  return { kind: "known", value };
}

function residual(operation: Operation): Residual {
  return { kind: "residual", operation };
}

/** What a macro defines is not free outside of it. */
function without(free: ReadonlySet<number>, operation: Operation): ReadonlySet<number> {
  switch (operation.kind) {
    case "bind":
      return minus(free, operation.local.slot, undefined);
    case "iterate":
      return minus(free, operation.item.slot, operation.second?.slot);
    case "optional-map":
      return minus(free, operation.item.slot, undefined);
    default:
      return free;
  }
}

function minus(slots: ReadonlySet<number>, first: number, second: number | undefined): ReadonlySet<number> {
  const rest = new Set(slots);
  rest.delete(first);
  if (second !== undefined) rest.delete(second);
  return rest;
}

/** Whether a variable has a value depends on its expression, which is not part of the operation. */
function isPresenceOfComputed(operation: Operation): boolean {
  return operation.kind === "present" && operation.of.kind === "computed";
}

function isEmpty(result: PartialResult): boolean {
  if (result.kind !== "known" || result.value instanceof CelError) return false;
  const { value } = result;
  return isList(value) ? value.length === 0 : isMap(value) && mapSize(value) === 0;
}

function hasElements(value: Value | CelError): boolean {
  if (value instanceof CelError) return false;
  return isList(value) ? value.length > 0 : isMap(value) && mapSize(value) > 0;
}
