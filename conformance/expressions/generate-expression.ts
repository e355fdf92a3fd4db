import type { Random } from "../differential/random.ts";

/** What an expression is meant to give. `any` picks one of the others. */
export type ResultType =
  | "bool"
  | "int"
  | "uint"
  | "double"
  | "string"
  | "bytes"
  | "timestamp"
  | "duration"
  | "list"
  | "map"
  | "hierarchy";

const types: readonly [ResultType, ...ResultType[]] = [
  ...(["bool", "int", "uint", "double", "string", "bytes", "timestamp", "duration", "list", "map"] as const),
];

/** Makes an expression with a value that has a JSON form. Now and then an operand has the wrong type. */
export function generateExpression(random: Random): string {
  const type = random.pick(types);
  const expression = generate(random, type, 3);
  // An infinite number would fail the whole request of the reference.
  return type === "double" ? `string(${expression})` : expression;
}

// Each form is a text with holes: `{int}` is an expression of that type, `{any}` one of any type.
function generate(random: Random, wanted: ResultType, depth: number): string {
  const type = random.chance(0.015) ? random.pick(types) : wanted;
  if (depth === 0 || random.chance(0.15)) return random.pick(leaves[type]);
  if (random.chance(0.06)) return `dyn(${generate(random, type, depth - 1)})`;
  if (random.chance(0.08)) {
    const [condition, one, other] = [generate(random, "bool", depth - 1), 0, 1].map((part) =>
      typeof part === "string" ? part : generate(random, type, depth - 1),
    );
    return `(${condition} ? ${one} : ${other})`;
  }
  return random.pick(forms[type]).replace(/\{(\w+)\}/g, (_, hole: string) => {
    if (hole === "any") return generate(random, random.pick(types), depth - 1);
    // Not bytes: where they are not UTF-8, text of them is not the same on both sides.
    if (hole === "plain")
      return generate(random, random.pick(["int", "double", "map", "duration", "bool"]), depth - 1);
    if (hole === "num") return generate(random, random.pick(["int", "uint", "double"]), depth - 1);
    return generate(random, hole as ResultType, depth - 1);
  });
}

type Forms = Readonly<Record<ResultType, readonly [string, ...string[]]>>;

const leaves: Forms = {
  bool: ["true", "false", "R.attr.yes", "R.attr.no", "R.attr.nothing"],
  int: [
    ...(["0", "1", "2", "-1", "-7", "3", "10", "42", "9223372036854775807", "-9223372036854775808"] as const),
    ...(["0x1F", "int(R.attr.three)", "size(R.attr.words)"] as const),
  ],
  uint: ["0u", "1u", "2u", "7u", "18446744073709551615u", "0x1Fu", "uint(R.attr.three)"],
  double: [
    ...([
      "0.0",
      "1.0",
      "-1.0",
      "0.5",
      "1.5",
      "2.5",
      "-2.5",
      "1e3",
      "1e21",
      "1e-7",
      "123456.789",
      "0.1",
    ] as const),
    ...(["9007199254740993.0", "R.attr.three", "R.attr.half", "R.attr.missing"] as const),
  ],
  string: [
    ...([
      "''",
      "'a'",
      "'abc'",
      "'héllo'",
      "'👍x'",
      "'a,b,,c'",
      "' pad\\t'",
      "'ABC'",
      "'12'",
      "'-3'",
    ] as const),
    ...([
      "'1.5e3'",
      "'true'",
      "'x\\ny'",
      "'a.b.c'",
      "'10.1.2.3'",
      "R.attr.word",
      "R.attr.path",
      "P.id",
    ] as const),
  ],
  bytes: ["b''", "b'abc'", "b'\\x7f\\x00'", "bytes(R.attr.word)", "b'é'"],
  timestamp: [
    ...(["timestamp('2024-02-29T12:34:56.789Z')", "timestamp('1969-12-31T23:59:59Z')"] as const),
    ...(["timestamp('2024-06-01T00:00:00+05:30')", "timestamp(0)", "timestamp(R.attr.at)"] as const),
    ...(["timestamp('9999-12-31T23:59:59Z')", "timestamp('0001-01-01T00:00:00Z')"] as const),
  ],
  duration: [
    ...([
      "duration('1h')",
      "duration('-90s')",
      "duration('1.5s')",
      "duration('0')",
      "duration('2h45m30s')",
    ] as const),
    ...(["duration('1ns')", "duration('100ms')", "duration(R.attr.wait)"] as const),
  ],
  list: [
    ...([
      "[]",
      "[1, 2, 3]",
      "[3, 1, 2, 2]",
      "['a', 'b']",
      "['b', 'a', 'b']",
      "[1.5, 0.5]",
      "[true, false]",
    ] as const),
    ...(["[[1], [2, 3]]", "[1, 'a', null]", "R.attr.words", "R.attr.numbers", "[dyn(1), 1u, 1.0]"] as const),
  ],
  map: ["{}", "{'a': 1}", "{'a': 'x', 'b': 'y'}", "R.attr.map", "{'n': {'m': [1]}}", "{1: 2}", "{true: 'x'}"],
  hierarchy: [
    ...(["hierarchy('a.b.c')", "hierarchy('a/b', '/')", "hierarchy('')", "hierarchy(['a', 'b'])"] as const),
    ...(["hierarchy(R.attr.path, '/')", "hierarchy('x')"] as const),
  ],
};

const forms: Forms = {
  bool: [
    ...([
      "({bool} && {bool})",
      "({bool} || {bool})",
      "!{bool}",
      "({int} == {int})",
      "({double} != {double})",
    ] as const),
    ...(["({string} == {string})", "({num} < {num})", "({int} <= {int})", "({double} > {double})"] as const),
    ...(["({uint} >= {uint})", "({string} < {string})", "({bytes} < {bytes})", "({bool} < {bool})"] as const),
    ...(["({timestamp} < {timestamp})", "({duration} >= {duration})", "(dyn({any}) == {any})"] as const),
    ...(["({list} == {list})", "({map} == {map})", "({int} in {list})", "({string} in {list})"] as const),
    ...(["({string} in {map})", "(dyn({any}) in {list})", "{string}.contains({string})"] as const),
    ...([
      "{string}.startsWith({string})",
      "{string}.endsWith({string})",
      "{string}.matches('^[a-c]+$')",
    ] as const),
    ...([
      "{string}.matches('(?i)ABC|\\\\d')",
      "{string}.matches('^.{2,4}$')",
      "{list}.exists(x, x == 1)",
    ] as const),
    ...(["{list}.all(x, x != {any})", "{list}.exists_one(x, x == 2)", "{map}.exists(k, k == 'a')"] as const),
    ...(["{list}.all(i, v, i < 2)", "{map}.exists(k, v, v == 'x')", "has(R.attr.word)"] as const),
    ...(["has(R.attr.map.x)", "has(R.attr.word.x)", "has(R.attr.missing.x)", "has({map}.a)"] as const),
    ...(["{hierarchy}.ancestorOf({hierarchy})", "{hierarchy}.descendentOf({hierarchy})"] as const),
    ...(["{hierarchy}.immediateParentOf({hierarchy})", "{hierarchy}.immediateChildOf({hierarchy})"] as const),
    ...(["{hierarchy}.siblingOf({hierarchy})", "{hierarchy}.overlaps({hierarchy})"] as const),
    ...([
      "({hierarchy} == {hierarchy})",
      "({hierarchy}.commonAncestors({hierarchy}) == {hierarchy})",
    ] as const),
    ...(["hasIntersection({list}, ['a', 'z'])", "isSubset({list}, ['a', 'b'])", "bool({string})"] as const),
    ...(["{string}.inIPAddrRange('10.0.0.0/8')", "math.isNaN({double})", "math.isInf({double})"] as const),
    ...([
      "math.isFinite({double})",
      "(type({any}) == type({any}))",
      "cel.bind(x, {any}, x == {any})",
    ] as const),
    ...([
      "spiffeID(dyn('spiffe://a.b/c')).isMemberOf(spiffeTrustDomain('a.b'))",
      "({bool} == {bool})",
    ] as const),
    ...(["spiffeMatchExact('spiffe://a/b').matchesID('spiffe://a/' + {string})"] as const),
  ],
  int: [
    ...([
      "({int} + {int})",
      "({int} - {int})",
      "({int} * {int})",
      "({int} / {int})",
      "({int} % {int})",
    ] as const),
    ...([
      "-({int})",
      "int({double})",
      "int({uint})",
      "int({string})",
      "int({timestamp})",
      "size({string})",
    ] as const),
    ...(["size({list})", "size({bytes})", "{map}.size()", "{string}.indexOf({string})"] as const),
    ...(["{string}.lastIndexOf({string})", "{string}.indexOf({string}, {int})", "math.abs({int})"] as const),
    ...(["math.sign({int})", "math.greatest({int}, {int})", "math.least([{int}, {int}])"] as const),
    ...(["math.bitAnd({int}, {int})", "math.bitOr({int}, {int})", "math.bitXor({int}, {int})"] as const),
    ...([
      "math.bitNot({int})",
      "math.bitShiftLeft({int}, {int})",
      "math.bitShiftRight({int}, {int})",
    ] as const),
    ...(["{timestamp}.getFullYear()", "{timestamp}.getMonth()", "{timestamp}.getDayOfMonth()"] as const),
    ...(["{timestamp}.getDate('America/New_York')", "{timestamp}.getDayOfWeek('+05:30')"] as const),
    ...([
      "{timestamp}.getDayOfYear()",
      "{timestamp}.getHours('Asia/Kolkata')",
      "{timestamp}.getMinutes()",
    ] as const),
    ...(["{timestamp}.getMilliseconds()", "{duration}.getHours()", "{duration}.getMinutes()"] as const),
    ...(["{duration}.getSeconds()", "{duration}.getMilliseconds()", "{hierarchy}.size()"] as const),
    ...(["[{int}, {int}][{int}]", "[{int}, 7][dyn({num})]", "{'a': {int}}[{string}]"] as const),
    ...(["[{int}, {int}, 5].sort()[0]", "[{int}, {int}].map(x, x * 2)[1]"] as const),
  ],
  uint: [
    ...(["({uint} + {uint})", "({uint} - {uint})", "({uint} * {uint})", "({uint} / {uint})"] as const),
    ...([
      "({uint} % {uint})",
      "uint({int})",
      "uint({double})",
      "uint({string})",
      "math.bitNot({uint})",
    ] as const),
    ...([
      "math.greatest({uint}, {uint}, 3u)",
      "math.bitShiftLeft({uint}, {int})",
      "math.abs({uint})",
    ] as const),
  ],
  double: [
    ...([
      "({double} + {double})",
      "({double} - {double})",
      "({double} * {double})",
      "({double} / {double})",
    ] as const),
    ...([
      "-({double})",
      "double({int})",
      "double({string})",
      "double({uint})",
      "math.ceil({double})",
    ] as const),
    ...([
      "math.floor({double})",
      "math.round({double})",
      "math.trunc({double})",
      "math.abs({double})",
    ] as const),
    ...(["math.sign({double})", "math.sqrt({num})", "math.greatest([{double}, {double}])"] as const),
    ...(["math.least({double}, {double})", "R.attr.numbers[{int}]", "R.attr.map.deep[{int}]"] as const),
  ],
  string: [
    ...([
      "({string} + {string})",
      "string({int})",
      "string({double})",
      "string({uint})",
      "string({bool})",
    ] as const),
    ...(["string({bytes})", "string({timestamp})", "string({duration})", "{string}.charAt({int})"] as const),
    ...(["{string}.substring({int})", "{string}.substring({int}, {int})", "{string}.lowerAscii()"] as const),
    ...([
      "{string}.upperAscii()",
      "{string}.trim()",
      "{string}.reverse()",
      "strings.quote({string})",
    ] as const),
    ...(["{string}.replace({string}, {string})", "{string}.replace({string}, {string}, {int})"] as const),
    ...(["{list}.join('-')", "{string}.split({string}).join()", "base64.encode({bytes})"] as const),
    ...([
      "'%s|%s'.format([{plain}, {plain}])",
      "'%d'.format([{int}])",
      "'%.3f'.format([double({num})])",
    ] as const),
    ...([
      "'%e'.format([double({num})])",
      "'%x-%X'.format([{int}, {string}])",
      "'%b %o'.format([{int}, {uint}])",
    ] as const),
    ...([
      "'%s'.format([{list}])",
      "'%s'.format([{double}])",
      "{hierarchy}[{int}]",
      "string(type({any}))",
    ] as const),
    ...(["spiffeID(dyn('spiffe://a.b/c/' + {string})).path()"] as const),
  ],
  bytes: [
    "({bytes} + {bytes})",
    "bytes({string})",
    "base64.decode({string})",
    "base64.decode(base64.encode({bytes}))",
  ],
  timestamp: [
    ...(["({timestamp} + {duration})", "({timestamp} - {duration})", "({duration} + {timestamp})"] as const),
    ...(["timestamp({int})", "timestamp(string({timestamp}))", "timestamp(dyn({string}))"] as const),
  ],
  duration: [
    ...(["({duration} + {duration})", "({duration} - {duration})", "({timestamp} - {timestamp})"] as const),
    ...(["duration(string({duration}))", "duration(dyn({string}))"] as const),
  ],
  list: [
    ...(["({list} + {list})", "[{any}, {any}]", "{list}.map(x, [x])", "{list}.filter(x, x != 1)"] as const),
    ...(["{list}.map(x, x == 2, x)", "{list}.sort()", "{list}.distinct()", "{list}.flatten()"] as const),
    ...(["{list}.reverse()", "{list}.slice({int}, {int})", "lists.range({int} % 6)"] as const),
    ...(["{string}.split(',')", "{string}.split({string}, {int})", "{list}.sortBy(x, -x)"] as const),
    ...([
      "{list}.transformList(i, v, [i, v])",
      "intersect({list}, ['a', 'b'])",
      "except({list}, ['a'])",
    ] as const),
    ...(["{list}.flatten({int})", "{list}.transformList(i, v, i > 0, v)"] as const),
  ],
  map: [
    ...(["{'k': {any}}", "{{string}: {any}, 'z': {any}}", "{map}.transformMap(k, v, [v])"] as const),
    ...(["{list}.transformMap(i, v, v)", "{list}.transformMapEntry(i, v, {string(i): v})"] as const),
    ...(["{map}.transformMap(k, v, k == 'a', v)"] as const),
  ],
  // Not the common ancestors of common ancestors: the reference fails on those of two empty hierarchies.
  hierarchy: ["hierarchy({string})", "hierarchy({string}, '/')", "hierarchy({string}.split(','))"],
};
