import type { PartialEvaluator } from "@orthrus/cel";
import type { Condition } from "@orthrus/policy";
import type { ConditionSlot } from "../check/decision-program.ts";
import { evaluateCondition } from "../check/evaluate-condition.ts";
import type { Run } from "../check/run.ts";
import { useVariables } from "../check/use-variables.ts";
import type { RecordedPass, RecordedStage, RecordedStep } from "../trace/record.ts";
import { allowingRules, type VisitedScope } from "./allowing-rules.ts";
import type { CoverageMap, RuleRecord } from "./coverage-map.ts";
import { watchCondition } from "./watch-condition.ts";

/** What counting goes on with from one action of a principal on a resource to the next. */
export interface Counting {
  readonly map: CoverageMap;
  readonly evaluator: PartialEvaluator;
  readonly run: Run;
  /** Conditions that were counted. */
  readonly seen: Set<ConditionSlot>;
}

/** Counts what one action exercises; what it meets several times, once. */
export class ActionCount {
  readonly #counting: Counting;
  readonly #about: Pick<VisitedScope, "input" | "action">;
  readonly #evaluated = new Set<RuleRecord>();
  readonly #applied = new Set<RuleRecord>();

  constructor(counting: Counting, about: Pick<VisitedScope, "input" | "action">) {
    this.#counting = counting;
    this.#about = about;
  }

  add(passes: readonly RecordedPass[]): void {
    for (const { pass, stages } of passes) for (const stage of stages) this.#stage(stage, pass.roles);
    for (const record of this.#evaluated) record.evaluated += 1;
    for (const record of this.#applied) record.applied += 1;
  }

  #stage({ stage, runtime, steps }: RecordedStage, roles: readonly string[]): void {
    this.#counting.run.runtime = runtime;
    for (const step of steps) this.#step(step);
    if (stage.derivedRoles === undefined) return;
    for (const rule of allowingRules({ ...this.#about, scope: stage.scope, roles })) this.#note(rule, true);
  }

  #step({ step: { row, derivedRole, condition }, outcome }: RecordedStep): void {
    const { rule } = row;
    if (rule === undefined) return;
    if (derivedRole?.condition !== undefined)
      this.#condition(derivedRole.condition, row.derivedRole?.condition);
    const isEarned =
      derivedRole?.condition === undefined ||
      evaluateCondition(derivedRole.condition, this.#counting.run) === "holds";
    if (isEarned) this.#condition(condition, rule.condition);
    // Turned round, a condition denies when it does not hold, and lets through when it does.
    const isTurned = row.condition !== rule.condition;
    const applies = isEarned && (outcome === "holds" || (isTurned && outcome === "fails"));
    this.#note(rule, applies);
    if (row.derivedRole !== undefined) this.#note(row.derivedRole, applies);
  }

  #condition(slot: ConditionSlot | undefined, asWritten: Condition | undefined): void {
    const { map, evaluator, run, seen } = this.#counting;
    if (slot === undefined || asWritten === undefined || seen.has(slot)) return;
    seen.add(slot);
    useVariables(slot.variables, run);
    watchCondition(asWritten, map, evaluator, run);
  }

  #note(what: Parameters<CoverageMap["rules"]["get"]>[0], applies: boolean): void {
    const record = this.#counting.map.rules.get(what);
    if (record === undefined) return;
    this.#evaluated.add(record);
    if (applies) this.#applied.add(record);
  }
}
