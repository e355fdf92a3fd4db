import type { Json } from "@orthrus/protocol";
import { expect, test } from "vitest";
import type { PdpOptions } from "../index.ts";
import { allow, pdpOf, planText, resource } from "../testdata/policies.ts";
import { PlanError } from "./plan-error.ts";

const principalAttributes: Readonly<Record<string, Json>> = {
  n: 1,
  t: true,
  f: false,
  list: ["a", "b"],
  empty: [],
  one: ["z"],
  map: { a: 1, b: 2 },
  mapm: { a: { role: "A" }, b: { role: "B" }, c: {} },
  mapl: { a: ["A"], b: ["B"] },
  objs: [
    { id: "1", r: "A" },
    { id: "2", r: "B" },
  ],
  k: "x",
  m2: { k: 1 },
};

function planned(
  expression: string,
  r: Readonly<Record<string, Json>> = {},
  options: PdpOptions = {},
): string {
  const policy = resource("foo", [allow("view", "a", { if: expression })], {
    constants: { local: { k: 1 } },
    variables: {
      v: "R.attr.vv",
      w: "V.v == 1",
      nested: "R.attr.deep.er",
      macro: "P.attr.list.exists(i, i == R.attr.q)",
    },
  });
  return planText(pdpOf([policy], { globals: { env: "staging" }, ...options }), "view", {
    id: "p",
    p: principalAttributes,
    r,
  });
}

// biome-ignore format: one row per expression
test.each([
  "true", "1 == 1", "P.id == 'p'", "P.attr.n == 1", "R.kind == 'foo'", "R.scope == ''", "has(P.attr.n)",
  "R.attr.a || P.attr.t", "has(request.auxData) == false", "P.policyVersion == ''", "now() == now()",
])("%s is known to hold", (expression) => {
  expect(planned(expression)).toBe("(true)");
});

// biome-ignore format: one row per expression
test.each([
  "false", "R.kind == 'bar'", "R.attr.a && P.attr.f", "R.attr.x in []", "R.attr.x in P.attr.empty", "P.attr.nope == 1",
  "P.attr.nope == R.attr.x", "1 + 1", "'str'", "has(P.attr.nope)", "request.auxData.jwt.aud == R.attr.x",
  "P.attr.map[R.attr.y] == 5", "!(P.attr.nope == 1)",
])("%s is known not to hold, or not to be a boolean", (expression) => {
  expect(planned(expression)).toBe("(false)");
});

// biome-ignore format: one row per expression
test.each([
  ["R.attr.x", "…x"],
  ["!R.attr.x", "(not …x)"],
  ["R.attr.x == true", "(eq …x true)"],
  ["R.attr.x == P.attr.n", "(eq …x 1)"],
  ["P.attr.n == R.attr.x", "(eq 1 …x)"],
  ["R.attr.a || R.attr.b || R.attr.c", "(or (or …a …b) …c)"],
  ["R.attr.y == 1 && (R.attr.z == 2 && R.attr.w == 3)", "(and (eq …y 1) (and (eq …z 2) (eq …w 3)))"],
  ["R.attr.a && P.attr.t", "…a"],
  ["R.attr.a && R.attr.a", "…a"],
  ["R.attr.a == 1 && R.attr.a == 1 && R.attr.b == 2", "(and (eq …a 1) (eq …b 2))"],
  ["!(R.attr.a && R.attr.b)", "(not (and …a …b))"],
  ["!(!(R.attr.y == 1))", "(not (not (eq …y 1)))"],
  ["R.attr.x < 1u", "(lt …x 1)"],
  ["R.attr.x <= -1", "(le …x -1)"],
  ["-R.attr.x == 1", "(eq (-_ …x) 1)"],
  ["R.attr.x in ['a','b']", '(in …x ["a","b"])'],
  ["R.attr.x in P.attr.list", '(in …x ["a","b"])'],
  ["R.attr.x in P.attr.map", '(in …x ["a","b"])'],
  ["R.attr.x in {'a':1,'b':2}", '(in …x ["a","b"])'],
  ["R.attr.x in ['a']", '(eq …x "a")'],
  ["R.attr.x in P.attr.one", '(eq …x "z")'],
  ["R.attr.x in ['a','a']", '(in …x ["a","a"])'],
  ["P.id in R.attr.tags", '(in "p" …tags)'],
  ["R.attr.x in ['a', R.attr.y]", '(in …x (list "a" …y))'],
  ["R.attr.x in [R.attr.y]", "(in …x (list …y))"],
  ["R.attr.x in [[1],[2,3]]", "(in …x (list [1] [2,3]))"],
  ["R.attr.x in [{'a':1}]", '(in …x (list (struct (set-field "a" 1))))'],
  ["R.attr.x == null", "(eq …x null)"],
  ["R.attr.x == ['a','b']", '(eq …x ["a","b"])'],
  ["R.attr.x == {'a':1}", '(eq …x (struct (set-field "a" 1)))'],
  ["R.attr.x == {'a': R.attr.y}", '(eq …x (struct (set-field "a" …y)))'],
  ["R.attr.x == {}", "(eq …x (struct ))"],
  ["R.attr.x ? R.attr.y == 1 : R.attr.z == 2", "(if …x (eq …y 1) (eq …z 2))"],
  ["R.attr.y == 1 ? true : false", "(if (eq …y 1) true false)"],
  ["P.attr.t ? R.attr.y == 1 : R.attr.z == 2", "(eq …y 1)"],
  ["R.attr.x.y.z == 1", "(eq …x.y.z 1)"],
  ["R.attr['x'] == 1", '(eq (index request.resource.attr "x") 1)'],
  ["R.attr.x['y'] == 1", '(eq (index …x "y") 1)'],
  ["R.attr.x[0] == 1", "(eq (index …x 0) 1)"],
  ["P.attr.list[R.attr.x] == 'a'", '(eq (index ["a","b"] …x) "a")'],
  ["R.attr[P.id] == 1", "(eq (index request.resource.attr request.principal.id) 1)"],
  ["R.attr.m[R.attr.k].z == P.id", '(eq (get-field (index …m …k) z) "p")'],
  ["R.attr.x.startsWith('a')", '(startsWith …x "a")'],
  ["P.id.startsWith(R.attr.x)", '(startsWith "p" …x)'],
  ["R.attr.x.contains('a')", '(contains …x "a")'],
  ["R.attr.x.matches('^a')", '(matches …x "^a")'],
  ["size(R.attr.x) == 1", "(eq (size …x) 1)"],
  ["R.attr.x.size() == 1", "(eq (size …x) 1)"],
  ["'%s-%s'.format([R.attr.x, P.id]) == 'a'", '(eq (format "%s-%s" (list …x request.principal.id)) "a")'],
  ["[P.id, R.attr.y] == R.attr.z", '(eq (list "p" …y) …z)'],
  ["R.attr.y + 'a' + P.attr.k == 'b'", '(eq (add (add …y "a") "x") "b")'],
  ["type(R.attr.x) == string", "(eq (type …x) string)"],
  ["type(R.attr.x) == type('a')", '(eq (type …x) (type "a"))'],
  ["timestamp(R.attr.t) > timestamp('2024-01-01T00:00:00Z')", '(gt (timestamp …t) (timestamp "2024-01-01T00:00:00Z"))'],
  ["timestamp(R.attr.t) > timestamp('2024-01-01T00:00:00+02:00')", '(gt (timestamp …t) (timestamp "2024-01-01T00:00:00+02:00"))'],
  ["timestamp(R.attr.t) > now()", '(gt (timestamp …t) (timestamp "2026-11-20T16:37:32.366Z"))'],
  ["timestamp(R.attr.t).timeSince() > duration('24h')", '(gt (timeSince (timestamp …t)) (duration "86400s"))'],
  ["R.attr.l.exists(i, i == 1)", "(exists …l (lambda (eq i 1) i))"],
  ["R.attr.c ? hierarchy(R.attr.h).descendentOf(hierarchy('a.b')) : R.attr.d", '(if …c (descendentOf (hierarchy …h) (hierarchy "a.b")) …d)'],
  ["R.attr.l.all(i, i.x == P.id)", '(all …l (lambda (eq i.x "p") i))'],
  ["R.attr.l.filter(i, i > 1) == [2]", "(eq (filter …l (lambda (gt i 1) i)) [2])"],
  ["R.attr.l.map(i, i.id) == [1]", "(eq (map …l (lambda i.id i)) [1])"],
  ["R.attr.l.map(i, i > 1.0, i * 2.0) == [4.0]", "(eq (transformList …l (lambda (gt i 1) (mult i 2) i)) [4])"],
  ["R.attr.l.exists(i, i in P.attr.list)", '(exists …l (lambda (in i ["a","b"]) i))'],
  ["R.attr.l.exists(i, P.attr.list.exists(j, j == i))", '(exists …l (lambda (exists ["a","b"] (lambda (eq j i) j)) i))'],
  ["R.attr.m.exists(k, v, k == v)", "(exists …m (lambda (eq k v) k v))"],
  ["hasIntersection(R.attr.x, P.attr.list)", '(hasIntersection …x ["a","b"])'],
  ["R.attr.x.hasIntersection(P.attr.list)", '(hasIntersection …x ["a","b"])'],
  ["intersect(R.attr.x, P.attr.list) == []", '(eq (intersect …x ["a","b"]) [])'],
  ["hierarchy(R.attr.h).ancestorOf(hierarchy('a.b'))", '(ancestorOf (hierarchy …h) (hierarchy "a.b"))'],
  ["hierarchy(P.attr.k).ancestorOf(hierarchy(R.attr.h))", '(ancestorOf (hierarchy "x") (hierarchy …h))'],
  ["R.attr.ip.inIPAddrRange('10.0.0.0/8')", '(inIPAddrRange …ip "10.0.0.0/8")'],
  ["spiffeID(R.attr.s).path() == '/a'", '(eq (path (spiffeID …s)) "/a")'],
  ["math.greatest(R.attr.x, 1) == 1", "(eq (math.@max …x 1) 1)"],
  ["base64.encode(R.attr.b) == 'a'", '(eq (base64.encode …b) "a")'],
  ["R.id == 'x'", '(eq request.resource.id "x")'],
  ["R.policyVersion == 'x'", '(eq request.resource.policyVersion "x")'],
  ["request.resource.policy_version == 'x'", '(eq request.resource.policy_version "x")'],
  ["R == R", "(eq request.resource request.resource)"],
  ["size(R.attr) == 1", "(eq (size request.resource.attr) 1)"],
  ["R.attr == {'a':1}", '(eq request.resource.attr (struct (set-field "a" 1)))'],
  ["G.env == R.attr.env", '(eq "staging" …env)'],
  ["V.v == 1", "(eq …vv 1)"],
  ["V.w && R.attr.y", "(and (eq …vv 1) …y)"],
  ["R.attr.l.exists(i, V.macro && i == 1)", '(exists …l (lambda (and (exists ["a","b"] (lambda (eq i …q) i)) (eq i 1)) i))'],
  ["has(V.nested)", "(ne …deep.er null)"],
  ["base64.decode(R.attr.x) == b'ab'", '(eq (base64.decode …x) (base64.decode "YWI="))'],
  ["R.attr.x == 1.5e300", "(eq …x 1.5e+300)"],
  ["R.attr.x == 9223372036854775807", "(eq …x 9223372036854776000)"],
  ["cel.bind(z, R.attr.x, z == 1 || z == 2)", "(or (eq …x 1) (eq …x 2))"],
  ["R.attr.x.matches('^a') ? P.id == 'p' : now() > timestamp(R.attr.z)", '(if (matches …x "^a") true (gt (timestamp "2026-11-20T16:37:32.366Z") (timestamp …z)))'],
  ["R.attr.m.transformList(k, v, v > 1, k) == ['a']", '(eq (transformList …m (lambda (gt v 1) k k v)) ["a"])'],
  ["R.attr.m.existsOne(k, v, v > 1)", "(exists_one …m (lambda (gt v 1) k v))"],
  ["R.attr.m.all(k, v, v == 1)", "(all …m (lambda (eq v 1) k v))"],
  ["R.attr.l.sortBy(e, e.score)[0] == 1", "(eq (index (sortBy …l (lambda e.score e)) 0) 1)"],
])("%s becomes %s", (expression, filter) => {
  expect(planned(expression, {}, { now: () => new Date(1_795_192_652_366) })).toBe(filter);
});

// biome-ignore format: one row per expression
test.each([
  ["R.attr.x == 1", "(true)"],
  ["R.attr['x'] == 1", "(true)"],
  ["R.attr.a.b == 1", "(true)"],
  ["R.attr.x in R.attr.lst", "(true)"],
  ["has(R.attr.x) && has(R.attr.a.b) && !has(R.attr.a.c)", "(true)"],
  ["!has(R.attr.x)", "(false)"],
  ["R.attr.a.c == 1", "(false)"],
  ["R.attr.y in R.attr.lst", "(in …y [1,2])"],
  ["R.attr == {'x': 1}", '(eq request.resource.attr (struct (set-field "x" 1)))'],
  ["'x' in R.attr", '(in "x" request.resource.attr)'],
  ["R.attr.lst.exists(i, i == R.attr.y)", "(or (eq 1 …y) (eq 2 …y))"],
  ["R.attr.y.z.w == R.attr.x", "(eq …y.z.w 1)"],
  ["R.attr.a[R.attr.y] == 2", "(eq (index …a …y) 2)"],
])("where x, a and lst are provided, %s becomes %s", (expression, filter) => {
  expect(planned(expression, { x: 1, a: { b: 1, k: "a" }, lst: [1, 2] })).toBe(filter);
});

// biome-ignore format: one row per expression
test.each([
  ["P.attr.map[R.attr.x] == 1", '(eq …x "a")'],
  ["P.attr.map[R.attr.x] != 1", '(eq …x "b")'],
  ["P.attr.map[R.attr.x.y] == 1", '(eq …x.y "a")'],
  ["P.attr.map[R.id] == 1", '(eq request.resource.id "a")'],
  ["P.attr.map[R.attr.x] > 1", '(eq …x "b")'],
  ["P.attr.map[R.attr.x] >= 2", '(eq …x "b")'],
  ["P.attr.map[R.attr.x] <= 2", '(or (eq …x "a") (eq …x "b"))'],
  ["P.attr.mapm[R.attr.x].role == 'A'", '(eq …x "a")'],
  ["'A' in P.attr.mapl[R.attr.x]", '(eq …x "a")'],
  ["1 == P.attr.map[R.attr.x]", '(eq 1 (index (struct (set-field "a" 1) (set-field "b" 2)) …x))'],
  ["P.attr.map[R.attr.x] == 1 && R.attr.y", '(and (eq (index (struct (set-field "a" 1) (set-field "b" 2)) …x) 1) …y)'],
  ["!(P.attr.map[R.attr.x] == 1)", '(not (eq (index (struct (set-field "a" 1) (set-field "b" 2)) …x) 1))'],
  ["P.attr.map[R.attr['x']] == 1", '(eq (index (struct (set-field "a" 1) (set-field "b" 2)) (index request.resource.attr "x")) 1)'],
  ["P.attr.map[R.attr.x] == R.attr.y", '(eq (index (struct (set-field "a" 1) (set-field "b" 2)) …x) …y)'],
  ["P.attr.list.exists(i, i == R.attr.x)", '(or (eq "a" …x) (eq "b" …x))'],
  ["P.attr.list.all(i, i != R.attr.x)", '(and (ne "a" …x) (ne "b" …x))'],
  ["lists.range(3).exists(i, i == R.attr.x)", "(or (eq 0 …x) (or (eq 1 …x) (eq 2 …x)))"],
  ["P.attr.list.exists_one(i, i == R.attr.x)", '(exists_one ["a","b"] (lambda (eq i …x) i))'],
  ["P.attr.objs.exists(o, o.id == R.attr.x && o.r == 'A')", '(eq "1" …x)'],
  ["P.attr.map.exists(k, v, k == R.attr.x && v > 1)", '(eq "b" …x)'],
  ["P.attr.m2.exists(k, R.attr.x == k)", '(eq …x "k")'],
  ["lists.range(11).exists(i, i == R.attr.y)", "(exists [0,1,2,3,4,5,6,7,8,9,10] (lambda (eq i …y) i))"],
  ["P.attr.list.exists(i, i == R.attr.x) && R.attr.y", '(and (exists ["a","b"] (lambda (eq i …x) i)) …y)'],
  ["P.attr.list.exists(i, R.attr.y.exists(j, j == i))", '(or (exists …y (lambda (eq j "a") j)) (exists …y (lambda (eq j "b") j)))'],
  ["P.attr.list.exists(i, R.attr[i] == 1)", '(or (eq (index request.resource.attr "a") 1) (eq (index request.resource.attr "b") 1))'],
])("looking something up in what is known, %s becomes %s", (expression, filter) => {
  expect(planned(expression)).toBe(filter);
});

// biome-ignore format: one row per expression
test.each([
  ["has(R.attr.x)", "(ne …x null)", "(has …x)", "(ne …x null)", "(true)"],
  ["!has(R.attr.x)", "(not (has …x))", "(not (has …x))", "(eq …x null)", "(false)"],
  ["!(!has(R.attr.x))", "(not (not (ne …x null)))", "(not (not (has …x)))", "(not (eq …x null))", "(true)"],
  ["has(R.attr.x) == true", "(eq (has …x) true)", "(eq (has …x) true)", "(eq (ne …x null) true)", "(true)"],
  ["has(R.attr.x) ? R.attr.y : has(R.attr.y)", "(if (has …x) …y (ne …y null))", "(if (has …x) …y (has …y))", "(if (ne …x null) …y (ne …y null))", "…y"],
  ["R.attr.l.exists(i, has(i.x))", "(exists …l (lambda (ne i.x null) i))", "(exists …l (lambda (has i.x) i))", "(exists …l (lambda (ne i.x null) i))", "(exists …l (lambda true i))"],
  ["!R.attr.l.all(i, has(i.x))", "(not (all …l (lambda (has i.x) i)))", "(not (all …l (lambda (has i.x) i)))", "(not (all …l (lambda (ne i.x null) i)))", "(not (all …l (lambda true i)))"],
  ["has(R.attr.x.y)", "(ne …x.y null)", "(has …x.y)", "(ne …x.y null)", "(true)"],
  ["has(R.attr.x) && R.attr.x == 1", "(and (ne …x null) (eq …x 1))", "(and (has …x) (eq …x 1))", "(and (ne …x null) (eq …x 1))", "(eq …x 1)"],
  ["has(R.attr.x) && R.attr.x != null", "(ne …x null)", "(and (has …x) (ne …x null))", "(ne …x null)", "(ne …x null)"],
  ["!has(R.attr.x) || R.attr.x == 1", "(or (not (has …x)) (eq …x 1))", "(or (not (has …x)) (eq …x 1))", "(or (eq …x null) (eq …x 1))", "(eq …x 1)"],
  ["has(R.attr)", "(ne request.resource.attr (struct ))", "(ne request.resource.attr (struct ))", "(ne request.resource.attr (struct ))", "(true)"],
  ["has(R.policyVersion)", '(ne request.resource.policyVersion "")', '(ne request.resource.policyVersion "")', '(ne request.resource.policyVersion "")', "(true)"],
  ["has(R.kind) && has(request.resource)", "(true)", "(true)", "(true)", "(true)"],
])("%s becomes %s; as an operator %s, with null %s, compatibly %s", (expression, ...filters) => {
  const presences = ["narrow", "operator", "null", "compatible"] as const;
  expect(presences.map((planPresence) => planned(expression, {}, { planPresence }))).toEqual(filters);
});

// biome-ignore format: one row per expression
test.each([
  ["P.attr.nope == 1 || R.attr.z", "…z"],
  ["R.attr.x == 1 && P.attr.nope == 1", "(false)"],
  ["!(P.attr.nope == 1 && R.attr.z)", "(not …z)"],
  ["!(P.attr.nope == 1 || R.attr.z)", "(false)"],
  ["(P.attr.nope == 1 && R.attr.z) ? R.attr.x : R.attr.y", "(and (not …z) …y)"],
  ["!((R.attr.x + 1 == 2 || R.attr.z) ? R.attr.x : R.attr.y)", "(not (or (not …z) …x))"],
  ["((P.attr.nope == 1 && R.attr.z) ? R.attr.x : R.attr.y) == R.attr.q", "(eq (if (and (error ) …z) …x …y) …q)"],
  ["[R.attr.x, R.attr.y + 1] == [1.0, 2.0]", "(eq (list …x (error )) [1,2])"],
  ["[R.attr.x, 1 / 2, P.id] == R.attr.y", "(eq (list …x 0 request.principal.id) …y)"],
  ["R.attr.z ? P.attr.nope == 1 : R.attr.y", "(if …z false …y)"],
  ["R.attr.x in P.attr.k", '(eq …x "x")'],
  ["R.attr.x in P.attr.k && R.attr.y", "(false)"],
  ["!(R.attr.x in P.attr.k)", "(false)"],
  ["R.attr.x in P.attr.k || R.attr.y", "…y"],
  ["R.attr.x in P.attr.empty || R.attr.y", "…y"],
  ["!(R.attr.x in P.attr.empty)", "(not (in …x []))"],
  ["!(R.attr.x in {})", "(not (in …x []))"],
  ["(R.attr.x in []) ? R.attr.y : R.attr.z", "(if (in …x []) …y …z)"],
  ["!(R.attr.x in ['a'])", '(not (eq …x "a"))'],
  ["R.attr.y ? has(request.auxData) : !has(request.auxData)", "(if …y false true)"],
  ["[R.attr.y, has(request.auxData), P.id] == R.attr.z", "(eq (list …y false request.principal.id) …z)"],
  ["R.attr.x + 1 == 2", "(false)"],
  ["!(R.attr.x + 1 == 2) || R.attr.y", "…y"],
  ["R.attr.x + 1.0 == 2.0", "(eq (add …x 1) 2)"],
  ["R.attr.x % 2 == 0", "(false)"],
  ["R.attr.x > timestamp('2024-01-01T00:00:00Z')", "(false)"],
  ["R.attr.x == b'ab'", "(false)"],
  ["!(R.attr.x == b'ab')", '(not (eq …x (base64.decode "YWI=")))'],
  ["R.attr.x in {'a': R.attr.y}", '(in …x (struct (set-field "a" …y)))'],
  ["(P.attr.t && R.attr.x) == R.attr.y", "(eq (and true …x) …y)"],
  ["(R.attr.x || R.attr.x) == R.attr.y", "(eq (or …x …x) …y)"],
])("what may fail is left out only where that lets nothing more through: %s becomes %s", (expression, filter) => {
  expect(planned(expression)).toBe(filter);
});

test.each([
  ["R.attr.?x.orValue(1) == 1", "orValue"],
  ["R.attr[?'x'] == optional.of(1)", "[?]"],
  ["R.attr.?x.optMap(y, y == 1).orValue(false)", "orValue"],
  ["[?R.attr.?x] == [1]", "[?]"],
  ["V.v && 'v' in dyn(V)", "V"],
  ["V.v && size(dyn(V)) == 1", "V"],
])("%s cannot be part of a filter, and the failure names %s", (expression, operator) => {
  const failure = ((): unknown => {
    try {
      return planned(expression);
    } catch (error) {
      return error;
    }
  })();
  expect(failure).toBeInstanceOf(PlanError);
  expect(failure).toMatchObject({
    code: "engine/not-plannable",
    message: `\`${operator}\` on something unknown cannot be part of a filter`,
    hint: expect.any(String),
  });
});
