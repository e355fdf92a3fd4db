import type { Diagnostic } from "../source/diagnostic.ts";

// One function per problem. Message texts are the reference's, because tools compare them.

export function unreadableText(text: string, offset: number): Diagnostic {
  return syntaxError(`token recognition error at: '${text}'`, offset);
}

export function syntaxError(message: string, offset: number): Diagnostic {
  return { code: "cel/syntax", message: `Syntax error: ${message}`, offset };
}

export function reservedName(name: string, offset: number): Diagnostic {
  return {
    code: "cel/reserved-name",
    message: `reserved identifier: ${name}`,
    offset,
    hint: "use another name; after a dot it is allowed",
  };
}

export function unsupportedSyntax(syntax: string, offset: number): Diagnostic {
  return {
    code: "cel/unsupported-syntax",
    message: `unsupported syntax: '${syntax}'`,
    offset,
    hint: 'read such a key with an index, `map["key"]`',
  };
}

export function invalidLiteral(message: string, offset: number): Diagnostic {
  return { code: "cel/invalid-literal", message, offset };
}

export function invalidMacroArgument(message: string, offset: number): Diagnostic {
  return { code: "cel/invalid-macro-argument", message, offset };
}

export function nestedTooDeeply(limit: number, offset: number): Diagnostic {
  return {
    code: "cel/limit-exceeded",
    message: `expression recursion limit exceeded: ${limit}`,
    offset,
    hint: "name parts of it as variables",
  };
}

/** About the text as a whole, so it comes before all else. */
export function skippedTooMuch(limit: number): Diagnostic {
  return {
    code: "cel/limit-exceeded",
    message: `error recovery token lookahead limit exceeded: ${limit}`,
    offset: 0,
    hint: "mend the first syntax error",
  };
}

export function chainTooLong(offset: number): Diagnostic {
  return {
    code: "cel/limit-exceeded",
    message: "max recursion depth exceeded",
    offset,
    hint: "name parts of it as variables",
  };
}

export function textTooLong(size: number, limit: number): Diagnostic {
  return {
    code: "cel/limit-exceeded",
    message: `expression code point size exceeds limit: size: ${size}, limit ${limit}`,
    offset: 0,
    hint: "move data into attributes or constants",
  };
}
