import type {
  Declarations,
  LiteralCheck,
  MessageFields,
  OverloadDeclaration,
  VariableDeclaration,
} from "../check/declarations.ts";
import type { Environment, PathReader } from "../evaluate/dispatch.ts";
import type { Type } from "../type-system/type.ts";
import { TimeZones } from "../values/time-zone.ts";
import { CodeGeneration, type CodeGenerationPolicy } from "./code-generation.ts";
import { makeFunctionTable, makeOverload, type Overload } from "./function-table.ts";
import type { Library } from "./library.ts";
import { PatternCache } from "./regex/pattern-cache.ts";

/** What an environment is made of. */
export interface EnvironmentOptions {
  /** Such as `standardLibrary`; of two rows that take the same arguments the earlier one is called. */
  readonly libraries: readonly Library[];
  readonly variables: readonly VariableDeclaration[];
  /** Fields of messages, by the name of the message. */
  readonly messages?: ReadonlyMap<string, MessageFields>;
  /**
   * How to read places in the activation, by their paths with dots, where that is faster than taking the paths apart:
   * `principal.id` → `(a) => a.principal.id`. The answer must be the same.
   */
  readonly readers?: ReadonlyMap<string, PathReader>;
  /** Whether programs may turn themselves into functions; where the runtime forbids it they never do. */
  readonly codeGeneration?: CodeGenerationPolicy;
  readonly limits?: {
    readonly depth?: number;
    readonly codePoints?: number;
    /** Compiled patterns kept that are not constants of an expression. */
    readonly cachedPatterns?: number;
  };
}

/**
 * Everything names can mean: functions of the libraries, variables with their place in the activation, limits.
 *
 * Throws: `TypeError` when a signature cannot be read, which is a mistake in a library.
 */
export function createEnvironment(options: EnvironmentOptions): Environment {
  const { depth = 250, codePoints = 100_000, cachedPatterns = 500 } = options.limits ?? {};
  const resources = { patterns: new PatternCache(cachedPatterns), zones: new TimeZones() };
  const overloads = byName(
    options.libraries.flatMap(({ rows }) => rows.map((row) => makeOverload(row, resources))),
  );
  return {
    declarations: declarations(options, overloads),
    functions: makeFunctionTable(overloads),
    limits: { depth, codePoints },
    ...(options.readers && { readers: options.readers }),
    codeGeneration: new CodeGeneration(options.codeGeneration ?? "when-allowed"),
  };
}

function byName(overloads: readonly Overload[]): ReadonlyMap<string, readonly Overload[]> {
  const groups = new Map<string, Overload[]>();
  for (const overload of overloads) {
    const group = groups.get(overload.row.name);
    if (group === undefined) groups.set(overload.row.name, [overload]);
    else group.push(overload);
  }
  return groups;
}

function declarations(
  options: EnvironmentOptions,
  overloads: ReadonlyMap<string, readonly Overload[]>,
): Declarations {
  const functions = new Map<string, readonly OverloadDeclaration[]>();
  const literalChecks = new Map<string, LiteralCheck>();
  for (const [name, group] of overloads) {
    functions.set(
      name,
      group.map(({ signature }) => signature),
    );
    const literal = group.find(({ row }) => row.literal !== undefined)?.row.literal;
    if (literal !== undefined) literalChecks.set(name, literal);
  }
  return {
    variables: new Map(options.variables.map((variable) => [variable.name, variable])),
    messages: options.messages ?? new Map(),
    functions,
    types: opaqueTypes(overloads),
    literalChecks,
  };
}

/** The opaque types that functions return can be named in expressions, as in `type(x) == cerbos.lib.hierarchy`. */
function opaqueTypes(overloads: ReadonlyMap<string, readonly Overload[]>): ReadonlyMap<string, Type> {
  const types = new Map<string, Type>();
  for (const { signature } of [...overloads.values()].flat()) {
    if (signature.result.kind === "opaque") types.set(signature.result.name, signature.result);
  }
  return types;
}
