import type { CelError } from "../values/cel-error.ts";
import type { Value } from "../values/value.ts";
import {
  attributeClosure,
  hasClosure,
  indexClosure,
  optionalSelectClosure,
  pathReader,
  selectClosure,
} from "./attribute-closures.ts";
import {
  arithmeticClosure,
  callClosure,
  negateClosure,
  safeIntCallClosure,
  sizeClosure,
} from "./call-closures.ts";
import type { Closure } from "./closure.ts";
import { listClosure, mapClosure, optionalMapClosure, orElseClosure } from "./collection-closures.ts";
import {
  constantInClosure,
  differClosure,
  equalClosure,
  equalConstantClosure,
  equalSafeIntsClosure,
  inClosure,
  inConstantTextsClosure,
  orderClosure,
  orderConstantClosure,
  orderSafeIntsClosure,
  type SafeIntClosure,
} from "./comparison-closures.ts";
import { iterateClosure } from "./iterate-closures.ts";
import { andClosure, chooseClosure, notClosure, orClosure } from "./logic-closures.ts";
import {
  computedClosure,
  computedPresenceClosure,
  fieldClosure,
  fieldOfClosure,
  fieldPresenceClosure,
  memberClosure,
  messageClosure,
  valuePresenceClosure,
  variableClosure,
} from "./message-closures.ts";
import type {
  BindOperation,
  EqualityOperation,
  FieldOperation,
  IndexOperation,
  IterateOperation,
  LocalOperation,
  Operation,
  OrderOperation,
  PresentOperation,
} from "./operation.ts";

/**
 * Turns an operation into a closure that evaluates it.
 *
 * The result is not re-entrant: variables of macros live in one array of its own, which evaluation, being
 * synchronous, never shares with itself.
 */
export function buildClosure(operation: Operation): Closure {
  return new ClosureBuilder().build(operation);
}

class ClosureBuilder {
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
        return computedClosure(operation);
      case "local":
        return this.#local(operation);
      case "select": {
        const path =
          operation.optional || operation.of.type.kind !== "map" ? undefined : pathOf(operation.of);
        if (path !== undefined) return attributeClosure(path, operation.name);
        const of = this.build(operation.of);
        return operation.optional
          ? optionalSelectClosure(of, operation.name)
          : selectClosure(of, operation.name);
      }
      case "has":
        return hasClosure(this.build(operation.of), operation.name);
      case "present":
        return this.#present(operation);
      case "index":
        return this.#index(operation);
      case "call":
        return callClosure(
          operation.resolved,
          operation.args.map((argument) => this.build(argument)),
        );
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
        return arithmeticClosure(operation.operator, this.build(operation.left), this.build(operation.right));
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
    const path = pathOf(operation);
    if (path !== undefined) return fieldClosure(pathReader(path), operation.field);
    return fieldOfClosure(this.build(operation.of), operation.field);
  }

  #reader(operation: Operation): (activation: Parameters<Closure>[0]) => unknown {
    const path = pathOf(operation);
    return path === undefined ? this.build(operation) : pathReader(path);
  }

  #present({ of }: PresentOperation): Closure {
    switch (of.kind) {
      case "field":
        return fieldPresenceClosure(this.#field(of), of.field);
      case "computed":
        return computedPresenceClosure(of);
      case "member":
        return valuePresenceClosure(this.build(of));
    }
  }

  #index(operation: IndexOperation): Closure {
    const { of, key, optional } = operation;
    if (key.kind === "constant" && typeof key.value === "string") {
      const path = optional || of.type.kind !== "map" ? undefined : pathOf(of);
      if (path !== undefined) return attributeClosure(path, key.value);
      if (!optional) return selectClosure(this.build(of), key.value);
    }
    return indexClosure(this.build(of), this.build(key), optional);
  }

  #local({ slot }: LocalOperation): Closure {
    const locals = this.#locals;
    const lazy = this.#lazy.get(slot);
    if (lazy === undefined) return () => locals[slot] as Value;
    // COMPAT(cerbos): evaluated at first use, so a binding that nobody reads cannot fail.
    const bound = this.#bound;
    return (a) => {
      const known = bound[slot];
      if (known !== undefined) return known;
      const value = lazy(a);
      bound[slot] = value;
      return value;
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
    return iterateClosure(operation.macro, {
      range: this.build(operation.range),
      locals: this.#locals,
      item: operation.item.slot,
      second: operation.second?.slot,
      filter: operation.filter && this.build(operation.filter),
      body: this.build(operation.body),
    });
  }

  #equal({ left, right }: EqualityOperation): Closure {
    const safeLeft = this.#safeInt(left);
    const safeRight = safeLeft && this.#safeInt(right);
    if (safeLeft !== undefined && safeRight !== undefined) return equalSafeIntsClosure(safeLeft, safeRight);
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
    const safeLeft = this.#safeInt(left);
    const safeRight = safeLeft && this.#safeInt(right);
    if (safeLeft !== undefined && safeRight !== undefined) {
      return orderSafeIntsClosure(comparison, safeLeft, safeRight);
    }
    if (right.kind === "constant" && isOrderedNumber(right.value)) {
      return orderConstantClosure(comparison, this.build(left), right.value);
    }
    return orderClosure(comparison, this.build(left), this.build(right));
  }

  /** For ints that a `number` holds exactly. */
  #safeInt(operation: Operation): SafeIntClosure | undefined {
    if (operation.kind === "constant") {
      const { value } = operation;
      const isSafe = typeof value === "bigint" && Number.isSafeInteger(Number(value));
      return isSafe ? () => Number(value) : undefined;
    }
    if (operation.kind !== "call") return undefined;
    const { name, args, resolved } = operation;
    const [first] = args;
    if (name === "size" && first !== undefined && args.length === 1) return sizeClosure(this.build(first));
    if (resolved.direct?.safeInt === undefined) return undefined;
    return safeIntCallClosure(
      resolved,
      args.map((argument) => this.build(argument)),
    );
  }
}

function constantClosure(value: Value | CelError): Closure {
  return () => value;
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
