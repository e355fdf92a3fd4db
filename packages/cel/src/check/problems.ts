import type { Diagnostic } from "../source/diagnostic.ts";
import { showArguments, showType } from "../type-system/show-type.ts";
import type { Type } from "../type-system/type.ts";

// One function per problem. Message texts are the reference's, because tools compare them.

export function undeclaredReference(name: string, offset: number): Diagnostic {
  return {
    code: "cel/undeclared-reference",
    message: `undeclared reference to '${name}' (in container '')`,
    offset,
  };
}

export function undefinedField(name: string, offset: number): Diagnostic {
  return { code: "cel/undefined-field", message: `undefined field '${name}'`, offset };
}

export function noFieldSelection(type: Type, offset: number): Diagnostic {
  const message = `type '${showType(type)}' does not support field selection`;
  return { code: "cel/no-field-selection", message, offset };
}

export function noMembers(typeName: string, offset: number): Diagnostic {
  return {
    code: "cel/no-field-selection",
    message: `unexpected failed resolution of '${typeName}'`,
    offset,
    hint: "such values have functions only",
  };
}

export function noMatchingOverload(
  name: string,
  target: Type | undefined,
  args: readonly Type[],
  offset: number,
): Diagnostic {
  return {
    code: "cel/no-matching-overload",
    message: `found no matching overload for '${internalNames.get(name) ?? name}' applied to '${showArguments(target, args)}'`,
    offset,
  };
}

/** COMPAT(cerbos): macros there, these functions show the name that the macro calls. */
const internalNames: ReadonlyMap<string, string> = new Map([
  ["math.greatest", "math.@max"],
  ["math.least", "math.@min"],
]);

export function typeMismatch(expected: Type, found: Type, offset: number): Diagnostic {
  return {
    code: "cel/type-mismatch",
    message: `expected type '${showType(expected)}' but found '${showType(found)}'`,
    offset,
  };
}

export function notIterable(type: Type, offset: number): Diagnostic {
  return {
    code: "cel/not-iterable",
    message: `expression of type '${showType(type)}' cannot be range of a comprehension (must be list, map, or dynamic)`,
    offset,
  };
}

export function notAMessage(name: string, offset: number): Diagnostic {
  return { ...notAType(name, offset), message: `'${name}' is not a message type` };
}

export function notAType(name: string, offset: number): Diagnostic {
  return {
    code: "cel/not-a-type",
    message: `'${name}' is not a type`,
    offset,
    hint: "messages cannot be constructed; use a map, a list or a function such as `timestamp()`",
  };
}

export function invalidLiteralArgument(name: string, offset: number): Diagnostic {
  const hint = literalHints.get(name);
  const message = `invalid ${name} argument`;
  return { code: "cel/invalid-literal-argument", message, offset, ...(hint !== undefined && { hint }) };
}

const patternHint = "patterns have RE2 syntax, without look-around and back-references";

const literalHints: ReadonlyMap<string, string> = new Map([
  ...["matches", "regex.replace", "regex.extract", "regex.extractAll"].map(
    (name) => [name, patternHint] as const,
  ),
  ["timestamp", "write RFC 3339, such as `2024-05-01T10:00:00Z`"],
  ["duration", "write numbers with units from `h` to `ns`, such as `1h30m`; a day is `24h`"],
  ["ip", "write an address such as `10.0.0.1` or `2001:db8::1`, without a zone"],
  ["cidr", "write a block of addresses such as `10.0.0.0/8`"],
]);

export function invalidFormat(message: string, offset: number): Diagnostic {
  return { code: "cel/invalid-format", message, offset };
}
