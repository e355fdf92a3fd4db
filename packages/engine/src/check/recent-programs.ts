import type { Principal, Resource } from "@orthrus/protocol";
import type { DecisionProgram } from "./decision-program.ts";

type Asker = Pick<Principal, "roles" | "policyVersion" | "scope">;
type Subject = Pick<Resource, "kind" | "policyVersion" | "scope">;

/** A few programs that were used last. `ownId` is empty for principals without policies of their own. */
export interface RecentPrograms {
  find(ownId: string, principal: Asker, resource: Subject): DecisionProgram | undefined;
  keep(program: DecisionProgram, ownId: string, principal: Asker, resource: Subject): void;
  clear(): void;
}

/** A power of two. */
const places = 64;
/** SECURITY: names may be as long as a request, and what is kept here is counted nowhere. */
const maxCharacters = 1_000;

/**
 * PERF: comparing a handful of strings is cheaper than a map for each of them: a seventh of a check, see
 * benchmarks/check-in-process.ts. What meets another in its place takes it.
 */
export function createRecentPrograms(): RecentPrograms {
  const recent = new Array<Recent | undefined>(places).fill(undefined);
  return {
    find(ownId, principal, resource) {
      const found = recent[placeOf(principal, resource)];
      return found?.isAbout(ownId, principal, resource) ? found.program : undefined;
    },

    keep(program, ownId, principal, resource) {
      const made = new Recent(program, ownId, principal, resource);
      if (made.characters <= maxCharacters) recent[placeOf(principal, resource)] = made;
    },

    clear() {
      recent.fill(undefined);
    },
  };
}

/** Names differ in length, and most often in their first or last letter. */
function placeOf({ roles }: Asker, { kind }: Subject): number {
  let place = kind.length + 5 * kind.charCodeAt(kind.length - 1);
  for (let index = 0; index < roles.length; index++) {
    const role = roles[index] ?? "";
    place = (3 * place + role.length + role.charCodeAt(0)) & (places - 1);
  }
  return place & (places - 1);
}

/** With a copy of what it was looked up by, because callers may change their objects. */
class Recent {
  readonly program: DecisionProgram;
  readonly #ownId: string;
  readonly #roles: readonly string[];
  readonly #principalVersion: string;
  readonly #principalScope: string;
  readonly #kind: string;
  readonly #version: string;
  readonly #scope: string;

  constructor(program: DecisionProgram, ownId: string, principal: Asker, resource: Subject) {
    this.program = program;
    this.#ownId = ownId;
    this.#roles = [...principal.roles];
    this.#principalVersion = principal.policyVersion ?? "";
    this.#principalScope = principal.scope ?? "";
    this.#kind = resource.kind;
    this.#version = resource.policyVersion ?? "";
    this.#scope = resource.scope ?? "";
  }

  get characters(): number {
    const names = [this.#ownId, this.#principalVersion, this.#principalScope];
    names.push(this.#kind, this.#version, this.#scope, ...this.#roles);
    return names.reduce((sum, name) => sum + name.length, names.length);
  }

  isAbout(ownId: string, principal: Asker, resource: Subject): boolean {
    return (
      this.#kind === resource.kind &&
      this.#ownId === ownId &&
      this.#version === (resource.policyVersion ?? "") &&
      this.#scope === (resource.scope ?? "") &&
      this.#principalVersion === (principal.policyVersion ?? "") &&
      this.#principalScope === (principal.scope ?? "") &&
      areSame(this.#roles, principal.roles)
    );
  }
}

function areSame(known: readonly string[], asked: readonly string[]): boolean {
  if (known.length !== asked.length) return false;
  for (let index = 0; index < known.length; index++) if (known[index] !== asked[index]) return false;
  return true;
}
