import { CelError, isCelError, Timestamp } from "@orthrus/cel";
import {
  type CompiledDerivedRole,
  type CompiledPolicy,
  type CompiledResourcePolicy,
  type Condition,
  compilePolicies,
  type PolicySet,
  principalPolicyKey,
  type RuleOutput,
  resourcePolicyKey,
  rolePolicyKey,
  sanitizeName,
  type VariableSet,
} from "@orthrus/policy";
import type { CheckRequest } from "@orthrus/protocol";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createPdp, type Decision } from "../index.ts";
import { compileGlob } from "../rule-table/glob.ts";
import { policies, requests } from "../testdata/generated-policies.ts";
import { filesOf, role } from "../testdata/policies.ts";

// The whole algorithm written plainly beside the programs it is compared with, so it is read in one piece.

/**
 * The algorithm as the reference states it, step by step and without any index, cache or preparation. Slow and plain:
 * decision programs have to agree with it on whatever policies and requests are generated.
 */
function checkByTheBook(set: PolicySet, input: CheckRequest, options: BookOptions): BookAnswer {
  const rows = set.policies.flatMap(rowsOf);
  const version = input.resource.policyVersion || "default";
  const principalVersion = input.principal.policyVersion || "default";
  const scope = input.resource.scope ?? "";
  const kind = sanitizeName(input.resource.kind);
  const pScopes = allScopes(rows, "principal", input.principal.scope ?? "", options.isLenient);
  const rScopes = allScopes(rows, "resource", scope, options.isLenient);
  const [pFirst] = pScopes;
  const [rFirst] = rScopes;
  const pKey = pFirst === undefined ? "" : principalPolicyKey(input.principal.id, principalVersion, pFirst);
  const rKey = rFirst === undefined ? "" : resourcePolicyKey(input.resource.kind, version, rFirst);
  const pExists = rows.some(
    (row) => row.type === "principal" && row.version === principalVersion && pScopes.includes(row.scope),
  );
  const rExists = rows.some(
    (row) =>
      row.type === "resource" &&
      row.version === version &&
      rScopes.includes(row.scope) &&
      matches(row.resource, kind),
  );
  const answer: BookAnswer = { actions: new Map(), outputs: [], effectiveDerivedRoles: undefined };
  if (!pExists && !rExists) {
    for (const action of input.actions) answer.actions.set(action, "deny NO_MATCH ");
    return answer;
  }
  const allRoles = withParents(set, scope, input.principal.roles);
  const visited = new Set<string>();

  for (const action of input.actions) answer.actions.set(action, decide(action));
  if (visited.size > 0) {
    answer.effectiveDerivedRoles = [...new Set([...visited].flatMap((at) => derivedIn(at).names))].sort();
  }
  return answer;

  function decide(action: string): string {
    for (const type of ["principal", "resource"] as const) {
      let best: Found | undefined;
      for (const name of type === "principal" ? input.principal.roles.slice(0, 1) : input.principal.roles) {
        const found = evaluateRole(type, name, action);
        if (found.isFinal) return show(found);
        if (best === undefined || best.effect === "no-match") best = found;
        if (found.effect === "allow") {
          best = found;
          break;
        }
      }
      if (best && best.effect !== "no-match") return show(best);
      if (type === "resource" && best) return show({ ...best, effect: "deny" });
    }
    return "deny NO_MATCH ";
  }

  function evaluateRole(type: "principal" | "resource", name: string, action: string): Found {
    const key = type === "resource" ? rKey : pKey;
    const policy = (type === "resource" ? rExists : pExists) ? key : "NO_MATCH";
    const roles = withParents(set, scope, [name]);
    for (const at of type === "resource" ? rScopes : pScopes) {
      if (type === "resource") visited.add(at);
      const runtime = type === "resource" ? derivedIn(at) : { names: [], failed: [] };
      let hasAllow = false;
      for (const row of query(type, at, action, roles)) {
        const outcome = outcomeOf(row, runtime);
        if (outcome === "error") {
          return { effect: "deny", policy: row.origin, scope: at, isFinal: true };
        }
        if (outcome === "silent") continue;
        emit(row, outcome, action, runtime);
        if (outcome === "fails") continue;
        if (row.effect === "allow") hasAllow = true;
        if (row.effect === "deny") {
          return {
            effect: "deny",
            policy: row.isRolePolicy ? row.origin : policy,
            scope: at,
            isFinal: false,
          };
        }
      }
      if (hasAllow && set.scopePermissions.get(at) !== "require-parental-consent") {
        return { effect: "allow", policy, scope: at, isFinal: false };
      }
    }
    return { effect: "no-match", policy, scope: "", isFinal: false };
  }

  function query(
    type: "principal" | "resource",
    at: string,
    action: string,
    roles: readonly string[],
  ): BookRow[] {
    const here = rows.filter((row) => row.type === type && row.version === version && row.scope === at);
    if (type === "principal") {
      return here.filter(
        (row) =>
          row.principal === input.principal.id && matches(row.resource, kind) && matches(row.action, action),
      );
    }
    return roles.flatMap((name, place) => [
      ...restrictions(here, name, action),
      ...here.filter(
        (row) =>
          !row.isRolePolicy &&
          matches(row.resource, kind) &&
          matches(row.action, action) &&
          roles.findIndex((one) => matches(row.role, one)) === place,
      ),
    ]);
  }

  function restrictions(here: readonly BookRow[], name: string, action: string): BookRow[] {
    const own = here.filter((row) => row.isRolePolicy && row.role === name);
    const [first] = own;
    if (first === undefined) return [];
    const allowing = own
      .filter((row) => matches(row.resource, kind))
      .filter((row) =>
        row.allowActions?.some((allowed) => allowed === action || compileGlob(allowed)(action)),
      );
    if (allowing.length === 0) return [{ ...first, effect: "deny", condition: undefined, output: undefined }];
    return allowing.flatMap((row) => (row.condition ? [inverted(row)] : row.output ? [row] : []));
  }

  function derivedIn(at: string): Runtime {
    const before = rScopes[rScopes.indexOf(at) - 1];
    const runtime = before === undefined ? { names: [], failed: [] } : derivedIn(before);
    const names: string[] = [];
    const failed: string[] = [];
    for (const { name, parentRoles, condition, variables } of policyAt(at)?.derivedRoles ?? []) {
      if (!parentRoles.includes("*") && !parentRoles.some((parent) => allRoles.includes(parent))) continue;
      const outcome = holds(condition, variables, runtime, true);
      if (outcome === true) names.push(name);
      if (outcome === "error") failed.push(name);
    }
    return { names: names.sort(), failed: failed.sort() };
  }

  function policyAt(at: string): CompiledResourcePolicy | undefined {
    return set.policies.find(
      (policy): policy is CompiledResourcePolicy =>
        policy.kind === "resource" &&
        policy.scope === at &&
        policy.version === version &&
        sanitizeName(policy.resource) === kind,
    );
  }

  function outcomeOf(row: BookRow, runtime: Runtime): "holds" | "fails" | "silent" | "error" {
    if (row.derivedRole) {
      const active = holds(row.derivedRole.condition, row.derivedRole.variables, runtime, false);
      if (active === "error") return "error";
      if (!active) return "silent";
    }
    const outcome = holds(row.condition, row.variables, runtime, false);
    return outcome === "error" ? "error" : outcome ? "holds" : "fails";
  }

  function emit(row: BookRow, outcome: "holds" | "fails", action: string, runtime: Runtime): void {
    const program = outcome === "holds" ? row.output?.ruleActivated : row.output?.conditionNotMet;
    if (!program) return;
    const value = program.evaluate(activation(row.variables, runtime, false));
    answer.outputs.push(
      `${row.origin}#${row.name} ${action} ${isCelError(value) ? value.message : String(value)}`,
    );
  }

  function holds(
    condition: Condition | undefined,
    variables: VariableSet,
    runtime: Runtime,
    isActivating: boolean,
  ): boolean | "error" {
    if (!condition) return true;
    if (condition.kind === "expression") {
      const value = condition.program.evaluate(activation(variables, runtime, isActivating));
      if (isCelError(value)) return options.isStrict ? "error" : false;
      return value === true;
    }
    for (const part of condition.of) {
      const outcome = holds(part, variables, runtime, isActivating);
      if (outcome === "error") return "error";
      if (condition.kind === "all" && !outcome) return false;
      if (condition.kind !== "all" && outcome) return condition.kind === "any";
    }
    return condition.kind !== "any";
  }

  function activation(variables: VariableSet, runtime: Runtime, isActivating: boolean) {
    return {
      principal: input.principal,
      resource: input.resource,
      auxData: undefined,
      runtime: { effectiveDerivedRoles: runtime.failed.length > 0 ? failure(runtime.failed) : runtime.names },
      globals: {},
      now: new Timestamp(0, 0),
      computed: new Array(variables.computed.size).fill(undefined),
      undefinedComputedIsNull: isActivating && !options.isStrict,
    };
  }
}

interface BookOptions {
  readonly isLenient: boolean;
  readonly isStrict: boolean;
}

interface BookAnswer {
  readonly actions: Map<string, string>;
  readonly outputs: string[];
  effectiveDerivedRoles: readonly string[] | undefined;
}

interface Runtime {
  readonly names: readonly string[];
  readonly failed: readonly string[];
}

interface Found {
  readonly effect: "allow" | "deny" | "no-match";
  readonly policy: string;
  readonly scope: string;
  readonly isFinal: boolean;
}

interface BookRow {
  readonly type: "principal" | "resource";
  readonly isRolePolicy: boolean;
  readonly origin: string;
  readonly name: string;
  readonly scope: string;
  readonly version: string;
  readonly resource: string;
  readonly action: string;
  readonly allowActions: readonly string[] | undefined;
  readonly role: string;
  readonly principal: string | undefined;
  readonly effect: "allow" | "deny" | "no-match";
  readonly condition: Condition | undefined;
  readonly derivedRole: CompiledDerivedRole | undefined;
  readonly variables: VariableSet;
  readonly output: RuleOutput | undefined;
}

function failure(failed: readonly string[]): CelError {
  return new CelError(`failed to compute effective derived roles [${failed.join(", ")}]`);
}

function show({ effect, policy, scope }: Found): string {
  return `${effect} ${policy} ${scope}`;
}

/** Every row of a policy, one per action and role; a policy without rules has one that never matches. */
function rowsOf(policy: CompiledPolicy): BookRow[] {
  const { scope, version, variables } = policy;
  const base = {
    type: policy.kind === "principal" ? ("principal" as const) : ("resource" as const),
    isRolePolicy: policy.kind === "role",
    origin: policy.key,
    name: "",
    scope,
    version,
    variables,
    action: "",
    allowActions: undefined,
    role: "",
    principal: undefined,
    effect: "no-match" as const,
    condition: undefined,
    derivedRole: undefined,
    output: undefined,
  };
  switch (policy.kind) {
    case "resource": {
      const kind = sanitizeName(policy.resource);
      if (policy.rules.length === 0) return [{ ...base, resource: kind }];
      return policy.rules.flatMap((rule) =>
        rule.actions.flatMap((action) => {
          const row = consented(policy, {
            ...base,
            ...rule,
            resource: kind,
            action,
            role: "",
            derivedRole: undefined,
          });
          return [
            ...rule.roles.map((name) => ({ ...row, role: name })),
            ...rule.derivedRoles.flatMap((name) =>
              policy.derivedRoles
                .filter((definition) => definition.name === name)
                .flatMap((derivedRole) =>
                  derivedRole.parentRoles.map((parent) => ({ ...row, derivedRole, role: parent })),
                ),
            ),
          ];
        }),
      );
    }
    case "principal":
      if (policy.rules.length === 0) return [{ ...base, resource: "nothing at all" }];
      return policy.rules.map((rule) =>
        consented(policy, {
          ...base,
          ...rule,
          resource: sanitizeName(rule.resource),
          principal: policy.principal,
        }),
      );
    case "role":
      return policy.rules.map((rule) => ({ ...base, ...rule, role: policy.role }));
  }
}

function consented(policy: { readonly scopePermissions: string }, row: BookRow): BookRow {
  if (policy.scopePermissions !== "require-parental-consent" || row.effect !== "allow" || !row.condition)
    return row;
  return { ...row, effect: "deny", condition: { kind: "none", of: [row.condition] } };
}

function inverted(row: BookRow): BookRow {
  return {
    ...row,
    effect: "deny",
    condition: row.condition && { kind: "none", of: [row.condition] },
    output: row.output && {
      ruleActivated: row.output.conditionNotMet,
      conditionNotMet: row.output.ruleActivated,
    },
  };
}

function matches(pattern: string, name: string): boolean {
  return pattern === name || (pattern.includes("*") && compileGlob(pattern)(name));
}

function allScopes(rows: readonly BookRow[], type: string, scope: string, isLenient: boolean): string[] {
  const existing = new Set(rows.filter((row) => row.type === type).map((row) => row.scope));
  if (!existing.has(scope) && !isLenient) return [];
  const chain: string[] = [];
  for (let at = scope; at !== ""; at = at.includes(".") ? at.slice(0, at.lastIndexOf(".")) : "")
    chain.push(at);
  return [...chain, ""].filter((at) => existing.has(at));
}

function withParents(set: PolicySet, scope: string, roles: readonly string[]): string[] {
  const all = [...roles];
  const climb = (name: string): void => {
    for (const policy of set.policies) {
      if (policy.kind !== "role" || policy.role !== name || policy.scope !== scope) continue;
      for (const parent of policy.parentRoles) {
        if (all.includes(parent)) continue;
        all.push(parent);
        climb(parent);
      }
    }
  };
  for (const name of roles) climb(name);
  return all;
}

/** Role policies can make a scoped policy unreachable, which does not compile. */
function compile(files: Record<string, string>): PolicySet | undefined {
  return compilePolicies(Object.entries(files).map(([path, text]) => ({ path, text }))).policySet;
}

function answerOf(decision: Decision): BookAnswer {
  return {
    actions: new Map(
      [...decision.actions].map(([action, { effect, matchedPolicy, matchedScope }]) => [
        action,
        `${effect} ${matchedPolicy} ${matchedScope}`,
      ]),
    ),
    outputs: decision.outputs.map(
      ({ source, action, value, error }) => `${source} ${action} ${error ?? String(value)}`,
    ),
    effectiveDerivedRoles: decision.effectiveDerivedRoles,
  };
}

test.each<[isLenient: boolean, isStrict: boolean]>([
  [false, false],
  [true, false],
  [false, true],
])("decision programs agree with the algorithm; lenient search %j, strict %j", (isLenient, isStrict) => {
  let decided = 0;
  fc.assert(
    fc.property(policies, requests, (files, inputs) => {
      const set = compile(files);
      if (!set) return;
      const pdp = createPdp({ policies: files, lenientScopeSearch: isLenient, strictEvaluation: isStrict });
      // Twice, so that programs are used again with what earlier requests left in them.
      for (const input of [...inputs, ...inputs]) {
        expect(answerOf(pdp.check(input))).toEqual(checkByTheBook(set, input, { isLenient, isStrict }));
        decided += 1;
      }
    }),
    { numRuns: 150 },
  );
  expect(decided).toBeGreaterThan(1_000);
});

test("files in any order give the same answers", () => {
  fc.assert(
    fc.property(policies, requests, fc.infiniteStream(fc.integer()), (files, inputs, order) => {
      if (!compile(files)) return;
      const keys = Object.keys(files).map((path) => ({
        path,
        text: files[path] ?? "",
        at: order.next().value as number,
      }));
      const shuffled = keys
        .sort((left, right) => left.at - right.at)
        .map(({ path, text }) => ({ path, text }));
      const first = createPdp({ policies: files });
      const second = createPdp({ policies: shuffled });
      const answers = (pdp: typeof first) => inputs.map((input) => answerOf(pdp.check(input)));
      expect(answers(second)).toEqual(answers(first));
    }),
    { numRuns: 30 },
  );
});

test("keys of role policies are those of their policies", () => {
  const set = compile(filesOf([role("r1", "", [["foo", "view"]], { scope: "a" })]));
  expect(set?.policies.map(({ key }) => key)).toEqual([rolePolicyKey("r1", "default", "a")]);
});
