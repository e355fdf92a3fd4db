import type { Report } from "../source/diagnostic.ts";
import type { CallExpression, ComprehensionMacro, Expression, LocalName } from "./ast.ts";
import { invalidMacroArgument } from "./problems.ts";

/**
 * Replaces a call that is a macro by its own kind of expression; gives other calls back as they are.
 *
 * Reports: `cel/invalid-macro-argument`, at the argument.
 */
export function expandMacro(call: CallExpression, report: Report): Expression {
  const expand = macros.get(macroKey(call));
  return expand?.(call, report) ?? call;
}

type Expand = (call: CallExpression, report: Report) => Expression | undefined;

function macroKey({ target, name, args }: CallExpression): string {
  if (target === undefined) return `${name}/${args.length}`;
  if (target.kind === "identifier" && target.name === "cel") return `cel.${name}/${args.length}`;
  if (target.kind === "identifier" && target.name === "math") return `math.${name}`;
  return `.${name}/${args.length}`;
}

const simpleName = "argument must be a simple name";
const notIdentifier = "argument is not an identifier";

// biome-ignore format: one row per macro and number of arguments
const macros: ReadonlyMap<string, Expand> = new Map<string, Expand>([
  ["has/1",                expandHas],
  ["cel.bind/3",           expandBind],
  ["math.greatest",        expandExtremum],
  ["math.least",           expandExtremum],
  [".optMap/2",            optionalMap(false)],
  [".optFlatMap/2",        optionalMap(true)],
  [".all/2",               comprehension("all", simpleName)],
  [".exists/2",            comprehension("exists", simpleName)],
  [".exists_one/2",        comprehension("existsOne", simpleName)],
  [".existsOne/2",         comprehension("existsOne", simpleName)],
  [".map/2",               comprehension("map", notIdentifier)],
  [".map/3",               comprehension("map", notIdentifier, { filtered: true })],
  [".filter/2",            comprehension("filter", notIdentifier)],
  [".sortBy/2",            expandSortBy],
  [".all/3",               comprehension("all", simpleName, { two: true })],
  [".exists/3",            comprehension("exists", simpleName, { two: true })],
  [".exists_one/3",        comprehension("existsOne", simpleName, { two: true })],
  [".existsOne/3",         comprehension("existsOne", simpleName, { two: true })],
  [".transformList/3",     comprehension("transformList", simpleName, { two: true })],
  [".transformList/4",     comprehension("transformList", simpleName, { two: true, filtered: true })],
  [".transformMap/3",      comprehension("transformMap", simpleName, { two: true })],
  [".transformMap/4",      comprehension("transformMap", simpleName, { two: true, filtered: true })],
  [".transformMapEntry/3", comprehension("transformMapEntry", simpleName, { two: true })],
  [".transformMapEntry/4", comprehension("transformMapEntry", simpleName, { two: true, filtered: true })],
]);

function comprehension(
  macro: ComprehensionMacro,
  badName: string,
  { two = false, filtered = false }: { two?: boolean; filtered?: boolean } = {},
): Expand {
  return (call, report) => {
    const rest = [...call.args];
    const item = iterationVariable(rest.shift(), badName, report);
    if (item === undefined) return undefined;
    const second = two ? iterationVariable(rest.shift(), badName, report) : undefined;
    const filter = filtered ? rest.shift() : undefined;
    const [body] = rest;
    if (body === undefined || call.target === undefined) return undefined;
    if (two && second === undefined) return undefined;
    if (second?.name === item.name) {
      report(invalidMacroArgument(`duplicate variable name: ${item.name}`, second.offset));
      return undefined;
    }
    return {
      kind: "comprehension",
      offset: call.offset,
      start: call.start,
      end: call.end,
      macro,
      range: call.target,
      item,
      second,
      filter,
      body,
    };
  };
}

function expandHas(call: CallExpression, report: Report): Expression | undefined {
  const [argument] = call.args;
  if (argument?.kind === "select" && !argument.optional) {
    return {
      kind: "has",
      offset: call.offset,
      start: call.start,
      end: call.end,
      of: argument.of,
      name: argument.name,
    };
  }
  report(invalidMacroArgument("invalid argument to has() macro", argument?.offset ?? call.offset));
  return undefined;
}

function expandBind(call: CallExpression, report: Report): Expression | undefined {
  const [first, value, body] = call.args;
  const name = localName(first, "cel.bind() variable names must be simple identifiers", report);
  if (name === undefined || value === undefined || body === undefined) return undefined;
  return { kind: "bind", offset: call.offset, start: call.start, end: call.end, name, value, body };
}

function optionalMap(flat: boolean): Expand {
  const macro = flat ? "optFlatMap" : "optMap";
  return (call, report) => {
    const [first, body] = call.args;
    const item = localName(first, `${macro}() variable name must be a simple identifier`, report);
    if (item === undefined || body === undefined || call.target === undefined) return undefined;
    return {
      kind: "optional-map",
      offset: call.offset,
      start: call.start,
      end: call.end,
      of: call.target,
      item,
      body,
      flat,
    };
  };
}

const sortableKinds: ReadonlySet<Expression["kind"]> = new Set([
  "list",
  "identifier",
  "comprehension",
  "call",
  "select",
  "bind",
  "optional-map",
] as const);

function expandSortBy(call: CallExpression, report: Report): Expression | undefined {
  if (call.target !== undefined && sortableKinds.has(call.target.kind)) {
    return comprehension("sortBy", notIdentifier)(call, report);
  }
  const targets = "a list, identifier, comprehension, call or select expression";
  report(
    invalidMacroArgument(`sortBy can only be applied to ${targets}`, call.target?.offset ?? call.offset),
  );
  return undefined;
}

// The call stays a call, of one list when there are more than two; what can be seen without types is judged here.
function expandExtremum(call: CallExpression, report: Report): Expression | undefined {
  const problem = extremumProblem(call.args);
  if (problem !== undefined) {
    const [message, at] = problem;
    report(invalidMacroArgument(`math.${call.name}() ${message}`, at?.offset ?? call.offset));
    return undefined;
  }
  if (call.args.length < 3) return undefined;
  const elements = call.args.map((value) => ({ value, optional: false }));
  return {
    ...call,
    args: [{ kind: "list", offset: call.offset, start: call.start, end: call.end, elements }],
  };
}

function extremumProblem(args: readonly Expression[]): readonly [string, Expression?] | undefined {
  const [first] = args;
  if (first === undefined) return ["requires at least one argument"];
  if (args.length === 1) {
    return isExtremumArgument(first) ? undefined : ["invalid single argument value", first];
  }
  const bad = args.find((argument) => !isPerhapsNumeric(argument));
  return bad && ["simple literal arguments must be numeric", bad];
}

function isExtremumArgument(argument: Expression): boolean {
  if (argument.kind !== "list") return isPerhapsNumeric(argument);
  return argument.elements.length > 0 && argument.elements.every(({ value }) => isPerhapsNumeric(value));
}

function isPerhapsNumeric(argument: Expression): boolean {
  if (argument.kind === "literal") return ["int", "uint", "double"].includes(argument.type);
  return argument.kind !== "list" && argument.kind !== "map" && argument.kind !== "message";
}

function iterationVariable(
  argument: Expression | undefined,
  badName: string,
  report: Report,
): LocalName | undefined {
  const variable = localName(argument, badName, report);
  if (variable?.name !== "__result__") return variable;
  report(invalidMacroArgument("iteration variable overwrites accumulator variable", variable.offset));
  return undefined;
}

function localName(argument: Expression | undefined, badName: string, report: Report): LocalName | undefined {
  if (argument?.kind === "identifier" && !argument.absolute) {
    return { name: argument.name, offset: argument.offset };
  }
  if (argument !== undefined) report(invalidMacroArgument(badName, argument.offset));
  return undefined;
}
