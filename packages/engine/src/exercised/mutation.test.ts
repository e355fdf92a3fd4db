import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import {
  type CompiledPolicy,
  type Condition,
  compilePolicies,
  loadTestSuites,
  type PolicySet,
} from "@orthrus/policy";
import { diskStore } from "@orthrus/store/disk";
import { expect, test } from "vitest";
import { checkSchema } from "../schema/schema-validator.ts";
import { runTestSuites } from "../verify/run-test-suites.ts";
import { collectCoverage } from "./collect-coverage.ts";
import type { FileCoverage, RuleCoverage } from "./coverage.ts";
import { isCovered, isExercised } from "./summarize-coverage.ts";

const examples = fileURLToPath(new URL("../../../../examples", import.meta.url));
const folders = ["policies", ...readdirSync(`${examples}/identity`).map((name) => `identity/${name}`)];

/** What may be changed though coverage calls it exercised, by folder: `FILE NAME change`, with the reason beside it. */
const equivalent: Readonly<Record<string, readonly string[]>> = {};

test.each(folders)(
  "in %s, tests notice when something that coverage calls exercised is taken away",
  async (folder) => {
    const { files } = await diskStore(`${examples}/${folder}`, { watch: false }).read();
    const compilation = compilePolicies(files, { checkSchema });
    const { policySet } = compilation;
    if (policySet === undefined) throw new Error(`the policies of ${folder} do not compile`);
    const suites = loadTestSuites(files);
    const { run, coverage } = collectCoverage(compilation, suites);
    const mutants = coverage.files.flatMap(mutantsOf);
    const unnoticed = mutants.filter((mutant) => {
      const { summary } = runTestSuites(mutated(policySet, mutant), suites);
      return summary.overall === "passed";
    });
    expect([
      run.summary.overall,
      mutants.length > 10,
      unnoticed.map(({ file, rule, change }) => `${file} ${rule.name} ${change}`),
    ]).toEqual(["passed", true, equivalent[folder] ?? []]);
  },
);

test("in the policies of the example, tests exercise everything", async () => {
  const { files } = await diskStore(`${examples}/policies`, { watch: false }).read();
  const { coverage } = collectCoverage(compilePolicies(files, { checkSchema }), loadTestSuites(files));
  expect(coverage.totals.percent).toBe(100);
});

/** A rule or derived role that is removed, or whose condition always or never holds. */
interface Mutant {
  readonly file: string;
  readonly rule: RuleCoverage;
  /** Place among the rules, or derived roles, of the file. */
  readonly index: number;
  readonly change: "removed" | "always" | "never";
}

function mutantsOf({ file, rules, conditions }: FileCoverage): readonly Mutant[] {
  return rules.flatMap((rule, index) => {
    const condition = conditions.find(({ owner }) => owner === rule.name);
    const changes: readonly Mutant["change"][] = [
      ...(isExercised(rule) ? (["removed"] as const) : []),
      ...(condition && isCovered(condition) ? (["always", "never"] as const) : []),
    ];
    return changes.map((change) => ({ file, rule, index, change }));
  });
}

/** The same policies as if their author had not written it. */
function mutated(policySet: PolicySet, mutant: Mutant): PolicySet {
  return { ...policySet, policies: policySet.policies.map((policy) => mutatedPolicy(policy, mutant)) };
}

function mutatedPolicy(policy: CompiledPolicy, { file, rule, index, change }: Mutant): CompiledPolicy {
  if (rule.kind === "derived-role") {
    if (policy.kind !== "resource") return policy;
    const derivedRoles = policy.derivedRoles.flatMap((role) =>
      role.name === rule.name ? changed(role, change) : [role],
    );
    return { ...policy, derivedRoles };
  }
  if (policy.file !== file) return policy;
  const rulesOf = <Rule extends Conditional>(rules: readonly Rule[]): readonly Rule[] =>
    rules.flatMap((each, at) => (at === index ? changed(each, change) : [each]));
  switch (policy.kind) {
    case "resource":
      return { ...policy, rules: rulesOf(policy.rules) };
    case "principal":
      return { ...policy, rules: rulesOf(policy.rules) };
    case "role":
      return { ...policy, rules: rulesOf(policy.rules) };
  }
}

interface Conditional {
  readonly condition: Condition | undefined;
}

function changed<Item extends Conditional>(item: Item, change: Mutant["change"]): readonly Item[] {
  switch (change) {
    case "removed":
      return [];
    case "always":
      return [{ ...item, condition: { kind: "all", of: [] } }];
    case "never":
      return [{ ...item, condition: { kind: "any", of: [] } }];
  }
}
