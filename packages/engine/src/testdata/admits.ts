import type { PlanOperand } from "@orthrus/protocol";

// What an in-memory store could make of a filter. Only the operators that the laws about plans generate.

type Scope = ReadonlyMap<string, unknown>;

/**
 * Whether a filter lets a resource through. A missing name is an error, and so is everything that depends on it,
 * unless logic decides without it; only `has` asks whether it is there.
 *
 * Shape: `new Map([["request.resource.attr.owner", "ada"]])`; maps are `Map`s.
 */
export function admits(operand: PlanOperand, names: ReadonlyMap<string, unknown>): boolean {
  return valueOf(operand, names) === true;
}

/** `undefined` is an error. */
function valueOf(operand: PlanOperand, scope: Scope): unknown {
  if (operand.kind === "value") return operand.value;
  if (operand.kind === "variable") return scope.get(operand.name);
  const { operator, operands } = operand;
  switch (operator) {
    case "and":
    case "or":
      return logic(operator === "or", operands.map((each) => valueOf(each, scope)));
    case "exists":
    case "all":
      return quantifier(operator === "exists", operands, scope);
    case "if":
      return choice(operands, scope);
    case "has":
      return operands[0]?.kind === "variable" ? presence(operands[0].name, scope) : undefined;
    case "get-field":
      return field(operands, scope);
    default:
      return call(
        operator,
        operands.map((each) => valueOf(each, scope)),
      );
  }
}

function logic(deciding: boolean, values: readonly unknown[]): unknown {
  if (values.includes(deciding)) return deciding;
  return values.every((value) => typeof value === "boolean") ? !deciding : undefined;
}

function quantifier(deciding: boolean, [range, lambda]: readonly PlanOperand[], scope: Scope): unknown {
  const elements = range && valueOf(range, scope);
  if (!Array.isArray(elements) || lambda?.kind !== "expression") return undefined;
  const [body, item] = lambda.operands;
  if (body === undefined || item?.kind !== "variable") return undefined;
  return logic(
    deciding,
    elements.map((element: unknown) => valueOf(body, new Map([...scope, [item.name, element]]))),
  );
}

function choice([test, whenTrue, whenFalse]: readonly PlanOperand[], scope: Scope): unknown {
  const holds = test && valueOf(test, scope);
  if (typeof holds !== "boolean") return undefined;
  const chosen = holds ? whenTrue : whenFalse;
  return chosen && valueOf(chosen, scope);
}

/** Below an attribute that is no map, or not there, nothing can be asked. No test has maps. */
function presence(name: string, scope: Scope): unknown {
  const isNested = name.split(".").length > "request.resource.attr.x".split(".").length;
  return isNested ? undefined : scope.has(name);
}

function field([of, name]: readonly PlanOperand[], scope: Scope): unknown {
  const value = of && valueOf(of, scope);
  return value instanceof Map && name?.kind === "variable" ? value.get(name.name) : undefined;
}

function call(operator: string, operands: readonly unknown[]): unknown {
  const [left, right] = operands;
  if (operands.includes(undefined)) return undefined;
  switch (operator) {
    case "error":
      return undefined;
    case "not":
      return typeof left === "boolean" ? !left : undefined;
    case "eq":
      return left === right;
    case "ne":
      return left !== right;
    case "lt":
      return ordered(left, right, (a, b) => a < b);
    case "ge":
      return ordered(left, right, (a, b) => a >= b);
    case "in":
      return Array.isArray(right) ? right.includes(left) : undefined;
    case "index":
      return left instanceof Map ? left.get(right) : undefined;
    case "add":
      return Array.isArray(left) && Array.isArray(right) ? [...left, ...right] : undefined;
    case "set-field":
      return [left, right];
    case "struct":
      return new Map(operands as readonly [unknown, unknown][]);
    default:
      throw new Error(`operator \`${operator}\` is not known here`);
  }
}

/** Texts and numbers are ordered among themselves only. */
function ordered(left: unknown, right: unknown, test: (a: string | number, b: string | number) => boolean): unknown {
  if (typeof left === "number" && typeof right === "number") return test(left, right);
  return typeof left === "string" && typeof right === "string" ? test(left, right) : undefined;
}
