import type { Program } from "@orthrus/cel";
import type {
  ActionProgram,
  ConditionSlot,
  OutputStep,
  ScopeDerivedRoles,
  Stage,
  VariableSlot,
} from "../decision-program.ts";
import { programReads, readsName } from "../slots.ts";
import { stagesOf } from "./eligibility.ts";

/** Collects the statements of a function that decides, and what they are about. */
export class DecideWriter {
  readonly lines: string[] = [];
  readonly constants: unknown[] = [];
  /** Some condition, variable or output sees which derived roles are active. */
  readonly readsRuntime: boolean;
  readonly hasOutputs: boolean;
  readonly #places = new Map<unknown, string>();
  readonly #numbers = new Map<unknown, number>();
  readonly #conditions = new Set<ConditionSlot>();
  readonly #values = new Set<string>();
  readonly #scopes: ScopeDerivedRoles[] = [];
  readonly #uses: ReadonlyMap<ConditionSlot, number>;
  readonly #surelyKnown = new Set<ConditionSlot | ScopeDerivedRoles>();
  #labels = 0;

  constructor(actions: readonly ActionProgram[]) {
    const stages = actions.flatMap(stagesOf);
    this.#uses = usesOf(stages);
    const outputs = stages.flatMap(({ steps }) => steps.flatMap(({ output }) => output ?? []));
    this.hasOutputs = outputs.length > 0;
    this.readsRuntime =
      outputs.some(outputReadsRuntime) ||
      [...this.#uses.keys()].some(({ condition, variables }) =>
        readsName("runtime", condition, variables?.set),
      );
  }

  line(text: string): void {
    this.lines.push(text);
  }

  /** Shape: `("else", write)` → `else { … }`. */
  block(header: string, write: () => void): void {
    this.line(`${header} {`);
    write();
    this.line("}");
  }

  /** A name nobody else in the function has. */
  label(prefix: "L" | "w"): string {
    this.#labels += 1;
    return `${prefix}${this.#labels}`;
  }

  /** The name of something that stays the same. */
  constant(value: unknown): string {
    const known = this.#places.get(value);
    if (known !== undefined) return known;
    const name = `K${this.constants.length}`;
    this.constants.push(value);
    this.#places.set(value, name);
    return name;
  }

  /** Where the outcome of a condition is kept: 0 unknown, 1 it holds, 2 it does not. */
  outcome(slot: ConditionSlot): string {
    this.#conditions.add(slot);
    return `c${this.#number(slot)}`;
  }

  /** From here on the outcome of a condition, or what is active in a scope, is known whichever way was gone. */
  noteKnown(what: ConditionSlot | ScopeDerivedRoles): void {
    this.#surelyKnown.add(what);
  }

  isKnown(what: ConditionSlot | ScopeDerivedRoles): boolean {
    return this.#surelyKnown.has(what);
  }

  isUsedOnce(slot: ConditionSlot): boolean {
    return (this.#uses.get(slot) ?? 0) < 2;
  }

  /** Where the values of variables are kept; `lenient` ones are those of derived roles while these are found out. */
  values(slot: VariableSlot, kind: "usual" | "lenient"): string {
    const name = `${kind === "usual" ? "v" : "l"}${this.#number(slot)}`;
    this.#values.add(name);
    return name;
  }

  /** Where is kept what an output came to. */
  output(program: Program): string {
    const name = `o${this.#number(program)}`;
    this.#values.add(name);
    return name;
  }

  /** Where the active derived roles of a scope are kept, negative before it is visited. */
  active(scope: ScopeDerivedRoles): string {
    if (!this.#scopes.includes(scope)) this.#scopes.push(scope);
    return `s${scope.index}`;
  }

  /** The `runtime` of a scope. */
  runtime(scope: ScopeDerivedRoles): string {
    return `r${scope.index}`;
  }

  declarations(): readonly string[] {
    const outcomes = [...this.#conditions].map((slot) => `let ${this.outcome(slot)} = 0;`);
    const values = [...this.#values].map((name) => `let ${name};`);
    const scopes = this.#scopes.map(({ index }) => `let s${index} = -1, r${index};`);
    return [...outcomes, ...values, ...scopes];
  }

  /** Scopes that are visited somewhere, nearest first. */
  visitedScopes(): readonly ScopeDerivedRoles[] {
    return this.#scopes.toSorted((left, right) => left.index - right.index);
  }

  #number(what: unknown): number {
    const number = this.#numbers.get(what) ?? this.#numbers.size;
    this.#numbers.set(what, number);
    return number;
  }
}

function outputReadsRuntime({ ruleActivated, conditionNotMet, variables }: OutputStep): boolean {
  if (readsName("runtime", undefined, variables?.set)) return true;
  return [ruleActivated, conditionNotMet].some(
    (program) => program !== undefined && programReads("runtime", program),
  );
}

function usesOf(stages: readonly Stage[]): ReadonlyMap<ConditionSlot, number> {
  const uses = new Map<ConditionSlot, number>();
  const count = (slot: ConditionSlot | undefined): void => {
    if (slot !== undefined) uses.set(slot, (uses.get(slot) ?? 0) + 1);
  };
  for (const { steps, derivedRoles } of stages) {
    for (const { condition } of derivedRoles?.candidates ?? []) count(condition);
    for (const { condition, derivedRole } of steps) {
      count(condition);
      count(derivedRole?.condition);
    }
  }
  return uses;
}
