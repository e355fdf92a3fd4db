import type { Principal, Resource } from "@orthrus/protocol";
import type { RuleTable } from "../rule-table/rule-table.ts";
import { buildProgram } from "./build-program.ts";
import type { ActionProgram, DecisionProgram } from "./decision-program.ts";

export interface ProgramSettings {
  readonly defaultPolicyVersion: string;
  readonly defaultScope: string;
  readonly lenientScopeSearch: boolean;
}

/**
 * Decision programs of one rule table, built on first use.
 *
 * SECURITY: names in requests are anybody's choice, so the cache is bounded; it starts over when it is full.
 */
export interface ProgramCache {
  find(principal: Principal, resource: Resource): DecisionProgram | undefined;
  /** Builds the program of requests like this one and keeps it. */
  add(principal: Principal, resource: Resource): DecisionProgram;
  action(program: DecisionProgram, action: string): ActionProgram;
}

// PERF: maps in maps, one per part of the key, so that looking up builds no strings.
/** Principal → kind → version → scope → first role → second role … → program. */
interface Node {
  program: DecisionProgram | undefined;
  readonly next: Map<string, Node>;
}

const maxNodes = 20_000;

/** Starts empty. */
export function createProgramCache(table: RuleTable, settings: ProgramSettings): ProgramCache {
  let root = createNode();
  let nodes = 0;

  function addNode(parent: Node, name: string): Node {
    const found = parent.next.get(name);
    if (found) return found;
    const node = createNode();
    parent.next.set(name, node);
    nodes += 1;
    return node;
  }

  function makeRoom(): void {
    if (nodes < maxNodes) return;
    root = createNode();
    nodes = 0;
  }

  return {
    find(principal, resource) {
      let node: Node | undefined = root;
      for (const name of principalPath(table, principal)) node = node?.next.get(name);
      node = node?.next
        .get(resource.kind)
        ?.next.get(resource.policyVersion ?? "")
        ?.next.get(resource.scope ?? "");
      for (const role of principal.roles) node = node?.next.get(role);
      return node?.program;
    },

    add(principal, resource) {
      makeRoom();
      const path = [
        ...principalPath(table, principal),
        resource.kind,
        resource.policyVersion ?? "",
        resource.scope ?? "",
        ...principal.roles,
      ];
      const node = path.reduce(addNode, root);
      node.program = buildProgram({
        table,
        principalId: principal.id,
        principalVersion: principal.policyVersion || settings.defaultPolicyVersion,
        principalScope: effectiveScope(principal.scope, settings),
        kind: resource.kind,
        version: resource.policyVersion || settings.defaultPolicyVersion,
        scope: effectiveScope(resource.scope, settings),
        roles: principal.roles,
        isLenient: settings.lenientScopeSearch,
      });
      return node.program;
    },

    action(program, action) {
      const found = program.actions.get(action);
      if (found) return found;
      const built = program.buildAction(action);
      program.actions.set(action, built);
      nodes += 1;
      makeRoom();
      return built;
    },
  };
}

function createNode(): Node {
  return { program: undefined, next: new Map() };
}

const nobody: readonly string[] = [];

/** What of the principal matters beside the roles: nothing while there are no principal policies. */
function principalPath(table: RuleTable, principal: Principal): readonly string[] {
  if (table.principals.size === 0) return nobody;
  const id = table.principals.has(principal.id) ? principal.id : "";
  return [id, principal.policyVersion ?? "", principal.scope ?? ""];
}

/** COMPAT(cerbos): `.` is the root, even where another scope is the default. */
function effectiveScope(requested: string | undefined, { defaultScope }: ProgramSettings): string {
  const scope = requested || defaultScope;
  return scope.startsWith(".") ? scope.slice(1) : scope;
}
