import { noSuchKey } from "../values/access.ts";
import { CelError } from "../values/cel-error.ts";
import { inheritedNames } from "./attribute-closures.ts";
import { pathOf } from "./closures.ts";
import { errorConstant, valueText } from "./emit-constant.ts";
import { emitSplitPart } from "./emit-split-part.ts";
import { boxed, check, dynamic, type Emitted, type Emitting, type Fail } from "./emit-target.ts";
import { splitPart } from "./fuse.ts";
import { absentValue } from "./message-closures.ts";
import type {
  ComputedOperation,
  FieldOperation,
  HasOperation,
  IndexOperation,
  MemberOperation,
  MessageOperation,
  Operation,
  PresentOperation,
  ReadOperation,
  SelectOperation,
} from "./operation.ts";

/** A variable without fields. */
export function emitRead(emit: Emitting, { path, name }: ReadOperation, fail: Fail): Emitted {
  const value = emit.writer.hoist(placeText(path));
  return present(emit, value, new CelError(`no such attribute(s): ${name}`), fail);
}

/** `G.x`. */
export function emitMember(emit: Emitting, { path, name }: MemberOperation, fail: Fail): Emitted {
  return emitOwn(emit, path, name, new CelError(`undefined field '${name}'`), fail);
}

/** A declared field, or what it is when it is not set. */
export function emitField(emit: Emitting, operation: FieldOperation, fail: Fail): Emitted {
  const { field } = operation;
  const value = absentValue(field);
  const absent = emit.constants.add(value, () => valueText(value) ?? "null");
  const found = emitFieldValue(emit, operation, fail);
  const name = emit.writer.keep(`${found} === undefined ? ${absent} : ${found}`);
  return { text: name, lane: field.absent === "empty-string" ? "string" : "dynamic" };
}

/** The same, `undefined` when it is not set. */
function emitFieldValue(emit: Emitting, operation: FieldOperation, fail: Fail): string {
  const path = pathOf(operation);
  if (path !== undefined) return emit.writer.hoist(placeText(path));
  const of = emit.value(operation.of, fail);
  return emit.writer.keep(`${of}[${JSON.stringify(operation.field.property)}]`);
}

/** `has()` of what is declared. */
export function emitPresent(emit: Emitting, { of }: PresentOperation, fail: Fail): string {
  switch (of.kind) {
    case "field": {
      const { field } = of;
      const declared = emit.constants.add(field, () => JSON.stringify(field));
      return emit.writer.keep(`isSet(${emitFieldValue(emit, of, fail)}, ${declared})`);
    }
    case "member":
      return emitHasOwn(emit, of.path, of.name);
    case "computed":
      return emit.writer.keep(
        `!(${emitComputedValue(emit, of)} instanceof CelError) || a.undefinedComputedIsNull === true`,
      );
  }
}

/** A whole message as a map. */
export function emitMessage(emit: Emitting, operation: MessageOperation, fail: Fail): Emitted {
  const path = pathOf(operation.of);
  const of = path === undefined ? emit.value(operation.of, fail) : emit.writer.hoist(placeText(path));
  const { fields, messages } = operation;
  // Names and types of declared fields are plain data.
  const fieldsName = emit.constants.add(fields, () => `new Map(${JSON.stringify([...fields])})`);
  const messagesName = emit.constants.add(messages, () => {
    const entries = [...messages].map(([name, inner]) => [name, [...inner]]);
    return `new Map(${JSON.stringify(entries)}.map(([name, inner]) => [name, new Map(inner)]))`;
  });
  return dynamic(emit.writer.keep(`materialised(${of}, ${fieldsName}, ${messagesName})`));
}

/** `V.x`: the first read of a request runs its program. */
export function emitComputed(emit: Emitting, operation: ComputedOperation, fail: Fail): Emitted {
  const { writer, constants } = emit;
  const found = emitComputedValue(emit, operation);
  if (operation.optional) return dynamic(writer.keep(`optionally(${found}, a)`));
  const error = errorConstant(constants, new CelError(`undefined field '${operation.name}'`));
  const name = writer.name("t");
  writer.line(`let ${name} = ${found};`);
  writer.line(
    `if (${name} instanceof CelError) { if (a.undefinedComputedIsNull) ${name} = null; else ${fail(error)} }`,
  );
  return dynamic(name);
}

function emitComputedValue({ writer, constants }: Emitting, { computed }: ComputedOperation): string {
  const program = constants.program(computed.program);
  const name = writer.name("v");
  writer.line(`let ${name} = a.computed[${computed.slot}];`);
  writer.line(`if (${name} === undefined) ${name} = a.computed[${computed.slot}] = ${program}.evaluate(a);`);
  return name;
}

/** `of.name`. */
export function emitSelect(emit: Emitting, operation: SelectOperation, fail: Fail): Emitted {
  const { of, name, optional } = operation;
  if (!optional) return emitKey(emit, of, name, fail);
  const from = emit.value(of, fail);
  return checked(emit, `indexOptionally(${from}, ${JSON.stringify(name)})`, fail);
}

/** `of[key]`. */
export function emitIndex(emit: Emitting, operation: IndexOperation, fail: Fail): Emitted {
  const part = splitPart(operation);
  if (part !== undefined) return emitSplitPart(emit, part, fail);
  const { of, key, optional } = operation;
  if (!optional && key.kind === "constant" && typeof key.value === "string") {
    return emitKey(emit, of, key.value, fail);
  }
  const from = emit.value(of, fail);
  const at = emit.operand(key, fail);
  if (optional) return checked(emit, `indexOptionally(${from}, ${boxed(at)})`, fail);
  if (at.lane === "string" || (at.lane === "dynamic" && key.type.kind !== "int"))
    return emitTextKey(emit, from, at, fail);
  if (at.lane !== "small-int") return checked(emit, `indexInto(${from}, ${boxed(at)})`, fail);
  const { writer } = emit;
  const name = writer.name("t");
  writer.line(`let ${name} = Array.isArray(${from}) ? ${from}[${at.text}] : undefined;`);
  writer.block(`if (${name} === undefined)`, () => {
    writer.line(`${name} = indexInto(${from}, ${boxed(at)});`);
    check(writer, name, fail);
  });
  return dynamic(name);
}

/** `of[key]` for a key that is probably a text, and a map that probably came from JSON. */
function emitTextKey(emit: Emitting, from: string, key: Emitted, fail: Fail): Emitted {
  const { writer } = emit;
  const value = writer.name("t");
  const isText = key.lane === "string" ? "" : `typeof ${key.text} === "string" && `;
  writer.line(`let ${value};`);
  const read = `${value} = ${from}[${key.text}], ${plainTest(from)}`;
  // What every object has is no key, unless the object has its own. Values of JSON are no functions.
  const isOwn = `${value} !== undefined && typeof ${value} !== "function" && ${value} !== Object.prototype`;
  const test = `${isText}typeof ${from} === "object" && ${from} !== null && (${read}) && ${isOwn}`;
  writer.block(`if (!(${test}))`, () => {
    writer.line(`${value} = indexInto(${from}, ${boxed(key)});`);
    check(writer, value, fail);
  });
  return dynamic(value);
}

// PERF: asking for the prototype is a call wherever the compiler has not seen the shape. `isPlainObject` says the same.
function plainTest(name: string): string {
  return `${name}.constructor === Object`;
}

function emitKey(emit: Emitting, of: Operation, name: string, fail: Fail): Emitted {
  const { writer } = emit;
  const missing = noSuchKey(name);
  const path = of.type.kind === "map" ? pathOf(of) : undefined;
  if (path !== undefined) return emitOwn(emit, path, name, missing, fail);
  const from = emit.value(of, fail);
  const key = JSON.stringify(name);
  if (inheritedNames.has(name)) return checked(emit, `selectFrom(${from}, ${key})`, fail);
  const value = writer.name("t");
  writer.line(`let ${value};`);
  // Read before the test: then compilers know the shape, and the test costs nothing.
  const read = `${value} = ${from}[${key}], ${plainTest(from)}`;
  writer.block(`if (typeof ${from} === "object" && ${from} !== null && (${read}))`, () => {
    writer.line(`if (${value} === undefined) ${fail(errorConstant(emit.constants, missing))}`);
  });
  writer.block("else", () => {
    writer.line(`${value} = selectFrom(${from}, ${key});`);
    check(writer, value, fail);
  });
  return dynamic(value);
}

/** `has(of.name)` as a name that holds a boolean. */
export function emitHas(emit: Emitting, { of, name }: HasOperation, fail: Fail): string {
  const { writer } = emit;
  const path = of.type.kind === "map" ? pathOf(of) : undefined;
  if (path !== undefined) return emitHasOwn(emit, path, name);
  const from = emit.value(of, fail);
  const key = JSON.stringify(name);
  const value = writer.name("t");
  writer.line(`let ${value};`);
  if (inheritedNames.has(name)) writer.line(`${value} = hasName(${from}, ${key});`);
  else {
    writer.line(
      `${value} = isPlainObject(${from}) ? ${from}[${key}] !== undefined : hasName(${from}, ${key});`,
    );
  }
  check(writer, value, fail);
  return value;
}

/** Reads a key of a JSON object at a place in the activation. */
function emitOwn(
  emit: Emitting,
  path: readonly string[],
  name: string,
  missing: CelError,
  fail: Fail,
): Emitted {
  const { writer } = emit;
  const key = JSON.stringify(name);
  const absent = fail(errorConstant(emit.constants, missing));
  const map = writer.hoist(placeText(path));
  // The test for an own key doubles the cost, and only these names need it.
  if (inheritedNames.has(name) || path.length === 0) {
    return present(emit, writer.keep(`${ownTest(map, key)} ? ${map}[${key}] : undefined`), missing, fail);
  }
  if (writer.isInLoop) return present(emit, writer.hoist(`${placeText(path)}?.[${key}]`), missing, fail);
  // What `?.` gives is a number or not a number, for which compilers make an object of every double.
  writer.line(`if (${map} == null) ${absent}`);
  return present(emit, writer.keep(`${map}[${key}]`), missing, fail);
}

/** Whether a JSON object at a place in the activation has a key, as a name that holds a boolean. */
function emitHasOwn({ writer }: Emitting, path: readonly string[], name: string): string {
  const key = JSON.stringify(name);
  const map = writer.hoist(placeText(path));
  const own = inheritedNames.has(name) || path.length === 0 ? ownTest(map, key) : `${map} != null`;
  return writer.keep(`${own} && ${map}[${key}] !== undefined`);
}

function ownTest(map: string, key: string): string {
  return `${map} != null && Object.hasOwn(${map}, ${key})`;
}

/** A place in the activation; names on the way are ours, but still written as data. */
function placeText(path: readonly string[]): string {
  return path.reduce((text, name, i) => `${text}${i === 0 ? "" : "?."}[${JSON.stringify(name)}]`, "a");
}

function present(emit: Emitting, name: string, missing: CelError, fail: Fail): Emitted {
  emit.writer.line(`if (${name} === undefined) ${fail(errorConstant(emit.constants, missing))}`);
  return dynamic(name);
}

/** Keeps what may be an error and leaves when it is. */
export function checked({ writer }: Emitting, expression: string, fail: Fail): Emitted {
  const name = writer.keep(expression);
  check(writer, name, fail);
  return dynamic(name);
}
