import type { Policy } from "../model/policy.ts";
import type { Guarded } from "./compile-guard.ts";

/** Everything in a policy that has a condition or outputs. */
export function guardsOf(policy: Policy): readonly Guarded[] {
  switch (policy.kind) {
    case "resource":
    case "role":
      return policy.rules;
    case "principal":
      return policy.rules.flatMap(({ actions }) => actions);
    case "derived-roles":
      return policy.definitions;
    case "export-variables":
    case "export-constants":
      return [];
  }
}
