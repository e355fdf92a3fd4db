import type { CodeGeneration } from "@orthrus/cel";
import type { Principal, Resource, ResourceActions } from "@orthrus/protocol";
import type { RuleTable } from "../rule-table/rule-table.ts";
import type { ActionList } from "./action-list.ts";
import { findList, keepList } from "./action-lists.ts";
import { buildProgram } from "./build-program.ts";
import type { ActionProgram, DecisionProgram } from "./decision-program.ts";
import { generateDecide } from "./generate/generate-decide.ts";
import { isObject } from "./read-request.ts";
import { createRecentRequests, type KnownRequest } from "./recent-requests.ts";
import { createScopeStepsFinder } from "./scope-steps.ts";

export interface ProgramSettings {
  readonly defaultPolicyVersion: string;
  readonly defaultScope: string;
  readonly lenientScopeSearch: boolean;
  /** How much to remember, about a program per 20. Enough for all policies in use unless given. */
  readonly programRoom?: number;
  /** How often actions are decided together before a function is made for them. */
  readonly hotAfter?: number;
  /** Hot programs become functions where it is given and allowed. */
  readonly codeGeneration?: CodeGeneration;
}

/**
 * Decision programs of one rule table, built on first use.
 *
 * SECURITY: names in requests are anybody's choice, so the cache is bounded.
 */
export interface ProgramCache {
  find(principal: Principal, resource: Resource): DecisionProgram | undefined;
  /** Builds the program of requests like this one and keeps it. */
  add(principal: Principal, resource: Resource): DecisionProgram;
  action(program: DecisionProgram, action: string): ActionProgram;
  list(program: DecisionProgram, actions: readonly string[]): ActionList;
  /** What answered a request with the same names lately; the request need not have been read yet. */
  recall(principal: Principal, question: ResourceActions): KnownRequest | undefined;
  /** Finds or builds what answers a request, and keeps it for the next one. */
  learn(principal: Principal, question: ResourceActions): KnownRequest;
  /** Makes the list one function when it is hot, where that is possible. */
  generate(program: DecisionProgram, list: ActionList): void;
}

// PERF: maps in maps, one per part of the key, so that looking up builds no strings.
/** Principal → kind → version → scope → first role → second role … → program. */
interface Node {
  program: DecisionProgram | undefined;
  next: Map<string, Node> | undefined;
}

/** Less than 100 MB in the worst case, half of it in the older generation. */
const baseWeight = 50_000;
/** So that the programs of many policies in use at once all stay. */
const weightPerKind = 20;
const maxActionWeight = 1_000;
// Generating takes as long as some hundred decisions; by then conditions have become functions, too.
const usuallyHotAfter = 1_000;
/** Of a list that became a function, with what the engine makes of it. */
const functionWeight = 50;
/** About the memory that an entry takes beside its name. */
const charactersPerWeight = 256;

/** Starts empty. */
export function createProgramCache(table: RuleTable, settings: ProgramSettings): ProgramCache {
  const maxWeight = settings.programRoom ?? baseWeight + weightPerKind * table.resources.size;
  const hotAfter = settings.hotAfter ?? usuallyHotAfter;
  let root = createNode();
  let older = root;
  let weight = 0;
  let findSteps = createScopeStepsFinder(table);
  const recent = createRecentRequests(table.resources.size);

  function keep(path: readonly string[], program: DecisionProgram): void {
    makeRoom();
    let node = root;
    for (const name of path) node = nextNode(node, name);
    node.program = program;
    weight += weightOf(path) + weightOf(program.actions.keys());
  }

  /** What is still in use moves on to the next generation, the rest is forgotten with the older one. */
  function makeRoom(): void {
    if (weight < maxWeight) return;
    older = root;
    root = createNode();
    weight = 0;
    findSteps = createScopeStepsFinder(table);
    recent.clear();
  }

  function findOlder(principal: Principal, resource: Resource): DecisionProgram | undefined {
    const program = older === root ? undefined : lookUp(older, table, principal, resource);
    if (!program) return undefined;
    if (weightOf(program.actions.keys()) > maxActionWeight) program.actions.clear();
    program.lists.length = 0;
    keep(pathOf(table, principal, resource), program);
    return program;
  }

  function findAction(program: DecisionProgram, action: string): ActionProgram {
    const found = program.actions.get(action);
    if (found) return found;
    const built = program.buildAction(action, findSteps);
    program.actions.set(action, built);
    weight += built.roles.reduce((sum, pass) => sum + pass.stages.length, nameWeight(action));
    makeRoom();
    return built;
  }

  function find(principal: Principal, resource: Resource): DecisionProgram | undefined {
    return lookUp(root, table, principal, resource) ?? findOlder(principal, resource);
  }

  function add(principal: Principal, resource: Resource): DecisionProgram {
    const program = buildProgram({
      table,
      principalId: principal.id,
      principalVersion: principal.policyVersion || settings.defaultPolicyVersion,
      principalScope: effectiveScope(principal.scope, settings),
      kind: resource.kind,
      version: resource.policyVersion || settings.defaultPolicyVersion,
      scope: effectiveScope(resource.scope, settings),
      // SECURITY: others are answered from this program. The caller may change the array, and explanations show it.
      roles: Object.freeze([...principal.roles]),
      isLenient: settings.lenientScopeSearch,
    });
    keep(pathOf(table, principal, resource), program);
    return program;
  }

  function findOrAddList(program: DecisionProgram, names: readonly string[]): ActionList {
    const known = findList(program.lists, names);
    if (known) return known;
    // Where no policy is about the request there are no steps.
    const actions = program.refusal ? [] : names.map((name) => findAction(program, name));
    const list: ActionList = { names: [...names], actions, runs: 0, decide: undefined };
    weight += keepList(program.lists, list);
    return list;
  }

  return {
    find,
    add,
    action: findAction,
    list: findOrAddList,

    recall(principal, question) {
      if (!isComparable(principal, question)) return undefined;
      return recent.find(ownIdOf(table, principal), principal, question);
    },

    learn(principal, question) {
      const { resource, actions } = question;
      const program = find(principal, resource) ?? add(principal, resource);
      const known = { program, list: findOrAddList(program, actions) };
      recent.keep(known, ownIdOf(table, principal), principal, question);
      return known;
    },

    generate(program, list) {
      if (list.runs !== hotAfter || settings.codeGeneration?.isAllowed !== true) return;
      list.decide = generateDecide(program, list.actions);
      if (list.decide) weight += functionWeight;
    },
  };
}

/** Whether names are where they belong. Callers in JavaScript may pass anything. */
function isComparable(principal: unknown, question: unknown): boolean {
  if (!isObject(principal) || !isObject(question) || !isObject(question.resource)) return false;
  return (
    typeof question.resource.kind === "string" &&
    Array.isArray(question.actions) &&
    Array.isArray(principal.roles)
  );
}

function weightOf(names: Iterable<string>): number {
  let weight = 0;
  for (const name of names) weight += nameWeight(name);
  return weight;
}

/** A name may be as long as a request. */
function nameWeight(name: string): number {
  return 1 + Math.floor(name.length / charactersPerWeight);
}

function createNode(): Node {
  return { program: undefined, next: undefined };
}

function nextNode(parent: Node, name: string): Node {
  parent.next ??= new Map();
  const known = parent.next.get(name);
  if (known) return known;
  const node = createNode();
  parent.next.set(name, node);
  return node;
}

function lookUp(
  root: Node,
  table: RuleTable,
  principal: Principal,
  resource: Resource,
): DecisionProgram | undefined {
  let node: Node | undefined = root;
  for (const name of principalPath(table, principal)) node = node?.next?.get(name);
  node = node?.next
    ?.get(resource.kind)
    ?.next?.get(resource.policyVersion ?? "")
    ?.next?.get(resource.scope ?? "");
  for (const role of principal.roles) node = node?.next?.get(role);
  return node?.program;
}

function pathOf(table: RuleTable, principal: Principal, resource: Resource): readonly string[] {
  const { kind, policyVersion = "", scope = "" } = resource;
  return [...principalPath(table, principal), kind, policyVersion, scope, ...principal.roles];
}

const nobody: readonly string[] = [];

/** What of the principal matters beside the roles: nothing while there are no principal policies. */
function principalPath(table: RuleTable, principal: Principal): readonly string[] {
  if (table.principals.size === 0) return nobody;
  return [ownIdOf(table, principal), principal.policyVersion ?? "", principal.scope ?? ""];
}

/** Empty for a principal without policies of its own. */
function ownIdOf({ principals }: RuleTable, { id }: Principal): string {
  return principals.size > 0 && principals.has(id) ? id : "";
}

/** COMPAT(cerbos): `.` is the root, even where another scope is the default. */
export function effectiveScope(
  requested: string | undefined,
  { defaultScope }: Pick<ProgramSettings, "defaultScope">,
): string {
  const scope = requested || defaultScope;
  return scope.startsWith(".") ? scope.slice(1) : scope;
}
