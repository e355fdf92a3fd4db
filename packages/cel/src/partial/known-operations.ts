import { visitOperands } from "../evaluate/map-operands.ts";
import type { Operation } from "../evaluate/operation.ts";
import { ownKnowledge, type UnknownPath } from "./unknowns.ts";

/** What decides whether an operation is known: an unknown place, or a macro's variable from around it. */
interface Reach {
  readonly isUnknown: boolean;
  readonly free: ReadonlySet<number>;
}

const nothing: ReadonlySet<number> = new Set();

/** Tells operations that depend on nothing unknown; remembers what it has found out about their parts. */
export class KnownOperations {
  readonly #unknowns: readonly UnknownPath[];
  readonly #reaches = new Map<Operation, Reach>();

  constructor(unknowns: readonly UnknownPath[]) {
    this.#unknowns = unknowns;
  }

  isKnown(operation: Operation): boolean {
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
    if (asksForComputed(operation)) return { isUnknown: true, free: nothing };
    const own = ownKnowledge(operation, this.#unknowns);
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
function asksForComputed(operation: Operation): boolean {
  return operation.kind === "computed" || (operation.kind === "present" && operation.of.kind === "computed");
}
