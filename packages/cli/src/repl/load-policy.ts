import {
  contextBlock,
  type Definition,
  type ExportConstants,
  type ExportVariables,
  lineAndColumn,
  type ParsedFile,
  type Policy,
  type PolicyJson,
  parsePolicy,
  policyJson,
  policyKey,
  type SourceCondition,
} from "@orthrus/policy";
import type { Json, JsonObject } from "@orthrus/protocol";
import type { LoadedRule, ReplState } from "./repl-state.ts";

/** What became of a policy file: what the session knows now, or why it knows nothing new. */
export type Loading =
  | {
      readonly kind: "loaded";
      readonly state: ReplState;
      readonly policy: string;
      readonly variables: JsonObject;
    }
  /** It imports what has not been loaded. */
  | {
      readonly kind: "missing";
      readonly what: "constant" | "variable";
      readonly policy: string;
      readonly names: readonly string[];
    }
  | { readonly kind: "broken"; readonly problems: readonly string[] };

/** Takes over the variables, the constants and the conditional rules of a policy file. */
export function loadPolicy(path: string, text: string, state: ReplState): Loading {
  const parsed = parsePolicy({ path, text });
  const { policy, message, problems } = parsed;
  if (problems.length > 0) return { kind: "broken", problems: problemTexts(parsed) };
  if (policy === undefined || message === undefined) return { kind: "broken", problems: ["empty file"] };
  const key = policyKey(policy);
  if (policy.kind === "export-variables" || policy.kind === "export-constants") {
    const exports = [...state.exports.filter((known) => policyKey(known) !== key), policy];
    return { kind: "loaded", policy: key, variables: {}, state: { ...state, exports, rules: noRules(key) } };
  }
  return definitionsOf(policy, policyJson(message), state);
}

type DefiningPolicy = Exclude<Policy, ExportVariables | ExportConstants>;

function definitionsOf(policy: DefiningPolicy, json: PolicyJson, state: ReplState): Loading {
  const key = policyKey(policy);
  const constants = imported(policy.constants.imports, state.exports, "export-constants");
  if (constants.missing.length > 0)
    return { kind: "missing", what: "constant", policy: key, names: constants.missing };
  const variables = imported(policy.variables.imports, state.exports, "export-variables");
  if (variables.missing.length > 0)
    return { kind: "missing", what: "variable", policy: key, names: variables.missing };
  const texts = valuesOf<string>([
    ...variables.found.flatMap((found) => (found.kind === "export-variables" ? [found.definitions] : [])),
    policy.topLevelVariables,
    policy.variables.local,
  ]);
  const values = valuesOf<Json>([
    ...constants.found.flatMap((found) => (found.kind === "export-constants" ? [found.definitions] : [])),
    policy.constants.local,
  ]);
  return {
    kind: "loaded",
    policy: key,
    variables: texts,
    state: {
      ...state,
      definitions: new Map([...state.definitions, ...Object.entries(texts)]),
      constants: { ...state.constants, ...values },
      rules: { policy: key, rules: conditionalRules(policy, json) },
    },
  };
}

interface Imported {
  readonly found: readonly Policy[];
  readonly missing: readonly string[];
}

function imported(
  names: DefiningPolicy["variables"]["imports"],
  exports: readonly Policy[],
  kind: (ExportVariables | ExportConstants)["kind"],
): Imported {
  const known = new Map(exports.flatMap((policy) => (policy.kind === kind ? [[policy.name, policy]] : [])));
  return {
    found: names.flatMap(({ value }) => known.get(value) ?? []),
    missing: names.map(({ value }) => value).filter((name) => !known.has(name)),
  };
}

function valuesOf<Value>(groups: readonly ReadonlyMap<string, Definition<Value>>[]): {
  readonly [name: string]: Value;
} {
  return Object.fromEntries(
    groups.flatMap((group) => [...group].map(([name, { value }]) => [name, value] as const)),
  );
}

function noRules(policy: string): ReplState["rules"] {
  return { policy, rules: [] };
}

/** The rules as a report shows them, each with its condition. */
function conditionalRules(policy: DefiningPolicy, json: PolicyJson): readonly LoadedRule[] {
  switch (policy.kind) {
    case "resource":
      return pair(policy.rules, listAt(json, "resourcePolicy", "rules"));
    case "role":
      return pair(policy.rules, listAt(json, "rolePolicy", "rules"));
    case "derived-roles":
      return pair(policy.definitions, listAt(json, "derivedRoles", "definitions"));
    case "principal": {
      const rules = listAt(json, "principalPolicy", "rules");
      return policy.rules.flatMap(({ resource, actions }, index) =>
        pair(actions, listAt(rules[index], "actions")).map(({ json: action, match }) => ({
          json: { actions: [action], resource },
          match,
        })),
      );
    }
  }
}

function pair(
  rules: readonly { readonly condition: SourceCondition | undefined }[],
  shown: readonly Json[],
): readonly LoadedRule[] {
  return rules.flatMap(({ condition }, index) =>
    condition?.kind === "match" ? [{ json: shown[index] ?? null, match: condition.match }] : [],
  );
}

function listAt(json: Json | undefined, ...path: readonly string[]): readonly Json[] {
  let at = json;
  for (const step of path) at = isObject(at) ? at[step] : undefined;
  return Array.isArray(at) ? at : [];
}

function isObject(json: Json | undefined): json is JsonObject {
  return typeof json === "object" && json !== null && !Array.isArray(json);
}

/** Shape: `1:1 unknown field "x"` and the lines around it. */
function problemTexts({ source, problems }: ParsedFile): readonly string[] {
  return problems.map(({ message, at }) => {
    if (at === undefined) return message;
    const { line, column } = lineAndColumn(source, at.start);
    return `${line}:${column} ${message}\n${contextBlock(source, at.caret)}`;
  });
}
