import type { Principal, Resource, ResourceActions } from "@orthrus/protocol";
import type { ActionList } from "./action-list.ts";
import type { DecisionProgram } from "./decision-program.ts";

type Asker = Pick<Principal, "roles" | "policyVersion" | "scope">;
type Subject = Pick<Resource, "kind" | "policyVersion" | "scope">;
type Question = { readonly resource: Subject } & Pick<ResourceActions, "actions">;

/** What answers a request, whatever ids and attributes are in it. */
export interface KnownRequest {
  readonly program: DecisionProgram;
  readonly list: ActionList;
}

/** A few requests that were answered last. `ownId` is empty for principals without policies of their own. */
export interface RecentRequests {
  find(ownId: string, principal: Asker, question: Question): KnownRequest | undefined;
  keep(known: KnownRequest, ownId: string, principal: Asker, question: Question): void;
  clear(): void;
}

/** For one kind of resource; a power of two. */
const places = 16;
/** Beside one for each kind that has policies. */
const spareRequests = 1_000;
/** SECURITY: names may be as long as a request, and what is kept here is counted nowhere else. */
const maxCharacters = 1_000;

/**
 * PERF: comparing a handful of strings is cheaper than a map for each of them, and what equals names that were read
 * once need not be read again: a fifth of a check, see benchmarks/check-in-process.ts. What meets another in its place
 * takes it, and when there are too many all of them are forgotten.
 */
export function createRecentRequests(kinds: number): RecentRequests {
  const byKind = new Map<string, (RecentRequest | undefined)[]>();
  let kept = 0;

  function placesOf(kind: string): (RecentRequest | undefined)[] {
    const known = byKind.get(kind);
    if (known !== undefined) return known;
    const made = new Array<RecentRequest | undefined>(places).fill(undefined);
    byKind.set(kind, made);
    return made;
  }

  return {
    find(ownId, principal, question) {
      const found = byKind.get(question.resource.kind)?.[placeOf(principal, question)];
      return found?.isAbout(ownId, principal, question) ? found : undefined;
    },

    keep(known, ownId, principal, question) {
      const made = new RecentRequest(known, ownId, principal, question);
      if (made.characters > maxCharacters) return;
      if (kept >= spareRequests + kinds) this.clear();
      const ofKind = placesOf(question.resource.kind);
      const place = placeOf(principal, question);
      if (ofKind[place] === undefined) kept += 1;
      ofKind[place] = made;
    },

    clear() {
      byKind.clear();
      kept = 0;
    },
  };
}

/** Names differ in length, and most often in their first letter. */
function placeOf({ roles }: Asker, { actions }: Question): number {
  let place = 5 * actions.length + (actions[0]?.length ?? 0);
  for (let index = 0; index < roles.length; index++) {
    const role = roles[index];
    if (typeof role === "string") place = (3 * place + role.length + role.charCodeAt(0)) & (places - 1);
  }
  return place & (places - 1);
}

/** With a copy of what it was looked up by, because callers may change their objects. */
class RecentRequest implements KnownRequest {
  readonly program: DecisionProgram;
  readonly list: ActionList;
  readonly #ownId: string;
  readonly #roles: readonly string[];
  readonly #principalVersion: string | undefined;
  readonly #principalScope: string | undefined;
  readonly #kind: string;
  readonly #version: string | undefined;
  readonly #scope: string | undefined;

  constructor(known: KnownRequest, ownId: string, principal: Asker, { resource }: Question) {
    this.program = known.program;
    this.list = known.list;
    this.#ownId = ownId;
    this.#roles = [...principal.roles];
    this.#principalVersion = principal.policyVersion;
    this.#principalScope = principal.scope;
    this.#kind = resource.kind;
    this.#version = resource.policyVersion;
    this.#scope = resource.scope;
  }

  get characters(): number {
    const names = [this.#ownId, this.#principalVersion, this.#principalScope, this.#kind, this.#version];
    names.push(this.#scope, ...this.#roles, ...this.list.names);
    return names.reduce((sum, name) => sum + (name?.length ?? 0), names.length);
  }

  isAbout(ownId: string, principal: Asker, { resource, actions }: Question): boolean {
    return (
      this.#ownId === ownId &&
      this.#version === resource.policyVersion &&
      this.#scope === resource.scope &&
      this.#principalVersion === principal.policyVersion &&
      this.#principalScope === principal.scope &&
      areSame(this.#roles, principal.roles) &&
      areSame(this.list.names, actions)
    );
  }
}

/** Whether two lists have the same names in the same order. */
export function areSame(known: readonly string[], asked: readonly string[]): boolean {
  if (known.length !== asked.length) return false;
  for (let index = 0; index < known.length; index++) if (known[index] !== asked[index]) return false;
  return true;
}
