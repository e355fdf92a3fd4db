import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type CompiledPolicy, compilePolicies, loadTestSuites, type PolicySet } from "@orthrus/policy";
import { diskStore } from "@orthrus/store/disk";
import { expect, test } from "vitest";
import { checkSchema } from "../schema/schema-validator.ts";
import { runTestSuites } from "../verify/run-test-suites.ts";
import { collectCoverage } from "./collect-coverage.ts";
import type { RuleCoverage } from "./coverage.ts";

const examples = fileURLToPath(new URL("../../../../examples", import.meta.url));
const folders = ["policies", ...readdirSync(`${examples}/identity`).map((name) => `identity/${name}`)];

/** What may be removed though coverage calls it exercised, by folder: `FILE NAME`, with the reason beside it. */
const equivalent: Readonly<Record<string, readonly string[]>> = {};

test.each(folders)(
  "in %s, no test passes without a rule or derived role that coverage calls exercised",
  async (folder) => {
    const { files } = await diskStore(`${examples}/${folder}`, { watch: false }).read();
    const compilation = compilePolicies(files, { checkSchema });
    const { policySet } = compilation;
    if (policySet === undefined) throw new Error(`the policies of ${folder} do not compile`);
    const suites = loadTestSuites(files);
    const { run, coverage } = collectCoverage(compilation, suites);
    const exercised = coverage.files.flatMap(({ file, rules }) =>
      rules.flatMap((rule, index) => (rule.applied > 0 ? [{ file, rule, index }] : [])),
    );
    const unnoticed = exercised.filter((removed) => {
      const { summary } = runTestSuites(without(policySet, removed), suites);
      return summary.overall === "passed";
    });
    expect([
      run.summary.overall,
      exercised.length > 5,
      unnoticed.map(({ file, rule }) => `${file} ${rule.name}`),
    ]).toEqual(["passed", true, equivalent[folder] ?? []]);
  },
);

test("in the policies of the example, tests exercise everything", async () => {
  const { files } = await diskStore(`${examples}/policies`, { watch: false }).read();
  const { coverage } = collectCoverage(compilePolicies(files, { checkSchema }), loadTestSuites(files));
  expect(coverage.totals.percent).toBe(100);
});

interface Removed {
  readonly file: string;
  readonly rule: RuleCoverage;
  /** Place among the rules, or derived roles, of the file. */
  readonly index: number;
}

/** The same policies as if its author had not written it. */
function without(policySet: PolicySet, removed: Removed): PolicySet {
  return { ...policySet, policies: policySet.policies.map((policy) => policyWithout(policy, removed)) };
}

function policyWithout(policy: CompiledPolicy, { file, rule, index }: Removed): CompiledPolicy {
  if (rule.kind === "derived-role") {
    if (policy.kind !== "resource") return policy;
    return { ...policy, derivedRoles: policy.derivedRoles.filter(({ name }) => name !== rule.name) };
  }
  if (policy.file !== file) return policy;
  switch (policy.kind) {
    case "resource":
      return { ...policy, rules: policy.rules.filter((_, place) => place !== index) };
    case "principal":
      return { ...policy, rules: policy.rules.filter((_, place) => place !== index) };
    case "role":
      return { ...policy, rules: policy.rules.filter((_, place) => place !== index) };
  }
}
