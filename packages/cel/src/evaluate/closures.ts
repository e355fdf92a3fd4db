import type { CelError } from "../values/cel-error.ts";
import type { Value } from "../values/value.ts";
import {
  attributeClosure,
  hasAttributeClosure,
  hasClosure,
  indexClosure,
  optionalSelectClosure,
  pathReader,
  selectClosure,
} from "./attribute-closures.ts";
import {
  arithmeticClosure,
  callClosure,
  fusedClosure,
  negateClosure,
  safeIntCallClosure,
  triedCall,
} from "./call-closures.ts";
import type { Closure } from "./closure.ts";
import { listClosure, mapClosure, optionalMapClosure, orElseClosure } from "./collection-closures.ts";
import {
  constantInClosure,
  differClosure,
  equalClosure,
  equalConstantClosure,
  equalIntsClosure,
  inClosure,
  inConstantTextsClosure,
  orderClosure,
  orderConstantClosure,
  orderIntsClosure,
} from "./comparison-closures.ts";
import type { PathReader } from "./dispatch.ts";
import { countedFilter, fusedCall, inlineForm, splitPart } from "./fuse.ts";
import {
  boxedClosure,
  type IntClosure,
  intArithmeticClosure,
  sizeClosure,
  truncateClosure,
} from "./int-closures.ts";
import { countClosure, type IterateParts, iterateClosure } from "./iterate-closures.ts";
import { andClosure, chooseClosure, notClosure, orClosure } from "./logic-closures.ts";
import {
  computedClosure,
  fieldClosure,
  fieldOfClosure,
  fieldPresenceClosure,
  memberClosure,
  messageClosure,
  optionalComputedClosure,
  valuePresenceClosure,
  variableClosure,
} from "./message-closures.ts";
import type {
  ArithmeticOperation,
  BindOperation,
  CallOperation,
  EqualityOperation,
  FieldOperation,
  IndexOperation,
  IterateOperation,
  LocalOperation,
  Operation,
  OrderOperation,
  PresentOperation,
} from "./operation.ts";
import { splitPartClosure } from "./split-part.ts";

/**
 * Turns an operation into a closure that evaluates it.
 * SECURITY: getters of attributes may ask for another decision; an evaluation inside another has variables of its own.
 */
export function buildClosure(operation: Operation): Closure {
  const builder = new ClosureBuilder();
  let idle: Closure | undefined = builder.build(operation);
  if (!builder.hasLocals) return idle;
  return (a) => {
    const closure = idle ?? buildClosure(operation);
    idle = undefined;
    const value = closure(a);
    idle = closure;
    return value;
  };
}

class ClosureBuilder {
  hasLocals?: boolean;
  readonly #locals: Value[] = [];
  /** What `cel.bind` binds, by slot. */
  readonly #lazy = new Map<number, Closure>();

  build(operation: Operation): Closure {
    switch (operation.kind) {
      case "constant":
        return constantClosure(operation.value);
      case "fail":
        return constantClosure(operation.error);
      case "read":
        return variableClosure(operation.path, operation.name);
      case "field":
        return this.#field(operation);
      case "message":
        return messageClosure(this.#reader(operation.of), operation);
      case "member":
        return memberClosure(operation);
      case "computed":
        return operation.optional ? optionalComputedClosure(operation) : computedClosure(operation);
      case "local":
        return this.#local(operation);
      case "select": {
        const read = operation.optional ? undefined : readerOfMap(operation.of);
        if (read !== undefined) return attributeClosure(read, operation.name);
        const of = this.build(operation.of);
        return operation.optional
          ? optionalSelectClosure(of, operation.name)
          : selectClosure(of, operation.name);
      }
      case "has": {
        const read = readerOfMap(operation.of);
        if (read !== undefined) return hasAttributeClosure(read, operation.name);
        return hasClosure(this.build(operation.of), operation.name);
      }
      case "present":
        return this.#present(operation);
      case "index":
        return this.#index(operation);
      case "call":
        return this.#call(operation);
      case "and":
        return andClosure(this.build(operation.left), this.build(operation.right));
      case "or":
        return orClosure(this.build(operation.left), this.build(operation.right));
      case "not":
        return notClosure(this.build(operation.of));
      case "choose":
        return chooseClosure(
          this.build(operation.test),
          this.build(operation.whenTrue),
          this.build(operation.whenFalse),
        );
      case "equal":
        return this.#equal(operation);
      case "differ":
        return differClosure(this.#equal(operation));
      case "in":
        return this.#in(operation);
      case "order":
        return this.#order(operation);
      case "arithmetic":
        return this.#arithmetic(operation);
      case "negate":
        return negateClosure(this.build(operation.of));
      case "list":
        return listClosure(
          operation.elements.map(({ value, optional }) => ({ value: this.build(value), optional })),
        );
      case "map":
        return mapClosure(
          operation.entries.map(({ key, value, optional }) => ({
            key: this.build(key),
            value: this.build(value),
            optional,
          })),
        );
      case "bind":
        return this.#bind(operation);
      case "iterate":
        return this.#iterate(operation);
      case "optional-map": {
        const of = this.build(operation.of);
        const body = this.build(operation.body);
        return optionalMapClosure(of, this.#locals, operation.item.slot, body, operation.flat);
      }
      case "or-else":
        return orElseClosure(this.build(operation.of), this.build(operation.otherwise), operation.unwrap);
    }
  }

  #field(operation: FieldOperation): Closure {
    const read = readerOf(operation);
    if (read !== undefined) return fieldClosure(read, operation.field);
    return fieldOfClosure(this.build(operation.of), operation.field);
  }

  #reader(operation: Operation): PathReader {
    return readerOf(operation) ?? this.build(operation);
  }

  #present({ of }: PresentOperation): Closure {
    switch (of.kind) {
      case "field":
        return fieldPresenceClosure(this.#field(of), of.field);
      case "computed":
      case "member":
        return valuePresenceClosure(this.build(of));
    }
  }

  #index(operation: IndexOperation): Closure {
    const { of, key, optional } = operation;
    const part = splitPart(operation);
    if (part !== undefined) {
      const { resolved } = part.split;
      return splitPartClosure(this.build(part.text), part, resolved.direct?.call ?? triedCall(resolved, 2));
    }
    if (key.kind === "constant" && typeof key.value === "string") {
      const read = optional ? undefined : readerOfMap(of);
      if (read !== undefined) return attributeClosure(read, key.value);
      if (!optional) return selectClosure(this.build(of), key.value);
    }
    return indexClosure(this.build(of), this.build(key), optional);
  }

  #local({ slot }: LocalOperation): Closure {
    this.hasLocals = true;
    const locals = this.#locals;
    const lazy = this.#lazy.get(slot);
    if (lazy === undefined) return () => locals[slot] as Value;
    // COMPAT(cerbos): evaluated at first use, so a binding that nobody reads cannot fail.
    const bound = this.#bound;
    return (a) => {
      if (bound[slot] === undefined) bound[slot] = lazy(a);
      return bound[slot];
    };
  }

  readonly #bound: (Value | CelError | undefined)[] = [];

  #bind({ local, value, body }: BindOperation): Closure {
    this.#lazy.set(local.slot, this.build(value));
    const run = this.build(body);
    const bound = this.#bound;
    return (a) => {
      bound[local.slot] = undefined;
      return run(a);
    };
  }

  #iterate(operation: IterateOperation): Closure {
    return iterateClosure(operation.macro, this.#iterateParts(operation));
  }

  #iterateParts(operation: IterateOperation): IterateParts {
    return {
      range: this.build(operation.range),
      locals: this.#locals,
      item: operation.item.slot,
      second: operation.second?.slot,
      filter: operation.filter && this.build(operation.filter),
      body: this.build(operation.body),
    };
  }

  #call(operation: CallOperation): Closure {
    const fused = this.#fused(operation);
    if (fused !== undefined) return fused;
    const int = this.#int(operation);
    if (int !== undefined) return boxedClosure(int);
    return callClosure(
      operation.resolved,
      operation.args.map((argument) => this.build(argument)),
    );
  }

  #fused(operation: CallOperation): Closure | undefined {
    const fused = fusedCall(operation);
    const { direct } = operation.resolved;
    if (fused === undefined || direct === undefined) return undefined;
    const sides = fused.makers.map(({ args, resolved }) => ({
      of: this.#only(args),
      make: resolved.direct?.call ?? triedCall(resolved, 1),
    }));
    return fusedClosure(fused.call, sides, direct.call);
  }

  #only([argument]: readonly Operation[]): Closure {
    if (argument === undefined) throw new TypeError("a call of nothing");
    return this.build(argument);
  }

  #arithmetic(operation: ArithmeticOperation): Closure {
    const int = this.#int(operation);
    if (int !== undefined) return boxedClosure(int);
    return arithmeticClosure(operation.operator, this.build(operation.left), this.build(operation.right));
  }

  #equal({ left, right }: EqualityOperation): Closure {
    const [leftInt, rightInt] = this.#ints(left, right);
    if (leftInt !== undefined && rightInt !== undefined) return equalIntsClosure(leftInt, rightInt);
    if (right.kind === "constant") return equalConstantClosure(this.build(left), right.value);
    return equalClosure(this.build(left), this.build(right));
  }

  #in({ left, right }: EqualityOperation): Closure {
    if (right.kind === "constant" && isTexts(right.value)) {
      return inConstantTextsClosure(this.build(left), right.value);
    }
    if (left.kind === "constant" && typeof left.value === "string") {
      return constantInClosure(left.value, this.build(right));
    }
    return inClosure(this.build(left), this.build(right));
  }

  #order({ comparison, left, right }: OrderOperation): Closure {
    const [leftInt, rightInt] = this.#ints(left, right);
    if (leftInt !== undefined && rightInt !== undefined) {
      return orderIntsClosure(comparison, leftInt, rightInt);
    }
    if (right.kind === "constant" && isOrderedNumber(right.value)) {
      return orderConstantClosure(comparison, this.build(left), right.value);
    }
    return orderClosure(comparison, this.build(left), this.build(right));
  }

  #ints(left: Operation, right: Operation): readonly (IntClosure | undefined)[] {
    if (!isIntWork(left) || !isIntWork(right)) return [];
    return [this.#int(left), this.#int(right)];
  }

  /** For operations that are sure to give an int, mostly a small one. */
  #int(operation: Operation): IntClosure | undefined {
    if (!isIntWork(operation)) return undefined;
    if (operation.kind === "constant") {
      const number = Number(operation.value);
      return () => number;
    }
    if (operation.kind === "arithmetic") {
      const [left, right] = this.#ints(operation.left, operation.right);
      return left && right && intArithmeticClosure(operation.operator, left, right);
    }
    return operation.kind === "call" ? this.#intCall(operation) : undefined;
  }

  #intCall(operation: CallOperation): IntClosure | undefined {
    const { args, resolved } = operation;
    const counted = countedFilter(operation);
    if (counted !== undefined) return countClosure(this.#iterateParts(counted));
    if (isSizeOf(operation)) return sizeClosure(this.#only(args));
    if (inlineForm(operation) === "truncate")
      return truncateClosure(this.#only(args), resolved.direct?.call ?? triedCall(resolved, 1));
    return safeIntCallClosure(
      resolved,
      args.map((argument) => this.build(argument)),
    );
  }
}

/** Whether there is an int closure for an operation. */
function isIntWork(operation: Operation): boolean {
  switch (operation.kind) {
    case "constant":
      return typeof operation.value === "bigint" && Number.isSafeInteger(Number(operation.value));
    case "arithmetic":
      return isIntWork(operation.left) && isIntWork(operation.right);
    case "call": {
      const { direct } = operation.resolved;
      const isSafe = direct?.safeInt === true && direct.needs === undefined;
      return isSafe || isSizeOf(operation) || inlineForm(operation) === "truncate";
    }
    default:
      return false;
  }
}

function isSizeOf({ name, args }: CallOperation): boolean {
  return name === "size" && args.length === 1;
}

function constantClosure(value: Value | CelError): Closure {
  return () => value;
}

function readerOf(operation: Operation): PathReader | undefined {
  if (operation.kind === "field" && operation.read !== undefined) return operation.read;
  const path = pathOf(operation);
  return path && pathReader(path);
}

/** For what is sure to be a JSON object. */
function readerOfMap(operation: Operation): PathReader | undefined {
  return operation.type.kind === "map" ? readerOf(operation) : undefined;
}

/** The place in the activation that an operation reads without a test on the way; `undefined` for others. */
export function pathOf(operation: Operation): readonly string[] | undefined {
  if (operation.kind === "read") return operation.type.kind === "message" ? operation.path : undefined;
  if (operation.kind !== "field") return undefined;
  const path = pathOf(operation.of);
  return path && [...path, operation.field.property];
}

function isOrderedNumber(value: Value): value is bigint | number {
  return typeof value === "bigint" || (typeof value === "number" && !Number.isNaN(value));
}

export function isTexts(value: Value): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}
