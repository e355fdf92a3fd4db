import {
  type CompiledDerivedRole,
  type CompiledPolicy,
  type Policy,
  policyKey,
  type SourceCondition,
  type Span,
} from "@orthrus/policy";
import type { CompiledRule } from "../rule-table/row.ts";
import type { RuleCoverage } from "./coverage.ts";

/** A rule or derived role as its author wrote it, with what it was compiled to. */
export interface Guard {
  readonly kind: RuleCoverage["kind"];
  readonly name: string;
  readonly span: Span;
  readonly condition: SourceCondition | undefined;
  /** Absent for a derived role that no rule names. */
  readonly compiled: CompiledRule | CompiledDerivedRole | undefined;
}

/** The compiled derived roles of a set by `derivedRoleId`. */
export type CompiledDerivedRoles = ReadonlyMap<string, CompiledDerivedRole>;

/** Finds the derived roles that some rule names. */
export function derivedRolesOf(policies: readonly CompiledPolicy[]): CompiledDerivedRoles {
  const derivedRoles = policies.flatMap((policy) => (policy.kind === "resource" ? policy.derivedRoles : []));
  return new Map(derivedRoles.map((role) => [derivedRoleId(role.origin, role.name), role]));
}

/** Pairs what has a condition, or could have one, with what it was compiled to. */
export function guardsOf(
  source: Policy,
  compiled: CompiledPolicy | undefined,
  derivedRoles: CompiledDerivedRoles,
): readonly Guard[] {
  switch (source.kind) {
    case "resource":
    case "role":
      return rules(source.rules, compiled);
    case "principal":
      return rules(
        source.rules.flatMap(({ actions }) => actions),
        compiled,
      );
    case "derived-roles": {
      const key = policyKey(source);
      return source.definitions.map(({ name, span, condition }) => {
        const role = derivedRoles.get(derivedRoleId(key, name));
        return { kind: "derived-role", name, span, condition, compiled: role };
      });
    }
    case "export-variables":
    case "export-constants":
      return [];
  }
}

function rules(
  sources: readonly Pick<Guard, "span" | "condition">[],
  compiled: CompiledPolicy | undefined,
): readonly Guard[] {
  // INVARIANT: compiled rules are in source order, one for each.
  return sources.map(({ span, condition }, index) => {
    const rule = compiled?.rules[index];
    // Rules of role policies may have no name; they are counted as other rules are.
    const name = rule?.name || `rule-${String(index + 1).padStart(3, "0")}`;
    return { kind: "rule", name, span, condition, compiled: rule };
  });
}

function derivedRoleId(origin: string, name: string): string {
  return JSON.stringify([origin, name]);
}
