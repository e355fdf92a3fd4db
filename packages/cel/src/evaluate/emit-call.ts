import { checked } from "./emit-attribute.ts";
import { emitFused } from "./emit-fused.ts";
import { emitGeneralCall } from "./emit-general-call.ts";
import { emitTruncated } from "./emit-int.ts";
import { emitCount } from "./emit-iterate.ts";
import type { Emitted, Emitting, Fail } from "./emit-target.ts";
import { countedFilter, fusedCall, inlineForm } from "./fuse.ts";
import type { CallOperation } from "./operation.ts";
import { trustedType } from "./trusted-type.ts";

/** A function: the row itself where types leave only one, else whichever takes the values. */
export function emitCall(emit: Emitting, operation: CallOperation, fail: Fail): Emitted {
  const fused = fusedCall(operation);
  if (fused !== undefined) return emitFused(emit, operation, fused, fail);
  const counted = countedFilter(operation);
  if (counted !== undefined) return emitCount(emit, counted, fail);
  if (inlineForm(operation) === "truncate") return emitTruncated(emit, operation, fail);
  const args = operation.args.map((argument) => emit.value(argument, fail));
  const source = emitGeneralCall(emit, operation, args);
  if (operation.resolved.direct?.safeInt) return emitTyped(emit, source, "number", fail);
  return trustedType(operation).kind === "bool"
    ? emitTyped(emit, source, "boolean", fail)
    : checked(emit, source, fail);
}

/** A value that is of a known type unless it is an error. */
function emitTyped({ writer }: Emitting, source: string, type: "number" | "boolean", fail: Fail): Emitted {
  const name = writer.keep(source);
  writer.line(`if (typeof ${name} !== "${type}") ${fail(name)}`);
  return { text: name, lane: type === "number" ? "small-int" : "boolean" };
}
