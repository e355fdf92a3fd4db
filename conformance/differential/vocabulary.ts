import type { Random } from "./random.ts";

/**
 * The names that the policies of one set and the requests to it share. Nearly all of them carry the name of the
 * set, so that many sets can live in one server without touching each other; only the root scope is common.
 */
export interface Vocabulary {
  readonly set: string;
  readonly kinds: readonly [string, ...string[]];
  readonly versions: readonly [string, ...string[]];
  /** Given by the identity provider; some are also the subject of role policies. */
  readonly roles: readonly [string, ...string[]];
  readonly principals: readonly [string, ...string[]];
  /** The root first, ancestors before descendants. */
  readonly scopes: readonly ScopeChoice[];
  readonly derivedRoles: readonly string[];
  readonly jwtIsUsed: boolean;
  /** Whether conditions may read `runtime.effectiveDerivedRoles`. */
  readonly runtimeIsUsed: boolean;
  /** Without rules that deny, every output of both sides can be compared. */
  readonly hasDenials: boolean;
}

export interface ScopeChoice {
  readonly scope: string;
  readonly permission: ScopePermission;
}

export type ScopePermission = "override" | "require-consent";

/** Actions that requests ask for. None contains a character that only patterns have. */
export const actions = [
  "view",
  "edit",
  "delete",
  "note:add",
  "note:remove",
  "note:thread:close",
  "list",
] as const;

/** What rules name: actions and patterns. Each pattern contains `*`, as 0.51 takes the others literally. */
export const actionPatterns = [
  ...actions,
  "*",
  "**",
  "note:*",
  "note:**",
  "*:*",
  "v*",
  "?i*",
  "[dl]*",
  "[!v]*",
  "{view,edit}*",
  "*e*",
  "note:*:close",
] as const;

/** Chooses the names of one set. `root` is fixed from outside because all sets of a server share the root scope. */
export function chooseVocabulary(random: Random, set: string, root: ScopePermission): Vocabulary {
  return {
    set,
    kinds: random.pick<Vocabulary["kinds"]>([
      [`${set}doc`],
      [`${set}doc`, `${set}:pic`],
      [`${set}doc`, `${set}:pic`, `${set}x/y@z`],
    ]),
    versions: random.pick<Vocabulary["versions"]>([["default"], ["default", "v2"], ["default"]]),
    roles: [`${set}ann`, `${set}bob`, `${set}cyd`, `${set}dot`],
    principals: [`${set}p1`, `${set}p2@x.com`, `${set}p3`],
    scopes: chooseScopes(random, set, root),
    derivedRoles: root === "override" ? random.some([`${set}own`, `${set}peer`, `${set}lead`], 0, 3) : [],
    jwtIsUsed: random.chance(0.3),
    runtimeIsUsed: random.chance(0.4),
    hasDenials: random.chance(0.7),
  };
}

function chooseScopes(random: Random, set: string, root: ScopePermission): ScopeChoice[] {
  const permission = (): ScopePermission => (random.chance(0.45) ? "require-consent" : "override");
  const rootOnly: ScopeChoice[] = [{ scope: "", permission: root }];
  if (random.chance(0.25)) return rootOnly;
  const first: ScopeChoice[] = [...rootOnly, { scope: `${set}a`, permission: permission() }];
  const second: ScopeChoice[] = random.chance(0.6)
    ? [...first, { scope: `${set}a.b`, permission: permission() }]
    : first;
  return random.chance(0.3) ? [...second, { scope: `${set}z`, permission: permission() }] : second;
}
