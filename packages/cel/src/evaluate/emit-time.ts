import { Duration } from "../values/duration.ts";
import { Timestamp } from "../values/timestamp.ts";
import { emitGeneralCall } from "./emit-general-call.ts";
import { check, type Emitting, type Fail } from "./emit-target.ts";
import { inlineForm } from "./fuse.ts";
import type { Operation } from "./operation.ts";

/** An instant or a length of time as two numbers, so that comparing them makes no objects. */
export interface EmittedTime {
  readonly seconds: string;
  readonly nanos: string;
}

/** Both operands as numbers; `undefined`, and nothing is written, unless both are made on the spot. */
export function emitTimes(
  emit: Emitting,
  left: Operation,
  right: Operation,
  fail: Fail,
): readonly [EmittedTime, EmittedTime] | undefined {
  if (isInstant(left) && isInstant(right))
    return [emitInstant(emit, left, fail), emitInstant(emit, right, fail)];
  if (isSpan(left) && isSpan(right)) return [emitSpan(emit, left, fail), emitSpan(emit, right, fail)];
  return undefined;
}

function isInstant(operation: Operation): boolean {
  if (operation.kind === "constant") return operation.value instanceof Timestamp;
  const form = operation.kind === "call" ? inlineForm(operation) : undefined;
  return form === "now" || form === "instant";
}

function isSpan(operation: Operation): boolean {
  switch (operation.kind) {
    case "constant":
      return operation.value instanceof Duration;
    case "arithmetic":
      return operation.operator === "subtract" && isInstant(operation.left) && isInstant(operation.right);
    case "call":
      return inlineForm(operation) === "since" && operation.args.every(isInstant);
    default:
      return false;
  }
}

function emitInstant(emit: Emitting, operation: Operation, fail: Fail): EmittedTime {
  if (operation.kind === "constant" && operation.value instanceof Timestamp) return literal(operation.value);
  const [argument] = operation.kind === "call" ? operation.args : [];
  if (operation.kind !== "call" || argument === undefined) return emitNow(emit);
  const { writer } = emit;
  const of = emit.value(argument, fail);
  const [seconds, nanos] = [writer.name("s"), writer.name("n")];
  writer.line(`let ${seconds}, ${nanos};`);
  writer.line(
    `if (typeof ${of} === "string" && readInstant(${of})) { ${seconds} = instantParts[0]; ${nanos} = instantParts[1]; }`,
  );
  writer.block("else", () => {
    const value = writer.keep(emitGeneralCall(emit, operation, [of]));
    check(writer, value, fail);
    writer.line(`${seconds} = ${value}.seconds; ${nanos} = ${value}.nanos;`);
  });
  return { seconds, nanos };
}

function emitNow({ writer }: Emitting): EmittedTime {
  const now = writer.keep("a.now");
  return { seconds: writer.keep(`${now}.seconds`), nanos: writer.keep(`${now}.nanos`) };
}

function emitSpan(emit: Emitting, operation: Operation, fail: Fail): EmittedTime {
  switch (operation.kind) {
    case "constant":
      if (operation.value instanceof Duration) return literal(operation.value);
      break;
    case "arithmetic": {
      const left = emitInstant(emit, operation.left, fail);
      return emitBetween(emit, left, emitInstant(emit, operation.right, fail), fail);
    }
    case "call": {
      const [instant] = operation.args;
      const now = emitNow(emit);
      if (instant !== undefined) return emitBetween(emit, now, emitInstant(emit, instant, fail), fail);
      break;
    }
    default:
  }
  throw new TypeError("no length of time");
}

/** The time from the second instant to the first, as `makeDuration` would carry it. */
function emitBetween(
  { writer }: Emitting,
  later: EmittedTime,
  earlier: EmittedTime,
  fail: Fail,
): EmittedTime {
  const [seconds, nanos] = [writer.name("s"), writer.name("n")];
  writer.line(`let ${seconds} = ${later.seconds} - ${earlier.seconds};`);
  writer.line(`let ${nanos} = ${later.nanos} - ${earlier.nanos};`);
  // The last second on either side may or may not be in the range.
  writer.block(`if (${seconds} > 9223372034 || ${seconds} < -9223372034)`, () => {
    const value = writer.keep(`makeDuration(${seconds}, ${nanos})`);
    check(writer, value, fail);
    writer.line(`${seconds} = ${value}.seconds; ${nanos} = ${value}.nanos;`);
  });
  writer.line(`else if (${nanos} < 0) { ${seconds} -= 1; ${nanos} += 1000000000; }`);
  return { seconds, nanos };
}

function literal({ seconds, nanos }: Timestamp | Duration): EmittedTime {
  return { seconds: `(${seconds})`, nanos: `(${nanos})` };
}
