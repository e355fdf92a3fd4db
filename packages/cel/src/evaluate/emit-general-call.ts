import type { Emitting } from "./emit-target.ts";
import type { CallOperation } from "./operation.ts";
import { constantText, trustedType } from "./trusted-type.ts";

/** The expression that calls a function on values; it gives a value or an error. Ints of `safeInt` rows come as they are. */
export function emitGeneralCall(emit: Emitting, operation: CallOperation, args: readonly string[]): string {
  const { direct, call, needsNow } = operation.resolved;
  if (direct === undefined) {
    const body = emit.constants.add(call, () => `${resolvedText(operation)}.call`);
    const general = `${body}(${[needsNow ? "a.now" : "noInstant", ...args].join(", ")})`;
    return `(${emitBranches(emit, operation, args, general)})`;
  }
  const body = emit.constants.add(direct.call, () => `${rowText(operation)}.call`);
  const all = direct.needs === "now" ? ["a.now", ...args] : args;
  return `${body}(${all.join(", ")})`;
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
  const types = JSON.stringify(args.map(trustedType));
  // What is not there reads as null in JSON, so it is written by hand.
  const constants = args.map((argument) => JSON.stringify(constantText(argument)) ?? "undefined").join(", ");
  return `resolve(${JSON.stringify(name)}, ${member}, ${types}, [${constants}])`;
}

/** Source of the only row that can apply. */
export function rowText(operation: CallOperation): string {
  return `${resolvedText(operation)}.direct`;
}
