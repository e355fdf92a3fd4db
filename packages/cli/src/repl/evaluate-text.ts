import {
  type Activation,
  compileExpression,
  dynType,
  type Environment,
  isCelError,
  mapType,
  renderDiagnostics,
  stringType,
  Timestamp,
  type Value,
  type VariableDeclaration,
} from "@orthrus/cel";
import type { ReplState, Typed } from "./repl-state.ts";

/** What a text means: a value, or what is wrong with it. */
export type Evaluated =
  | (Typed & { readonly kind: "value" })
  /** Nothing can be evaluated; the report shows the places. */
  | { readonly kind: "invalid"; readonly report: string; readonly messages: readonly string[] }
  | { readonly kind: "failed"; readonly message: string };

/** What evaluating needs besides the state. */
export interface Setting {
  /** What names mean in conditions. */
  readonly environment: Environment;
  readonly nowMs: number;
}

const members = mapType(stringType, dynType);

/** Names that conditions read as a whole here, unlike in a policy: `V`, `C` and `G` are plain maps. */
// biome-ignore format: one row per name
const MAPS: readonly VariableDeclaration[] = [
  ["V", "variables"], ["variables", "variables"],
  ["C", "constants"], ["constants", "constants"],
  ["G", "globals"],   ["globals", "globals"],
].map(([name = "", property = ""]) => ({ name, type: members, source: { kind: "path", path: [property] } }));

/** Evaluates an expression with everything the session knows. */
export function evaluateText(text: string, state: ReplState, setting: Setting): Evaluated {
  return new Evaluation(state, setting).evaluate(text);
}

/** Evaluates for one input: variables of policies are computed when they are first read. */
class Evaluation {
  readonly #state: ReplState;
  readonly #environment: Environment;
  readonly #now: Timestamp;
  readonly #computed = new Map<string, Evaluated>();

  constructor(state: ReplState, { environment, nowMs }: Setting) {
    this.#state = state;
    this.#environment = declare(environment, state);
    this.#now = new Timestamp(Math.floor(nowMs / 1000), (nowMs % 1000) * 1_000_000);
  }

  evaluate(text: string): Evaluated {
    const { program, diagnostics } = compileExpression(text, this.#environment);
    if (program === undefined) {
      const messages = diagnostics.map(({ message }) => message);
      return { kind: "invalid", report: renderDiagnostics(text, diagnostics), messages };
    }
    const names = program.reads.flatMap(([root, name]) => (isVariables(root) ? [name] : []));
    const value = program.evaluate(this.#activation(names));
    if (!isCelError(value)) return { kind: "value", type: program.type, value };
    return { kind: "failed", message: this.#reason(names) ?? value.message };
  }

  #activation(names: readonly (string | undefined)[]): Activation {
    const { request, globals, constants, variables } = this.#state;
    return {
      ...request,
      runtime: { effectiveDerivedRoles: [] },
      globals,
      constants,
      variables: this.#variables(names),
      own: Object.fromEntries([...variables].map(([name, { value }]) => [name, value])),
      now: this.#now,
      computed: [],
    };
  }

  /** The variables that are read; all of them where `V` is read as a whole. */
  #variables(names: readonly (string | undefined)[]): { readonly [name: string]: Value } {
    const { definitions, given } = this.#state;
    const wanted = names.includes(undefined) ? [...definitions.keys()] : names;
    const values = wanted.flatMap((name): readonly (readonly [string, Value])[] => {
      const result = name !== undefined && definitions.has(name) ? this.#compute(name) : undefined;
      return name !== undefined && result?.kind === "value" ? [[name, result.value]] : [];
    });
    return { ...given, ...Object.fromEntries(values) };
  }

  #compute(name: string): Evaluated {
    const known = this.#computed.get(name);
    if (known !== undefined) return known;
    this.#computed.set(name, { kind: "failed", message: `variable ${name} is defined by itself` });
    const result = this.evaluate(this.#state.definitions.get(name) ?? "");
    this.#computed.set(name, result);
    return result;
  }

  /** Why a variable that was read has no value: it says more than that it is not there. */
  #reason(names: readonly (string | undefined)[]): string | undefined {
    for (const name of names) {
      const result = name === undefined ? undefined : this.#computed.get(name);
      if (result === undefined || result.kind === "value") continue;
      const problem = result.kind === "failed" ? result.message : result.messages.join(", ");
      return `failed to evaluate '${name} = ${this.#state.definitions.get(name ?? "")}': ${problem}`;
    }
    return undefined;
  }
}

function isVariables(name: string): boolean {
  return name === "V" || name === "variables";
}

function declare(environment: Environment, { variables }: ReplState): Environment {
  // A name may get a value of another type in the next line, so nothing is promised about it.
  const own = [...variables.keys()].map((name): VariableDeclaration => {
    return { name, type: dynType, source: { kind: "path", path: ["own", name] } };
  });
  const declared = [...environment.declarations.variables.values(), ...MAPS, ...own];
  return {
    ...environment,
    declarations: {
      ...environment.declarations,
      variables: new Map(declared.map((variable) => [variable.name, variable])),
    },
  };
}
