import type { Operation } from "./operation.ts";

/**
 * Replaces the operands of an operation; gives the very same operation when none of them changed.
 *
 * What `has()` of a declared name asks about is not an operand: it is a name, not a value.
 */
export function mapOperands(operation: Operation, change: (operand: Operation) => Operation): Operation {
  switch (operation.kind) {
    case "constant":
    case "fail":
    case "read":
    case "member":
    case "computed":
    case "local":
    case "present":
      return operation;
    case "field":
    case "message":
    case "select":
    case "has":
    case "not":
    case "negate": {
      const of = change(operation.of);
      return of === operation.of ? operation : { ...operation, of };
    }
    case "index": {
      const of = change(operation.of);
      const key = change(operation.key);
      return of === operation.of && key === operation.key ? operation : { ...operation, of, key };
    }
    case "call": {
      const args = mapAll(operation.args, change);
      return args === operation.args ? operation : { ...operation, args };
    }
    case "and":
    case "or":
    case "equal":
    case "differ":
    case "in":
    case "order":
    case "arithmetic": {
      const left = change(operation.left);
      const right = change(operation.right);
      const isSame = left === operation.left && right === operation.right;
      return isSame ? operation : { ...operation, left, right };
    }
    case "choose": {
      const test = change(operation.test);
      const whenTrue = change(operation.whenTrue);
      const whenFalse = change(operation.whenFalse);
      const isSame =
        test === operation.test && whenTrue === operation.whenTrue && whenFalse === operation.whenFalse;
      return isSame ? operation : { ...operation, test, whenTrue, whenFalse };
    }
    case "list": {
      const elements = mapAll(operation.elements, (element) => {
        const value = change(element.value);
        return value === element.value ? element : { ...element, value };
      });
      return elements === operation.elements ? operation : { ...operation, elements };
    }
    case "map": {
      const entries = mapAll(operation.entries, (entry) => {
        const key = change(entry.key);
        const value = change(entry.value);
        return key === entry.key && value === entry.value ? entry : { ...entry, key, value };
      });
      return entries === operation.entries ? operation : { ...operation, entries };
    }
    case "bind": {
      const value = change(operation.value);
      const body = change(operation.body);
      return value === operation.value && body === operation.body ? operation : { ...operation, value, body };
    }
    case "iterate": {
      const range = change(operation.range);
      const filter = operation.filter && change(operation.filter);
      const body = change(operation.body);
      const isSame = range === operation.range && filter === operation.filter && body === operation.body;
      return isSame ? operation : { ...operation, range, filter, body };
    }
    case "optional-map": {
      const of = change(operation.of);
      const body = change(operation.body);
      return of === operation.of && body === operation.body ? operation : { ...operation, of, body };
    }
    case "or-else": {
      const of = change(operation.of);
      const otherwise = change(operation.otherwise);
      const isSame = of === operation.of && otherwise === operation.otherwise;
      return isSame ? operation : { ...operation, of, otherwise };
    }
  }
}

function mapAll<Item>(items: readonly Item[], change: (item: Item) => Item): readonly Item[] {
  const changed = items.map(change);
  return changed.some((item, index) => item !== items[index]) ? changed : items;
}

/** Calls back with each operand. */
export function visitOperands(operation: Operation, visit: (operand: Operation) => void): void {
  mapOperands(operation, (operand) => {
    visit(operand);
    return operand;
  });
}
