import { emitGeneralCall, rowText } from "./emit-general-call.ts";
import { boxedName, check, type Emitted, type Emitting, type Fail } from "./emit-target.ts";
import type { FusedCall } from "./fuse.ts";
import type { CallOperation } from "./operation.ts";

/**
 * `hierarchy(a).ancestorOf(hierarchy(b))` as a test of the two texts. What is no text is made first and in order, so
 * that errors are those of the calls.
 */
export function emitFused(
  emit: Emitting,
  operation: CallOperation,
  { call, makers }: FusedCall,
  fail: Fail,
): Emitted {
  const { writer, constants } = emit;
  const sides = makers.map((maker) => emitSide(emit, maker, fail));
  const row = `${rowText(operation)}.fused.call`;
  const fast = `${constants.add(call, () => row)}(${sides.map(({ text }) => text).join(", ")})`;
  const tests = sides.flatMap(({ made }) => (made === undefined ? [] : [`${made} === undefined`]));
  if (tests.length === 0) return { text: writer.keep(fast), lane: "boolean" };
  const result = writer.name("b");
  writer.line(`let ${result};`);
  writer.line(`if (${tests.join(" && ")}) ${result} = ${fast};`);
  writer.block("else", () => {
    const values = sides.map(({ made, general }) => (made === undefined ? general : `${made} ?? ${general}`));
    writer.line(`${result} = ${emitGeneralCall(emit, operation, values)};`);
    writer.line(`if (typeof ${result} !== "boolean") ${fail(result)}`);
  });
  return { text: result, lane: "boolean" };
}

interface Side {
  readonly text: string;
  /** Name of the value, `undefined` at run time while the text will do; not given when it always does. */
  readonly made: string | undefined;
  /** Makes the value. */
  readonly general: string;
}

function emitSide(emit: Emitting, maker: CallOperation, fail: Fail): Side {
  const { writer } = emit;
  const [argument] = maker.args;
  if (argument === undefined) throw new TypeError("a call that makes something of nothing");
  const operand = emit.operand(argument, fail);
  const text = boxedName(writer, operand);
  const general = emitGeneralCall(emit, maker, [text]);
  if (operand.lane === "string") return { text, made: undefined, general };
  const made = writer.name("t");
  writer.line(`let ${made};`);
  writer.block(`if (typeof ${text} !== "string")`, () => {
    writer.line(`${made} = ${general};`);
    check(writer, made, fail);
  });
  return { text, made, general };
}
