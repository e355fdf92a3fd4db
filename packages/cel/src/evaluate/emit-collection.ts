import { dynamic, type Emitted, type Emitting, type Fail } from "./emit-target.ts";
import type {
  ListOperation,
  MapOperation,
  Operation,
  OptionalMapOperation,
  OrElseOperation,
} from "./operation.ts";

/** `[a, ?b]`. */
export function emitList(emit: Emitting, { elements }: ListOperation, fail: Fail): Emitted {
  const { writer } = emit;
  if (elements.every(({ optional }) => !optional)) {
    return dynamic(writer.keep(`[${elements.map(({ value }) => emit.value(value, fail)).join(", ")}]`));
  }
  const list = writer.keep("[]");
  for (const { value, optional } of elements) {
    const element = emit.value(value, fail);
    writer.line(
      optional ? whenPresent(element, `${list}.push(${element}.value);`, fail) : `${list}.push(${element});`,
    );
  }
  return dynamic(list);
}

/** `{a: b, ?c: d}`. */
export function emitMap(emit: Emitting, { entries }: MapOperation, fail: Fail): Emitted {
  const { writer } = emit;
  const pairs = writer.keep("[]");
  for (const { key, value, optional } of entries) {
    const at = emit.value(key, fail);
    if (!isPlainConstant(key)) writer.line(`if (${at} instanceof Uint8Array) ${fail("unsupportedKey")}`);
    const element = emit.value(value, fail);
    writer.line(
      optional
        ? whenPresent(element, `${pairs}.push([${at}, ${element}.value]);`, fail)
        : `${pairs}.push([${at}, ${element}]);`,
    );
  }
  return dynamic(writer.keep(`new CelMap(${pairs})`));
}

function isPlainConstant(key: Operation): boolean {
  return key.kind === "constant" && typeof key.value !== "object";
}

function whenPresent(element: string, use: string, fail: Fail): string {
  return `if (!(${element} instanceof OptionalValue)) ${fail("noSuchOverload")} else if (${element}.value !== undefined) ${use}`;
}

/** `of.optMap(item, body)` and `of.optFlatMap(item, body)`. */
export function emitOptionalMap(
  emit: Emitting,
  { of, item, body, flat }: OptionalMapOperation,
  fail: Fail,
): Emitted {
  const { writer, locals } = emit;
  const result = emitOptional(emit, of, fail);
  writer.block(`if (${result}.value !== undefined)`, () => {
    locals.set(item.slot, { emitted: dynamic(writer.keep(`${result}.value`)), mayFail: false });
    const mapped = emit.value(body, fail);
    writer.line(`${result} = ${flat ? mapped : `new OptionalValue(${mapped})`};`);
  });
  return dynamic(result);
}

/** `of.or(otherwise)` and `of.orValue(otherwise)`. */
export function emitOrElse(emit: Emitting, { of, otherwise, unwrap }: OrElseOperation, fail: Fail): Emitted {
  const { writer } = emit;
  const result = emitOptional(emit, of, fail);
  writer.block(`if (${result}.value === undefined)`, () => {
    writer.line(`${result} = ${emit.value(otherwise, fail)};`);
  });
  if (unwrap) writer.line(`else ${result} = ${result}.value;`);
  return dynamic(result);
}

function emitOptional(emit: Emitting, of: Operation, fail: Fail): string {
  const { writer } = emit;
  const name = writer.name("o");
  writer.line(`let ${name} = ${emit.value(of, fail)};`);
  writer.line(`if (!(${name} instanceof OptionalValue)) ${fail("noSuchOverload")}`);
  return name;
}
