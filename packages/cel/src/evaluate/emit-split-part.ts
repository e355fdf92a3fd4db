import { emitGeneralCall } from "./emit-general-call.ts";
import { boxed, check, dynamic, type Emitted, type Emitting, type Fail } from "./emit-target.ts";
import type { SplitPart } from "./fuse.ts";

/** `text.split("@")[1]`; the list is only made where it has no such element, or there is no text to split. */
export function emitSplitPart(
  emit: Emitting,
  { split, text, separator, at }: SplitPart,
  fail: Fail,
): Emitted {
  const { writer } = emit;
  const operand = emit.operand(text, fail);
  const from = writer.keep(boxed(operand));
  const isText = operand.lane === "string" ? "" : `typeof ${from} !== "string" ? undefined : `;
  const by = JSON.stringify(separator);
  const part = writer.name("t");
  writer.line(`let ${part} = ${isText}partOfText(${from}, ${by}, ${at});`);
  writer.block(`if (${part} === undefined)`, () => {
    writer.line(`${part} = ${emitGeneralCall(emit, split, [from, by])};`);
    check(writer, part, fail);
    writer.line(`${part} = indexInto(${part}, ${at}n);`);
    check(writer, part, fail);
  });
  return dynamic(part);
}
