import type { MessageField, MessageFields } from "../check/declarations.ts";
import { CelError } from "../values/cel-error.ts";
import { OptionalValue, optionalNone } from "../values/optional-value.ts";
import type { Value } from "../values/value.ts";
import type { Activation } from "./activation.ts";
import { pathReader } from "./attribute-closures.ts";
import type { Closure } from "./closure.ts";
import type { PathReader } from "./dispatch.ts";
import type { ComputedOperation, MemberOperation, MessageOperation } from "./operation.ts";

type Fields = { readonly [name: string]: unknown };

/** A declared field: its value, or what it is when it is not set. */
export function fieldClosure(read: PathReader, field: MessageField): Closure {
  const absent = absentValue(field);
  return (a) => {
    const value = read(a);
    return value === undefined ? absent : (value as Value);
  };
}

/** The same for a field of a message that an expression gave, such as an element of a map of messages. */
export function fieldOfClosure(of: Closure, field: MessageField): Closure {
  const absent = absentValue(field);
  return (a) => {
    const message = of(a);
    if (message instanceof CelError) return message;
    const value = (message as Fields)[field.property];
    return value === undefined ? absent : (value as Value);
  };
}

/** `has(message.field)`. */
export function fieldPresenceClosure(value: Closure, field: MessageField): Closure {
  const absent = absentValue(field);
  return (a) => {
    const found = value(a);
    return found instanceof CelError ? found : found !== absent && isSet(found, field);
  };
}

/** A variable without fields. */
export function variableClosure(path: readonly string[], name: string): Closure {
  const read = pathReader(path);
  const missing = new CelError(`no such attribute(s): ${name}`);
  return (a) => {
    const value = read(a);
    return value === undefined ? missing : (value as Value);
  };
}

/** A whole message as a map of its fields that are set. */
export function messageClosure(read: PathReader, { fields, messages }: MessageOperation): Closure {
  return (a) => {
    const message = read(a);
    return message instanceof CelError
      ? message
      : materialised(message as Fields | undefined, fields, messages);
  };
}

/** `G.x`. */
export function memberClosure({ path, name }: MemberOperation): Closure {
  const undefinedField = new CelError(`undefined field '${name}'`);
  const read = pathReader(path);
  return (a) => {
    const members = read(a) as Fields | undefined;
    const value = members !== undefined && Object.hasOwn(members, name) ? members[name] : undefined;
    return value === undefined ? undefinedField : (value as Value);
  };
}

/** `V.?x`. */
export function optionalComputedClosure(operation: ComputedOperation): Closure {
  const read = computedClosure(operation);
  return (a) => optionally(read(a), a);
}

/** What a variable gave; nothing is there when it failed. */
export function optionally(value: Value | CelError, { undefinedComputedIsNull }: Activation): OptionalValue {
  if (!(value instanceof CelError)) return new OptionalValue(value);
  return undefinedComputedIsNull ? new OptionalValue(null) : optionalNone;
}

/** `V.x`: the first read of a request runs its program. */
export function computedClosure({ name, computed: { slot, program } }: ComputedOperation): Closure {
  const undefinedField = new CelError(`undefined field '${name}'`);
  return (a) => {
    let value = a.computed[slot];
    if (value === undefined) {
      value = program.evaluate(a);
      a.computed[slot] = value;
    }
    if (!(value instanceof CelError)) return value;
    return a.undefinedComputedIsNull ? null : undefinedField;
  };
}

/** `has(V.x)` and `has(G.x)`: a variable that reads as null has a value. */
export function valuePresenceClosure(value: Closure): Closure {
  return (a) => !(value(a) instanceof CelError);
}

const emptyList: readonly Value[] = [];
const emptyMap: { readonly [key: string]: Value } = {};

/** What a field reads as that is not set. */
export function absentValue({ absent }: MessageField): Value {
  switch (absent) {
    case "empty-string":
      return "";
    case "empty-list":
      return emptyList;
    case "empty-map":
    case "message":
      return emptyMap;
  }
}

function isEmpty(value: unknown): boolean {
  if (value === "" || value === undefined || value === null) return true;
  return Array.isArray(value) && value.length === 0;
}

/** A message as a map of its fields that are set. */
export function materialised(
  message: Fields | undefined,
  fields: MessageFields,
  messages: ReadonlyMap<string, MessageFields>,
): Value {
  const set = new Map<string, Value>();
  for (const field of fields.values()) {
    const value = message?.[field.property];
    if (!isSet(value, field)) continue;
    const nested = field.type.kind === "message" ? messages.get(field.type.name) : undefined;
    set.set(
      field.name,
      nested === undefined ? (value as Value) : materialised(value as Fields, nested, messages),
    );
  }
  return Object.fromEntries(set);
}

/** Whether a field of this value counts as set. */
export function isSet(value: unknown, { absent }: MessageField): boolean {
  return !isEmpty(value) && !(absent === "empty-map" && isEmptyObject(value));
}

function isEmptyObject(value: unknown): boolean {
  for (const name in value as Fields) if (Object.hasOwn(value as Fields, name)) return false;
  return true;
}
