import type { Random } from "./random.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** What an expression may mention, beside the attributes of every request. */
export interface ExpressionContext {
  readonly vocabulary: Vocabulary;
  /** Variables that never fail; 0.51 reads a failed one as null. */
  readonly soundVariables: readonly string[];
  /** Variables that can fail: mentioned only where null and an error act the same. */
  readonly riskyVariables: readonly string[];
  readonly constants: readonly string[];
  readonly readsRuntime: boolean;
}

/** The match tree of a condition, as policies spell it. */
export interface GeneratedMatch {
  readonly expr?: string;
  readonly all?: { readonly of: readonly GeneratedMatch[] };
  readonly any?: { readonly of: readonly GeneratedMatch[] };
  readonly none?: { readonly of: readonly GeneratedMatch[] };
}

/** Makes the match tree of a condition. About one expression in four can fail, by a missing or mistyped attribute. */
export function generateMatch(random: Random, context: ExpressionContext, depth = 2): GeneratedMatch {
  // Not boolean, so never true; inside a larger expression it would not compile.
  if (random.chance(0.02)) return { expr: '"text"' };
  if (depth === 0 || random.chance(0.55)) return { expr: generateBoolean(random, context, 2) };
  const of = Array.from({ length: random.integer(1, 3) }, () => generateMatch(random, context, depth - 1));
  return random.pick<GeneratedMatch>([{ all: { of } }, { any: { of } }, { none: { of } }]);
}

/** Makes an expression that is meant to be boolean; now and then it is not. */
export function generateBoolean(random: Random, context: ExpressionContext, depth: number): string {
  if (depth > 0 && random.chance(0.4)) {
    const one = generateBoolean(random, context, depth - 1);
    const two = generateBoolean(random, context, depth - 1);
    return random.pick([
      () => `(${one}) && (${two})`,
      () => `(${one}) || (${two})`,
      () => `!(${generateAtom(random, { ...context, riskyVariables: [] })})`,
      () => `(${one}) ? (${two}) : (${generateBoolean(random, context, depth - 1)})`,
    ])();
  }
  return generateAtom(random, context);
}

function generateAtom(random: Random, context: ExpressionContext): string {
  const special = specialAtoms(context);
  if (special.length > 0 && random.chance(0.3)) return random.pick(special as [string, ...string[]]);
  return random.pick(plainAtoms);
}

// Attributes are strings, numbers, lists and maps, but requests also leave them out or send another type.
const plainAtoms = [
  "R.attr.owner == P.id",
  "P.attr.dept == R.attr.dept",
  'R.attr.dept != "ops"',
  "R.attr.public",
  "!R.attr.public",
  "R.attr.amount > 10.0",
  "R.attr.amount <= P.attr.limit",
  "R.attr.amount < 100",
  "R.attr.amount == 3",
  "R.attr.amount + 1.0 >= 4.0",
  "R.attr.amount * 2.0 - 1.0 > P.attr.limit",
  "R.attr.amount / 0.0 > 1.0",
  "int(R.attr.amount) % 2 == 0",
  "10 / int(R.attr.amount) > 1",
  "uint(3) > 2u",
  "double(R.attr.code) > 1.0",
  'string(R.attr.amount) == "3"',
  'R.attr.status in ["draft", "live"]',
  '"red" in R.attr.tags',
  '"red" in P.attr.tags || R.attr.public',
  "R.attr.status in P.attr.tags",
  "P.attr.tags.exists(t, t == R.attr.status)",
  'P.attr.tags.all(t, t != "blue")',
  'R.attr.tags.exists_one(t, t == "red")',
  'R.attr.tags.filter(t, t.startsWith("r")).size() > 0',
  'R.attr.tags.map(t, t + "!")[0] == "red!"',
  "hasIntersection(P.attr.tags, R.attr.tags)",
  'isSubset(R.attr.tags, ["red", "blue", "green", "pink", "gold"])',
  'size(intersect(P.attr.tags, R.attr.tags)) == 1 && except(P.attr.tags, ["red"]).size() < 2',
  "size(R.attr.tags) >= 2",
  "R.attr.tags.distinct().size() == R.attr.tags.size()",
  "R.attr.tags[0] == R.attr.tags[1]",
  "has(R.attr.meta.region)",
  'has(R.attr.meta) && R.attr.meta.region == "eu"',
  'R.attr.meta == {"region": "eu"}',
  'R.attr.meta["region"] == P.attr.region',
  "has(P.attr.dept) || R.attr.public",
  'R.attr.owner.startsWith("s")',
  'R.attr.owner.endsWith("1") || R.attr.owner.contains("@")',
  'R.attr.status.matches("^(draft|live)$")',
  'R.attr.owner.matches("(?i)P[0-9]")',
  'R.attr.status.upperAscii() == "LIVE"',
  'R.attr.owner.split("p").size() > 1',
  'R.attr.status.indexOf("a") == 2',
  'R.attr.status.substring(1) == "ive"',
  '"%s/%s".format([R.attr.dept, R.attr.status]) == "ops/live"',
  "timestamp(R.attr.at) < now()",
  "timestamp(R.attr.at).getFullYear() >= 2024",
  'timestamp(R.attr.at) - timestamp("2024-01-01T00:00:00Z") > duration("24h")',
  'timestamp(R.attr.at).getDayOfWeek("Europe/Berlin") < 4',
  'timeSince(timestamp(R.attr.at)) > duration("1h")',
  'P.attr.ip.inIPAddrRange("10.0.0.0/8")',
  'P.attr.ip.inIPAddrRange("10.1.0.0/16") || P.attr.ip.inIPAddrRange("2001:db8::/32")',
  'hierarchy(R.attr.path, "/").descendentOf(hierarchy("root", "/"))',
  'hierarchy("root/a", "/").overlaps(hierarchy(R.attr.path, "/"))',
  'hierarchy(R.attr.path, "/").size() == 2',
  "P.attr.limit > R.attr.amount ? R.attr.public : P.attr.admin",
  "P.attr.admin",
  "P.attr.admin == R.attr.public",
  "P.attr.nothing.deep == 1",
  'P.id in ["nobody"] || P.roles.size() > 1',
  "type(R.attr.amount) == double",
  "math.greatest(R.attr.amount, P.attr.limit) == P.attr.limit",
  'cel.bind(d, P.attr.dept, d == R.attr.dept && d != "")',
  'R.scope == "" || P.scope == R.scope',
  'R.policyVersion == "" && R.kind != ""',
  'has(request.auxData) || R.attr.dept == "ops"',
  "R.attr.amount",
  "null == R.attr.dept",
  "R.attr.dept == null",
  "!(R.attr.dept == null)",
  "R.attr.dept != null && R.attr.status != null",
  "has(R.attr.owner)",
  "!has(R.attr.dept)",
  "has(R.attr.status) ? R.attr.status in P.attr.tags : P.attr.admin",
  "has(R.attr.dept) && R.attr.dept == P.attr.dept",
  "!has(R.attr.meta.region) || R.attr.public",
  "R.attr.status in []",
  "!(R.attr.status in [])",
  "!(R.attr.dept in P.attr.none)",
  "R.attr.dept in P.attr.team",
  "!(R.attr.dept in P.attr.team)",
  '!(R.attr.status in ["live"])',
  "R.attr.public ? R.attr.dept in P.attr.team : !(R.attr.dept in P.attr.none)",
  "R.attr.public ? has(request.auxData) : !has(request.auxData)",
  "R.attr.public ? has(P.attr.dept) : P.attr.nothing == 1",
  "P.attr.nothing == 1 || R.attr.public",
  "!(P.attr.nothing == 1 && R.attr.public)",
  "(R.attr.public && P.attr.nothing == 1) ? R.attr.amount > 1 : R.attr.amount < 2",
  "R.attr.amount + 1 > 3",
  "!(R.attr.amount + 1 > 3)",
  'R.attr.at < timestamp("2024-06-01T00:00:00Z")',
  'R.attr.at != timestamp("2024-06-01T00:00:00Z")',
  "R.attr.code == b'7'",
  'R.attr["a b"] == "søren"',
  'R.attr["a b"] in ["ops", "🦀"]',
  'size(R.attr["a b"]) == 1',
  "R.attr[P.attr.dept] == 1",
  'R.attr.meta[R.attr.key] == "eu"',
  'R.attr.tags[0] == "red"',
  'R.attr.tags.all(t, t in ["red"])',
  "R.attr.tags.all(t, !(t in P.attr.none))",
  'R.attr.items.exists(i, i.price > 2.0 && i.tag in ["red", "ops"])',
  "!R.attr.items.exists(i, i.on)",
  "R.attr.items.all(i, has(i.tag))",
  '!R.attr.items.all(i, i.tag == "red")',
  "R.attr.items.filter(i, i.price >= 3.0).size() > 0",
  'R.attr.items.map(i, i.tag) == ["red"]',
  "R.attr.items.exists_one(i, i.price > 2.0)",
  "R.attr.items.exists(i, i.price + 1 > 2)",
  'R.attr.meta.exists(k, k == "region")',
  '"region" in R.attr.meta',
  "R.attr.status in P.attr.levels",
  "P.attr.levels[R.attr.status] >= 2",
  "P.attr.levels[R.attr.status] == 2",
  "!(P.attr.levels[R.attr.status] == 2)",
  "P.attr.tags.all(t, t != R.attr.status)",
  '{"a": R.attr.dept}.a == "ops"',
  'R.attr.status in {"ops": R.attr.dept}',
  '[R.attr.dept, "ops"] == ["ops", R.attr.status]',
  "(P.attr.admin && R.attr.public) == R.attr.public",
  "P.policyVersion == R.attr.dept || R.attr.public",
  "true",
  "false",
  "base64.encode(b'hi') == \"aGk=\"",
  "G.limit > R.attr.amount",
  "G.regions.exists(r, r == R.attr.meta.region)",
  "has(G.missing) || G.flag",
] as const;

function specialAtoms(context: ExpressionContext): string[] {
  const { vocabulary } = context;
  return [
    ...context.soundVariables.flatMap((name) => [
      `V.${name}`,
      `V.${name} == R.attr.public`,
      `has(V.${name})`,
    ]),
    ...context.riskyVariables.flatMap((name) => [
      `V.${name}`,
      `V.${name} && R.attr.public`,
      `has(V.${name})`,
    ]),
    ...context.constants.flatMap((name) => [
      `C.${name} == R.attr.dept`,
      `C.${name} == R.attr.amount`,
      `C.${name} == R.attr.tags || C.${name} == R.attr.status`,
    ]),
    ...(context.readsRuntime
      ? vocabulary.derivedRoles.map((name) => `"${name}" in runtime.effectiveDerivedRoles`)
      : []),
    ...(context.readsRuntime ? ["size(runtime.effectiveDerivedRoles) > 0"] : []),
    ...(vocabulary.jwtIsUsed
      ? [
          'request.auxData.jwt.tier == "gold"',
          '"web" in request.auxData.jwt.aud',
          "request.auxData.jwt.level > 1.0",
          "has(request.auxData.jwt.tier) && P.attr.admin",
        ]
      : []),
    `R.id == "${vocabulary.set}1"`,
    `"${vocabulary.roles[0]}" in P.roles`,
  ];
}

/** Makes an expression for an output: any JSON value, sometimes one that fails. */
export function generateOutput(random: Random, context: ExpressionContext): string {
  const sound = context.soundVariables.map((name) => `[V.${name}]`);
  const constant = context.constants.map((name) => `{"constant": C.${name}}`);
  const whole = sound.length > 0 ? ['{"variables": V, "constants": C}', "size(dyn(V))"] : [];
  const always = outputs as readonly string[];
  return random.pick([...always, ...sound, ...constant, ...whole] as [string, ...string[]]);
}

const outputs = [
  '"reason"',
  '"%s did it".format([P.id])',
  '{"who": P.id, "what": R.kind, "n": 3}',
  "R.attr.amount",
  "[1, 2u, 3.5, null, true]",
  "R.attr.tags",
  "R.attr.meta.region",
  'duration("90m")',
  'timestamp("2024-02-29T12:00:00.5Z")',
  "b'bytes'",
  "9223372036854775807",
  "P.attr",
  "R",
  "{1: 2}",
  "R.attr.owner == P.id",
] as const;
