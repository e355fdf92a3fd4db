import type { Type } from "../type-system/type.ts";
import type { Environment, ResolvedCall } from "./dispatch.ts";
import { emitEvaluate, emitTest } from "./emit.ts";
import { type ConstantPool, valueText } from "./emit-constant.ts";
import { generatedRuntime, runtimeNames } from "./emit-runtime.ts";
import type { ConstantOperation, Operation } from "./operation.ts";
import type { Program } from "./program.ts";

/**
 * Writes an ES module with one `test` per program, for runtimes that forbid generating code. It imports nothing: whoever
 * loads it hands it the runtime.
 *
 * Shape: `export function createTests(runtime) { … }`, which gives a `Map` of functions by the names given here.
 * Call it with `createModuleRuntime` of an environment that has the same libraries.
 */
export function moduleText(programs: ReadonlyMap<string, Program>): string {
  const constants = new ConstantTexts();
  const tests = [...programs].map(([name, { operation }]) => {
    const test = constants.function(emitTest(operation, constants));
    return `[${JSON.stringify(name)}, ${test}],`;
  });
  const body = [...constants.definitions, "return new Map([", ...tests, "]);"].join("\n");
  return [
    "export function createTests(runtime) {",
    '"use strict";',
    "const { H, resolve } = runtime;",
    runtimeNames(body),
    body,
    "}",
    "",
  ].join("\n");
}

/** What a module of conditions runs on. */
export interface ModuleRuntime {
  readonly H: typeof generatedRuntime;
  resolve(
    name: string,
    member: boolean,
    types: readonly Type[],
    constants?: readonly (string | undefined)[],
  ): ResolvedCall;
}

/**
 * Makes what the module of `moduleText` needs.
 *
 * Throws: `TypeError` when a condition calls a function that the environment does not have.
 */
export function createModuleRuntime(environment: Environment): ModuleRuntime {
  return {
    H: generatedRuntime,
    resolve(name, member, types, constants) {
      const resolved = environment.functions.resolve(name, member, types, constants);
      if (resolved === undefined) throw new TypeError(`the environment has no function \`${name}\``);
      return resolved;
    },
  };
}

/** Constants and functions as definitions, in an order in which each only uses what is before it. */
class ConstantTexts implements ConstantPool {
  readonly definitions: string[] = [];
  readonly #names = new Map<unknown, string>();
  readonly #programs = new Map<Program, string>();

  add(constant: unknown, text: () => string): string {
    const name = this.#names.get(constant) ?? this.#define(text());
    this.#names.set(constant, name);
    return name;
  }

  value({ value, source }: ConstantOperation): string {
    return this.add(value, () => valueText(value) ?? this.#computed(source));
  }

  /** Values that only functions make are made once, when the module is loaded. */
  #computed(source: Operation | undefined): string {
    if (source === undefined) throw new TypeError("a constant that nothing can make again");
    return `${this.function(emitEvaluate(source, this))}({})`;
  }

  program(program: Program): string {
    const known = this.#programs.get(program);
    if (known !== undefined) return known;
    const name = this.#define(`{ evaluate: ${this.function(emitEvaluate(program.operation, this))} }`);
    this.#programs.set(program, name);
    return name;
  }

  function(body: string): string {
    return this.#define(`function (a) {\n${body}\n}`);
  }

  #define(source: string): string {
    const name = `K${this.definitions.length}`;
    this.definitions.push(`const ${name} = ${source};`);
    return name;
  }
}
