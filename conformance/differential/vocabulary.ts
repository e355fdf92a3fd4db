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
  /** What requests ask for. */
  readonly actions: readonly [string, ...string[]];
  /** What rules name: actions and patterns. */
  readonly patterns: readonly [string, ...string[]];
  /** What there is more of than fits into the bits of a number, if anything. */
  readonly large: LargeSize | undefined;
  readonly jwtIsUsed: boolean;
  /** Whether conditions may read `runtime.effectiveDerivedRoles`. */
  readonly runtimeIsUsed: boolean;
  /** Without rules that deny, every output of both sides can be compared. */
  readonly hasDenials: boolean;
}

export type LargeSize = "derived roles" | "roles" | "actions" | "rules" | "scopes";

export interface ScopeChoice {
  readonly scope: string;
  readonly permission: ScopePermission;
}

export type ScopePermission = "override" | "require-consent";

/** Actions that requests ask for. None contains a character that only patterns have. */
const actions = ["view", "edit", "delete", "note:add", "note:remove", "note:thread:close", "list"] as const;

/** Each pattern contains `*`, as 0.51 takes the others literally. */
const patterns = [
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
  const large = random.chance(0.05)
    ? random.pick<LargeSize>(["derived roles", "roles", "actions", "rules", "scopes"])
    : undefined;
  const isLarge = large !== undefined;
  const more = (size: LargeSize): string[] =>
    size === large
      ? Array.from({ length: random.pick([54, 65, 70]) }, (_, index) => `${set}${size.slice(0, 3)}${index}`)
      : [];
  const asked = [...actions, ...more("actions")] as const;
  const derivedRoles = [
    ...random.some([`${set}own`, `${set}peer`, `${set}lead`], 0, 3),
    ...more("derived roles"),
  ];
  return {
    set,
    kinds: isLarge
      ? [`${set}doc`]
      : random.pick<Vocabulary["kinds"]>([
          [`${set}doc`],
          [`${set}doc`, `${set}:pic`],
          [`${set}doc`, `${set}:pic`, `${set}x/y@z`],
        ]),
    versions: isLarge
      ? ["default"]
      : random.pick<Vocabulary["versions"]>([["default"], ["default", "v2"], ["default"]]),
    roles: [`${set}ann`, `${set}bob`, `${set}cyd`, `${set}dot`, ...more("roles")],
    principals: [`${set}p1`, `${set}p2@x.com`, `${set}p3`],
    scopes: large === "scopes" ? chooseManyScopes(random, set, root) : chooseScopes(random, set, root),
    derivedRoles: root === "override" ? derivedRoles : [],
    actions: asked,
    patterns: [...asked, ...patterns],
    large,
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

/** A chain of many scopes, or many beside each other. */
function chooseManyScopes(random: Random, set: string, root: ScopePermission): ScopeChoice[] {
  const permission = (): ScopePermission => (random.chance(0.3) ? "require-consent" : "override");
  const count = random.pick([8, 55, 66]);
  const isChain = count < 20 && random.chance(0.5);
  const segment = (index: number): string => (isChain ? `${set}a${".b".repeat(index)}` : `${set}k${index}`);
  return [
    { scope: "", permission: root },
    ...Array.from({ length: count }, (_, index) => ({ scope: segment(index), permission: permission() })),
  ];
}
