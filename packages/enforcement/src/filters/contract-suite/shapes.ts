/** A form that policies take. */
export interface Shape {
  readonly name: string;
  readonly rules: readonly ShapeRule[];
  /**
   * Why fewer rows may come back than a check allows. Plans say so of conditions that fail below a denial, see
   * `docs/guide/plans.md`. Never more.
   */
  readonly narrower?: string;
}

export interface ShapeRule {
  readonly effect: "EFFECT_ALLOW" | "EFFECT_DENY";
  readonly match?: Match;
  readonly derivedRoles?: readonly string[];
}

export type Match =
  | { readonly expr: string }
  | { readonly all: { readonly of: readonly Match[] } }
  | { readonly any: { readonly of: readonly Match[] } }
  | { readonly none: { readonly of: readonly Match[] } };

/** Who asks, in every shape. */
export const asker = {
  id: "ada",
  roles: ["user"],
  attributes: {
    team: "a",
    teams: ["a", "b"],
    mixed: ["a", 1, true, null],
    empty: [],
    one: ["a"],
    levels: { a: 1, b: 2, A: 3 },
    areas: { a: { see: true }, b: { see: false } },
    ratio: 1.5,
    title: "a%b",
    long: ["a", "A", "ä", "a ", "", "😀", "a'b", "%", "_", "\\", "z", "ss", "é"],
  },
} as const;

// biome-ignore format: one row per expression
const expressions: readonly string[] = [
  // Texts: exactly, case, accents, spaces and all.
  `R.attr.title == "a"`, `R.attr.title != "a"`, `!(R.attr.title == "a")`, `R.attr.title == "a "`, `R.attr.title == ""`,
  `R.attr.title == "ä"`, `R.attr.title == "é"`, `R.attr.title == "😀"`, `R.attr.title == "a'b"`, `R.attr.title == "a\\\\b"`,
  `R.attr.title == P.attr.title`, `P.attr.team == R.attr.title`, `R.attr.title == 1`, `R.attr.title != 1`, `R.attr.title == true`,
  `R.attr.title == "1"`, `R.attr.title == "null"`, `R.attr.title == "\\uFFFD"`,
  `R.attr.title < "a"`, `R.attr.title <= "a"`, `R.attr.title > "Z"`, `R.attr.title >= "\\uE000"`, `R.attr.title < "😀"`, `!(R.attr.title < "b")`,
  `R.attr.title < 5`, `!(R.attr.title > 5)`, `R.attr.title >= ""`,
  `R.attr.title in ["a", "b"]`, `!(R.attr.title in ["a", "b"])`, `R.attr.title in P.attr.teams`, `R.attr.title in P.attr.long`, `!(R.attr.title in P.attr.long)`,
  `R.attr.title in P.attr.mixed`, `!(R.attr.title in P.attr.mixed)`, `R.attr.title in P.attr.one`, `R.attr.title in P.attr.empty`, `!(R.attr.title in P.attr.empty)`,
  `R.attr.title in ["a", R.attr.team]`, `R.attr.title in [R.attr.status, R.attr.team]`, `!(R.attr.title in [R.attr.status])`, `R.attr.title in P.attr.levels`,
  `R.attr.title in [1, 2]`, `!(R.attr.title in [1, 2])`, `R.attr.team in ["a", R.attr.title]`, `!(R.attr.team in [R.attr.title, "b"])`, `!([R.attr.title, "x"].exists(t, t == "a"))`, `R.attr.title in {"a": 1, "b": 2}`,
  `R.attr.title.contains("a")`, `!R.attr.title.contains("a")`, `R.attr.title.contains("%")`, `R.attr.title.contains("_")`, `R.attr.title.contains("\\\\")`,
  `R.attr.title.contains("")`, `R.attr.title.contains("'")`, `R.attr.title.contains("😀")`, `R.attr.title.contains(R.attr.team)`,
  `R.attr.title.startsWith("a")`, `R.attr.title.startsWith("A")`, `!R.attr.title.startsWith("a")`, `R.attr.title.startsWith("a%")`, `R.attr.title.startsWith("a_")`, `R.attr.title.startsWith("")`, `R.attr.title.startsWith(R.attr.team)`,
  `P.id.startsWith(R.attr.title)`, `R.attr.title.endsWith("b")`, `R.attr.title.endsWith(" ")`, `!R.attr.title.endsWith("b")`, `R.attr.title.endsWith("")`, `R.attr.title.endsWith(R.attr.team)`, `R.attr.title.endsWith("%b")`,
  `R.attr.score.startsWith("1")`, `R.attr.title.matches("^a")`, `R.attr.title.matches("^a\\\\.b$")`, `R.attr.title.matches("b$")`, `!R.attr.title.matches("%")`, `R.attr.title.matches("a")`,
  `size(R.attr.title) == 1`, `R.attr.title.size() > 2`, `size(R.attr.title) == 0`, `size(R.attr.title) != size(R.attr.team)`, `size(R.attr.title) + size(R.attr.team) > 3`,
  `R.attr.title + "x" == "ax"`, `R.attr.title + R.attr.team == "aa"`, `R.attr.team + "-" + R.attr.title != "a-a"`, `(R.attr.title + "%").startsWith("a%")`,
  `R.attr.title == R.attr.team`, `R.attr.title != R.attr.team`, `R.attr.title < R.attr.team`, `!(R.attr.title <= R.attr.team)`, `R.attr.title == R.attr.score`, `R.attr.title != R.attr.score`,
  // Null and missing.
  `R.attr.status == null`, `R.attr.status != null`, `!(R.attr.status == null)`, `R.attr.title == null`, `R.attr.title != null`, `!(R.attr.title == null)`,
  `has(R.attr.title)`, `!has(R.attr.title)`, `has(R.attr.status)`, `!has(R.attr.status)`, `!has(R.attr.title) || R.attr.title == "a"`, `has(R.attr.title) && R.attr.title == "a"`,
  `R.attr.status == "draft"`, `R.attr.status != "draft"`, `!(R.attr.status == "draft")`, `R.attr.status in ["draft", "a"]`, `!(R.attr.status in ["draft", "a"])`, `R.attr.status in ["draft", null]`, `!(R.attr.status in ["a", null])`,
  `R.attr.status == R.attr.title`, `R.attr.status != R.attr.title`, `R.attr.status == R.attr.rank`, `R.attr.rank == null || R.attr.rank > 1`, `R.attr.rank > 1`, `!(R.attr.rank > 1)`, `R.attr.rank != 1`, `R.attr.rank == R.attr.rank`, `R.attr.title == R.attr.title`,
  `R.attr.status < "e"`, `R.attr.status.contains("raf")`, `R.attr.team == null`, `R.attr.team != null`,
  // Numbers.
  `R.attr.score == 1`, `R.attr.score == 1.5`, `R.attr.score != 1.5`, `R.attr.score > 1`, `R.attr.score >= 1.5`, `!(R.attr.score > 1)`, `R.attr.score < 0`, `R.attr.score == 0.3`, `R.attr.score == 0.1`, `R.attr.score >= 9007199254740991`, `R.attr.score > P.attr.ratio`, `R.attr.score == "1"`, `R.attr.score == -1.0`, `R.attr.score in [1, 2.5, 10]`, `!(R.attr.score in [1, 2.5])`, `R.attr.score < 1.5e299`, `R.attr.score > 1.5e299`,
  `R.attr.points == 2`, `R.attr.points > 2`, `R.attr.points < 2.5`, `R.attr.points != 2`, `R.attr.points >= 9007199254740991`, `R.attr.points == 9007199254740991`, `R.attr.points in [1, 2, 3]`, `R.attr.points == 2.5`, `R.attr.points == R.attr.score`, `R.attr.points != R.attr.score`, `R.attr.points < R.attr.score`, `R.attr.points >= R.attr.rank`,
  `R.attr.score + 0.5 > 1.5`, `R.attr.score * R.attr.points > 3.5`, `R.attr.score - R.attr.points == 0.0`, `-R.attr.score > 0.5`, `R.attr.score + R.attr.title == 1.5`,
  // Booleans.
  `R.attr.public`, `!R.attr.public`, `R.attr.public == true`, `R.attr.public != true`, `R.attr.public == false`, `R.attr.archived`, `!R.attr.archived`, `R.attr.public || R.attr.archived`, `R.attr.public && R.attr.archived`, `!(R.attr.public && R.attr.archived)`, `!(R.attr.public || R.attr.archived)`, `R.attr.public == R.attr.archived`, `R.attr.public != R.attr.archived`, `R.attr.public == (R.attr.title == "a")`, `R.attr.public in [true]`, `R.attr.public in [true, false]`, `R.attr.title || R.attr.archived`, `R.attr.title && R.attr.archived`, `R.attr.public == 1`,
  `R.attr.public ? R.attr.title == "a" : R.attr.team == "b"`, `(R.attr.public ? R.attr.title : R.attr.team) == "a"`, `!(R.attr.public ? R.attr.title == "a" : R.attr.archived)`, `R.attr.title == "a" ? true : R.attr.archived`, `(R.attr.archived ? "a" : "b") == R.attr.team`,
  // Times.
  `timestamp(R.attr.createdAt) > timestamp("2026-11-20T08:00:00Z")`, `timestamp(R.attr.createdAt) >= timestamp("2026-11-20T08:00:00.001Z")`, `timestamp(R.attr.createdAt) == timestamp("2026-11-20T08:00:00Z")`, `timestamp(R.attr.createdAt) != timestamp("2026-11-20T09:00:00+01:00")`, `!(timestamp(R.attr.createdAt) < timestamp("2024-02-29T12:30:00.5Z"))`, `timestamp(R.attr.createdAt) <= timestamp("2026-11-20T07:59:59.9995Z")`, `timestamp(R.attr.createdAt) > timestamp(R.attr.updatedAt)`, `timestamp(R.attr.createdAt) == timestamp(R.attr.updatedAt)`, `timestamp(R.attr.createdAt) + duration("1h") > timestamp("2026-11-20T08:30:00Z")`, `timestamp(R.attr.updatedAt) - duration("24h") < timestamp("2024-02-29T00:00:00Z")`, `timestamp("2026-11-21T08:00:00Z") - timestamp(R.attr.createdAt) > duration("24h")`, `timestamp(R.attr.createdAt) < now()`, `timestamp(R.attr.createdAt).timeSince() > duration("8760h")`, `timestamp(R.attr.createdAt) in [timestamp("2026-11-20T08:00:00Z")]`, `has(R.attr.createdAt)`, `R.attr.createdAt != null`,
  // Places in trees.
  `hierarchy(R.attr.path).ancestorOf(hierarchy("a.b.c"))`, `hierarchy(R.attr.path).descendentOf(hierarchy("a.b"))`, `!hierarchy(R.attr.path).descendentOf(hierarchy("a"))`, `hierarchy(R.attr.path).overlaps(hierarchy("a.b"))`, `hierarchy("a.b").ancestorOf(hierarchy(R.attr.path))`, `hierarchy(R.attr.path).immediateParentOf(hierarchy("a.b.c"))`, `hierarchy(R.attr.path) == hierarchy("a.b")`, `hierarchy(R.attr.owner.path).ancestorOf(hierarchy(R.attr.path))`,
  // Known maps.
  `P.attr.levels[R.attr.team] == 1`, `P.attr.levels[R.attr.team] >= 2 && R.attr.archived`, `P.attr.areas[R.attr.team].see`, `!(P.attr.levels[R.attr.title] == 1)`, `P.attr.teams.exists(t, t == R.attr.title)`, `P.attr.teams.all(t, t != R.attr.title)`, `P.attr.teams.exists(t, R.attr.tags.exists(g, g == t))`, `R.attr.team in P.attr.levels && R.attr.archived`,
  // One other row, perhaps over another.
  `R.attr.ownerId == P.id`, `R.attr.ownerId != P.id`, `R.attr.owner.department == "a"`, `R.attr.owner.department != "a"`, `R.attr.owner.department == null`, `R.attr.owner.department != null`, `!(R.attr.owner.department == "a")`, `R.attr.owner.level > 1`, `!(R.attr.owner.level > 1)`, `has(R.attr.owner)`, `!has(R.attr.owner)`, `has(R.attr.owner.level)`, `!has(R.attr.owner.level)`, `R.attr.owner.name == R.attr.title`, `R.attr.owner.name.startsWith("a")`, `R.attr.owner.manager.department == "a"`, `R.attr.owner.manager.level >= R.attr.owner.level`, `R.attr.owner.manager.department != R.attr.owner.department`, `R.attr.owner.level in [1, 2]`, `R.attr.owner["department"] == "a"`,
  // Many other rows.
  `R.attr.members.exists(m, m.userId == P.id)`, `!R.attr.members.exists(m, m.userId == P.id)`, `R.attr.members.all(m, m.level > 0)`, `!R.attr.members.all(m, m.level > 0)`, `R.attr.members.exists(m, m.role == null)`, `R.attr.members.exists(m, m.role != "a")`, `R.attr.members.all(m, m.role != "a")`, `R.attr.members.exists(m, m.userId == P.id && m.role in ["editor", "a"])`, `R.attr.members.exists(m, m.user.department == "a")`, `R.attr.members.all(m, m.user.department != "a")`, `R.attr.members.exists(m, m.level >= R.attr.rank)`, `R.attr.members.exists_one(m, m.role == "a")`, `!R.attr.members.exists_one(m, m.level == 1)`, `size(R.attr.members) == 0`, `R.attr.members.size() > 1`, `size(R.attr.members.filter(m, m.role == "a")) > 0`, `R.attr.members.filter(m, m.level > 1).size() == 1`, `R.attr.members.map(m, m.role).exists(r, r == "a")`, `"ada" in R.attr.members.map(m, m.userId)`, `R.attr.members.exists(m, R.attr.members.exists(n, n.level > m.level))`, `R.attr.members == []`, `R.attr.members.all(m, m.userId in ["ada", "u1"])`, `!R.attr.members.exists(m, m.userId in ["ada", "u1"])`, `R.attr.members.all(m, !(m.role in ["a", "editor"]))`, `R.attr.members.all(m, m.userId.startsWith("u"))`, `R.attr.members.exists(m, m.user.level > 1)`, `R.attr.members.all(m, has(m.user) || m.level > 1)`, `R.attr.members.exists(m, has(m.level) && m.level > 1)`, `R.attr.members.map(m, m.role == "a", m.level).all(l, l > 0)`,
  `"a" in R.attr.labelNames`, `!("a" in R.attr.labelNames)`, `R.attr.title in R.attr.labelNames`, `R.attr.labelNames.exists(l, l.startsWith("a"))`, `size(R.attr.labelNames) == 1`, `null in R.attr.labelTexts`, `R.attr.labelTexts.all(l, l != "a")`, `hasIntersection(R.attr.labelNames, P.attr.teams)`, `isSubset(R.attr.labelNames, P.attr.teams)`, `R.attr.labelRows.exists(l, l.weight > 1 && l.name != null)`, `size(R.attr.labelTexts) == size(R.attr.members)`,
  // Three subqueries deep, with the outermost row in the innermost one.
  `!R.attr.tags.exists(t, hasIntersection(R.attr.labelNames, R.attr.labelNames))`, `!R.attr.labelNames.exists(l, hasIntersection(R.attr.labelNames, R.attr.labelNames))`,
  // Lists in columns.
  `"a" in R.attr.tags`, `!("a" in R.attr.tags)`, `P.id in R.attr.tags`, `"😀" in R.attr.tags`, `1 in R.attr.tags`, `null in R.attr.tags`, `R.attr.title in R.attr.tags`, `R.attr.tags.exists(t, t == "A")`, `R.attr.tags.all(t, t == "a")`, `!R.attr.tags.all(t, t != "a")`, `R.attr.tags.exists_one(t, t == "b")`, `R.attr.tags.exists(t, t.startsWith("a"))`, `R.attr.tags.all(t, t.startsWith("a"))`, `size(R.attr.tags) == 2`, `R.attr.tags.size() > 0`, `R.attr.tags == []`, `R.attr.tags != []`, `R.attr.tags[0] == "a"`, `R.attr.tags[1] != "a"`, `R.attr.tags[0] == null`, `!(R.attr.tags[5] == "a")`,
  `hasIntersection(R.attr.tags, P.attr.teams)`, `!hasIntersection(R.attr.tags, P.attr.teams)`, `hasIntersection(P.attr.mixed, R.attr.tags)`, `R.attr.tags.isSubset(P.attr.teams)`, `isSubset(P.attr.one, R.attr.tags)`, `intersect(R.attr.tags, P.attr.teams) == []`, `except(R.attr.tags, P.attr.teams) == []`, `size(R.attr.tags.except(["a"])) > 0`, `hasIntersection(R.attr.tags, R.attr.labelNames)`, `has(R.attr.tags)`, `!has(R.attr.tags)`,
  `R.attr.labels == null`, `R.attr.labels != null`, `"a" in R.attr.labels`, `!("a" in R.attr.labels)`, `R.attr.labels == null || "a" in R.attr.labels`, `R.attr.numbers.exists(n, n > 1)`, `2 in R.attr.numbers`, `R.attr.numbers.all(n, n > 0)`, `R.attr.score in R.attr.numbers`, `R.attr.numbers[0] == 1.0`, `R.attr.tags.filter(t, t != "a").size() == 1`, `R.attr.tags.map(t, t + "!").exists(t, t == "a!")`,
  // Inside JSON.
  `R.attr.level == 1`, `R.attr.level > 1`, `!(R.attr.level > 1)`, `R.attr.level == R.attr.score`, `R.attr.kindOf == "a"`, `R.attr.kindOf != "a"`, `R.attr.kindOf == null`, `R.attr.kindOf in ["a", "😀"]`, `R.attr.flag`, `!R.attr.flag`, `has(R.attr.level)`, `!has(R.attr.level)`, `has(R.attr.kindOf)`, `R.attr.place.city == "Bern"`, `R.attr.place.city != "Bern"`, `R.attr.place.city == null`, `R.attr.place.city.contains("'")`, `R.attr.quoted == "x"`, `R.attr.level >= 9007199254740991`,
  // Together.
  `R.id == "d01"`, `R.id in ["d01", "d02"]`, `R.attr.public || R.attr.ownerId == P.id || R.attr.team in P.attr.teams`, `R.attr.title == "a" || R.attr.score > 1`, `!(R.attr.title == "a" && R.attr.score > 1)`, `!(R.attr.title == "a" || R.attr.score > 1)`, `(R.attr.title == "a") == (R.attr.team == "a")`, `R.attr.archived && (R.attr.owner.department == "a" || R.attr.members.exists(m, m.userId == P.id))`, `true`, `false`,
];

/** Conditions of other texts than SQL databases can lower or raise. */
const asciiCase: readonly string[] = [
  `R.attr.title.lowerAscii() == "ada"`,
  `R.attr.title.upperAscii() != "A"`,
  `R.attr.title.lowerAscii().startsWith(R.attr.team.lowerAscii())`,
];

const narrowerExpressions: ReadonlyMap<string, string> = new Map([
  ["R.attr.score * R.attr.points > 3.5", "factors beyond 1e150 have no product in a query"],
]);

const missingBelowDenial = "a condition that fails below a denial or `none` fails the filter";

const failingRole = "a derived role whose condition fails is left out by a check, and fails the filter";

function when(expr: string): Match {
  return { expr };
}

const allow = (match?: Match): ShapeRule => ({ effect: "EFFECT_ALLOW", ...(match && { match }) });
const deny = (match: Match): ShapeRule => ({ effect: "EFFECT_DENY", match });

const a = when(`R.attr.title == "a"`);
const isPublic = when("R.attr.public");
const isRanked = when("R.attr.rank > 1");

const combined: readonly Shape[] = [
  { name: "all", rules: [allow({ all: { of: [a, isPublic] } })] },
  { name: "any", rules: [allow({ any: { of: [a, isPublic, isRanked] } })] },
  { name: "none", rules: [allow({ none: { of: [a, isPublic] } })], narrower: missingBelowDenial },
  {
    name: "none of none",
    rules: [allow({ none: { of: [{ none: { of: [a, isPublic] } }] } })],
    narrower: missingBelowDenial,
  },
  {
    name: "all, any and none",
    rules: [allow({ all: { of: [{ any: { of: [a, isRanked] } }, { none: { of: [isPublic] } }] } })],
    narrower: missingBelowDenial,
  },
  { name: "two rules", rules: [allow(a), allow(isPublic)] },
  { name: "allow but deny", rules: [allow(), deny(a)], narrower: missingBelowDenial },
  {
    name: "allow some but deny some",
    rules: [allow(isPublic), deny(isRanked)],
    narrower: missingBelowDenial,
  },
  { name: "deny what is certain", rules: [allow(isPublic), deny(when("R.attr.archived"))] },
  { name: "deny members", rules: [allow(), deny(when(`R.attr.members.exists(m, m.role == "a")`))] },
  { name: "allow always", rules: [allow()] },
  { name: "deny always", rules: [allow(), deny(when("true"))] },
  { name: "no rule allows", rules: [deny(a)] },
  { name: "derived role", rules: [{ effect: "EFFECT_ALLOW", derivedRoles: ["owner"] }] },
  {
    name: "derived roles and a condition",
    rules: [{ effect: "EFFECT_ALLOW", derivedRoles: ["owner", "teammate"], match: isPublic }],
  },
  {
    name: "effective derived roles",
    narrower: failingRole,
    rules: [
      allow(when(`"owner" in runtime.effectiveDerivedRoles || "teammate" in runtime.effectiveDerivedRoles`)),
    ],
  },
  {
    name: "no effective derived role",
    narrower: failingRole,
    rules: [allow(when(`runtime.effectiveDerivedRoles == []`))],
  },
];

/** Every form that filters are tried in. */
export const shapes: readonly Shape[] = [
  ...[...expressions, ...asciiCase].map((expr): Shape => {
    const narrower = narrowerExpressions.get(expr);
    return { name: expr, rules: [allow(when(expr))], ...(narrower !== undefined && { narrower }) };
  }),
  ...combined,
];
