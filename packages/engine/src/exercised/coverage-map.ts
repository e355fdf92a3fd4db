import type { ComputedVariable, Program } from "@orthrus/cel";
import {
  type CompiledDerivedRole,
  type Condition,
  type Definition,
  lineAndColumn,
  type ParsedFile,
  type PolicySet,
  policyKey,
  type SourceMatch,
  type SourceText,
  type Span,
  type VariableSet,
} from "@orthrus/policy";
import type { CompiledRule } from "../rule-table/row.ts";
import { oneLine } from "../trace/explain-expression.ts";
import { branchKey, visitBranches } from "./branches.ts";
import type { BranchCoverage, ConditionCoverage, CoveragePlace, RuleCoverage } from "./coverage.ts";
import { placeInScalar } from "./place-in-scalar.ts";
import { derivedRolesOf, type Guard, guardsOf } from "./source-guards.ts";
import { type DefinedVariable, definedVariables } from "./source-variables.ts";

type Counted<Item, Count extends keyof Item> = Omit<Item, Count> & { -readonly [Name in Count]: Item[Name] };

export type RuleRecord = Counted<RuleCoverage, "evaluated" | "applied">;
export type ConditionRecord = Counted<ConditionCoverage, "held" | "failed">;
export type BranchRecord = Counted<BranchCoverage, "held" | "failed">;

export interface FileRecord {
  readonly file: string;
  readonly rules: RuleRecord[];
  readonly conditions: ConditionRecord[];
  readonly branches: BranchRecord[];
}

/** The parts of one expression that its outcome depends on, see `branchKey`. */
export type ExpressionBranches = ReadonlyMap<string, BranchRecord>;

/** Everything there is to exercise, by what the engine meets when it decides. */
export interface CoverageMap {
  /** In walk order. */
  readonly files: readonly FileRecord[];
  readonly rules: ReadonlyMap<CompiledRule | CompiledDerivedRole, RuleRecord>;
  /** Whole conditions, and the parts of `any`, `all` and `none`. */
  readonly conditions: ReadonlyMap<Condition, Pick<ConditionRecord, "held" | "failed">>;
  /** Of expressions of conditions, and of variables. */
  readonly branches: ReadonlyMap<Condition | ComputedVariable, ExpressionBranches>;
}

/** Lists what tests of some policies can exercise, with its places in their files. */
export function mapCoverage({ policies }: PolicySet, parsed: readonly ParsedFile[]): CoverageMap {
  const sources = parsed.flatMap(({ policy }) => (policy === undefined || policy.isDisabled ? [] : [policy]));
  const compiled = new Map(policies.map((policy) => [policy.key, policy]));
  const derivedRoles = derivedRolesOf(policies);
  const builder = new MapBuilder();
  for (const source of sources) {
    for (const guard of guardsOf(source, compiled.get(policyKey(source)), derivedRoles)) {
      builder.addGuard(guard, source.source);
    }
  }
  const byKey = new Map(sources.map((source) => [policyKey(source), source]));
  const owners = [
    ...policies.map(({ key, variables }) => ({ origin: key, variables })),
    ...derivedRoles.values(),
  ];
  for (const { origin, variables } of owners) {
    const source = byKey.get(origin);
    if (source !== undefined) builder.addVariables(variables, definedVariables(source, byKey));
  }
  return builder.build(parsed.map(({ source }) => source.file));
}

class MapBuilder {
  readonly #files = new Map<string, FileRecord>();
  readonly #rules = new Map<CompiledRule | CompiledDerivedRole, RuleRecord>();
  readonly #conditions = new Map<Condition, Pick<ConditionRecord, "held" | "failed">>();
  readonly #branches = new Map<Condition | ComputedVariable, ExpressionBranches>();
  readonly #variables = new Map<Definition<string>, ExpressionBranches>();

  build(order: readonly string[]): CoverageMap {
    return {
      files: order.flatMap((file) => this.#files.get(file) ?? []),
      rules: this.#rules,
      conditions: this.#conditions,
      branches: this.#branches,
    };
  }

  addGuard({ kind, name, span, condition, compiled }: Guard, source: SourceText): void {
    const file = this.#fileOf(source);
    const rule: RuleRecord = { kind, name, ...lineAndColumn(source, span.start), evaluated: 0, applied: 0 };
    file.rules.push(rule);
    if (compiled !== undefined) this.#rules.set(compiled, rule);
    if (condition?.kind !== "match") return;
    const { match } = condition;
    const whole: ConditionRecord = { owner: name, ...placeOfMatch(match, source), held: 0, failed: 0 };
    file.conditions.push(whole);
    if (compiled?.condition !== undefined) this.#conditions.set(compiled.condition, whole);
    this.#addMatch(match, compiled?.condition, { owner: name, source });
  }

  /** What several policies import is one thing to exercise. */
  addVariables({ computed }: VariableSet, defined: ReadonlyMap<string, DefinedVariable>): void {
    for (const [name, variable] of computed) {
      const found = defined.get(name);
      if (found === undefined) continue;
      const { definition, source } = found;
      const branches =
        this.#variables.get(definition) ??
        this.#addExpression(variable.program, { owner: `V.${name}`, source, span: definition.span });
      this.#variables.set(definition, branches);
      this.#branches.set(variable, branches);
    }
  }

  #addMatch(match: SourceMatch, compiled: Condition | undefined, within: Within): void {
    if (match.kind === "expression") {
      if (compiled?.kind !== "expression") return;
      this.#branches.set(compiled, this.#addExpression(compiled.program, { ...within, span: match.span }));
      return;
    }
    for (const [index, part] of match.of.entries()) {
      const branch: BranchRecord = {
        owner: within.owner,
        operator: match.kind,
        expression: textOf(part),
        ...placeOfMatch(part, within.source),
        held: 0,
        failed: 0,
      };
      this.#fileOf(within.source).branches.push(branch);
      const compiledPart =
        compiled === undefined || compiled.kind === "expression" ? undefined : compiled.of[index];
      if (compiledPart !== undefined) this.#conditions.set(compiledPart, branch);
      this.#addMatch(part, compiledPart, within);
    }
  }

  #addExpression(
    { operation, text }: Program,
    { owner, source, span }: Within & { readonly span: Span },
  ): ExpressionBranches {
    const branches = new Map<string, BranchRecord>();
    const { branches: ofFile } = this.#fileOf(source);
    visitBranches(operation, (operator, part) => {
      const { start, end } = part.place;
      const branch: BranchRecord = {
        owner,
        operator,
        expression: oneLine(text.slice(start, end)),
        ...lineAndColumn(source, placeInScalar(source.text, span.caret, text, start)),
        held: 0,
        failed: 0,
      };
      branches.set(branchKey(part), branch);
      ofFile.push(branch);
    });
    return branches;
  }

  #fileOf({ file }: SourceText): FileRecord {
    const record = this.#files.get(file) ?? { file, rules: [], conditions: [], branches: [] };
    this.#files.set(file, record);
    return record;
  }
}

interface Within {
  /** The rule, derived role or variable that it belongs to. */
  readonly owner: string;
  readonly source: SourceText;
}

/** Groups stand where their first part does. */
function placeOfMatch(match: SourceMatch, source: SourceText): CoveragePlace {
  const first = firstExpression(match);
  return lineAndColumn(source, placeInScalar(source.text, first?.span.caret ?? 0, first?.text ?? "", 0));
}

function firstExpression(
  match: SourceMatch,
): Extract<SourceMatch, { readonly kind: "expression" }> | undefined {
  if (match.kind === "expression") return match;
  for (const part of match.of) {
    const found = firstExpression(part);
    if (found !== undefined) return found;
  }
  return undefined;
}

function textOf(match: SourceMatch): string {
  return match.kind === "expression" ? oneLine(match.text) : `${match.kind} of ${match.of.length}`;
}
