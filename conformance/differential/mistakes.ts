import { stringify } from "yaml";
import { type Draft, type DraftObject, type Repository, soundRepository } from "./mistakes-repository.ts";
import type { Random } from "./random.ts";

/** Makes one mistake in a repository. */
export type Mistake = (repository: Repository, random: Random, name: string) => void;

/** A place in a document that can be changed. */
interface Place {
  readonly parent: DraftObject | Draft[];
  readonly key: string | number;
  readonly value: Draft;
}

/** A repository with one mistake in it, or none that matters. */
export function seedMistake(
  random: Random,
  name: string,
): { readonly kind: string; readonly repository: Repository } {
  const repository = soundRepository(name);
  const [kind, mistake] = random.pick(asChoices([...mistakes]));
  mistake(repository, random, name);
  return crashesTheReference(repository, name) ? seedMistake(random, name) : { kind, repository };
}

/** Its compiler falls over role policies that name a variable or a constant. */
function crashesTheReference({ documents, texts }: Repository, name: string): boolean {
  const path = `${name}/clerk.yaml`;
  const text = texts.get(path) ?? JSON.stringify(documents.get(path) ?? "");
  return /\b(?:V|C|variables|constants)\b/.test(text);
}

const odd: readonly [Draft, ...Draft[]] = [
  null,
  true,
  false,
  0,
  1,
  -1,
  1.5,
  "",
  " ",
  "a",
  "*",
  [],
  {},
  ["a", "a"],
  [""],
  [null],
  [1],
  { a: 1 },
  "default",
  "1.0",
  "a b",
  "EFFECT_ALLOW",
];

const expressions: readonly [string, ...string[]] = [
  "R.attr.x ==",
  "R.foo",
  "1 + 'a'",
  "V.nope",
  "C.nope",
  "foo(1)",
  "P.attr.x = 1",
  "a and b",
  "R.attributes.x",
  "true & false",
  "!",
  "'a' not in P.roles",
  "P.roles.x",
  "1 in P.roles",
  "R.attr['x",
  "has(R)",
  "x",
  "1 == 1.0",
  "R.attr.x.foo()",
  "[1, 2",
  "V['x']",
  "G.x",
  "if",
  "R.attr.exists(x, x)",
  "timestamp(R.attr.x) > now()",
  "P.id == 'a' ? 1 : 2",
  "size(1)",
  "R.kind.matches('a.*')",
  '"',
  "",
  "true",
  "1",
  "R",
  "C.limit + 1.0 > 2.0",
  "request.resource.attr.a",
  "runtime.effectiveDerivedRoles",
  "V.mine && V.mine",
  "variables.mine",
  "globals.a",
  "R.attr.x.all(k, k > 1)",
  "math.greatest(1, 2) > 1",
];

const scopes: readonly [Draft, ...Draft[]] = [
  "a..b",
  ".a",
  "a.",
  "-a",
  "a b",
  ".",
  "a/b",
  "é",
  "A.b-c",
  "",
  null,
  7,
  "a.b.c",
];
const names: readonly [Draft, ...Draft[]] = [
  "a*",
  "a?",
  "[x]",
  "{a}",
  "!a",
  "",
  "a b",
  "a/b:c",
  "a:b",
  12,
  1.5,
  null,
  true,
  "é",
];
const versions: readonly [Draft, ...Draft[]] = [
  "1.0",
  "v 1",
  "",
  "v-1",
  20210210,
  1.5,
  null,
  "é",
  "V_1",
  true,
];

// biome-ignore format: one row per mistake
const mistakes: ReadonlyMap<string, Mistake> = new Map<string, Mistake>([
  ["a typo in a key",          (it, random) => atKey(it, random, (place, object, key) => rename(object, key, typo(key, random), place.value))],
  ["a key in another spelling",(it, random) => atKey(it, random, (place, object, key) => rename(object, key, random.pick([key.toUpperCase(), snakeCase(key), `${key}s`, ` ${key}`]), place.value))],
  ["a key in another place",   (it, random) => atKey(it, random, ({ value }, object, key) => { delete object[key]; anObject(it, random)[key] = value; })],
  ["a key nobody knows",       (it, random) => { anObject(it, random).note = random.pick(odd); }],
  ["a key twice",              (it, random) => inText(it, random, (lines, at) => { lines.splice(at, 0, lines[at] ?? ""); })],
  ["a missing part",           (it, random) => atPlace(it, random, remove)],
  ["a part of another type",   (it, random) => atPlace(it, random, (place) => replace(place, random.pick(odd)))],
  ["a list for one",           (it, random) => atPlace(it, random, (place) => replace(place, [place.value]))],
  ["one for a list",           (it, random) => atPlace(it, random, (place) => { if (Array.isArray(place.value)) replace(place, place.value[0] ?? null); })],
  ["an item twice",            (it, random) => atPlace(it, random, ({ value }) => { if (Array.isArray(value)) value.push(structuredClone(value[0] ?? null)); })],
  ["two parts exchanged",      (it, random) => exchange(aPlace(it, random), aPlace(it, random))],
  ["a text cut short",         (it, random) => atPlace(it, random, (place) => { if (typeof place.value === "string") replace(place, place.value.slice(0, random.integer(0, place.value.length))); })],
  ["a typo in a text",         (it, random) => atPlace(it, random, (place) => { if (typeof place.value === "string") replace(place, typo(place.value, random)); })],
  ["an odd expression",        (it, random) => atExpression(it, random, (place) => replace(place, random.pick(expressions)))],
  ["a piece of an expression", (it, random) => atExpression(it, random, (place) => replace(place, withoutToken(String(place.value), random)))],
  ["two expressions in one",   (it, random) => atExpression(it, random, (place) => replace(place, `${String(place.value)} ${random.pick(["and", "&&", "==", "&", "?", "", "||", "in"])} ${random.pick(expressions)}`))],
  ["an odd scope",             (it, random) => atNamed(it, random, "scope", random.pick(scopes))],
  ["an odd version",           (it, random) => atNamed(it, random, "version", random.pick(versions))],
  ["an odd name",              (it, random) => atNamed(it, random, random.pick(["resource", "principal", "role", "name", "action"]), random.pick(names))],
  ["a missing file",           (it, random) => { it.documents.delete(random.pick(asChoices([...it.documents.keys()]))); }],
  ["a disabled file",          (it, random) => { aDocument(it, random).disabled = true; }],
  ["a file twice",             (it, random) => { const [path, document] = random.pick(asChoices([...it.documents])); it.documents.set(path.replace(".yaml", "-again.yaml"), structuredClone(document)); }],
  ["two kinds in one file",    (it, random, name) => { aDocument(it, random).exportConstants = { name: `${name}_more`, definitions: { a: 1 } }; }],
  ["two imports of one role",  (it, _, name) => ambiguous(it, name)],
  ["variables in a circle",    (it, random) => { localVariables(it, random).a = "V.b"; localVariables(it, random).b = random.pick(["V.a", "V.c", "V.b"]); }],
  ["an odd variable",          (it, random) => { localVariables(it, random)[random.pick(["x-y", "true", "in", "1a", "is_open", "small", "if", "_"])] = random.pick(expressions); }],
  ["an odd schema",            (it, random, name) => { it.texts.set(`_schemas/${name}.json`, random.pick(["{", "[]", "{}", "true", "12", '{"type": "objekt"}', '{"$ref": "nowhere.json"}', '{"properties": []}', '{"type": "object", "required": "a"}'])); }],
  ["a missing schema",         (it, _, name) => { it.texts.delete(`_schemas/${name}.json`); }],
  ["an odd effect",            (it, random) => atNamed(it, random, "effect", random.pick(["ALLOW", "EFFECT_ALOW", "EFFECT_NO_MATCH", "EFFECT_UNSPECIFIED", 1, 2, 3, 0, null, "allow", true]))],
  ["a line too deep",          (it, random) => inText(it, random, (lines, at) => { lines[at] = ` ${lines[at] ?? ""}`; })],
  ["a line not deep enough",   (it, random) => inText(it, random, (lines, at) => { lines[at] = (lines[at] ?? "").replace(/^ /, ""); })],
  ["a missing line",           (it, random) => inText(it, random, (lines, at) => { lines.splice(at, 1); })],
  ["a tab",                    (it, random) => inText(it, random, (lines, at) => { lines[at] = (lines[at] ?? "").replace(/^ */, "\t"); })],
  ["an odd character",         (it, random) => inText(it, random, (lines, at) => { const line = lines[at] ?? ""; const place = random.integer(0, line.length); lines[at] = line.slice(0, place) + random.pick(['"', "'", ":", "{", "[", "&", "*", "%", "@", "`", "#", ",", "|", "-"]) + line.slice(place); })],
  ["nothing wrong",            () => undefined],
]);

function asChoices<T>(items: readonly T[]): readonly [T, ...T[]] {
  const [first, ...rest] = items;
  if (first === undefined) throw new RangeError("nothing to choose from");
  return [first, ...rest];
}

function aDocument({ documents }: Repository, random: Random): DraftObject {
  return random.pick(asChoices([...documents.values()]));
}

function aPlace(repository: Repository, random: Random): Place {
  return random.pick(asChoices(placesIn(aDocument(repository, random))));
}

function atPlace(repository: Repository, random: Random, change: (place: Place) => void): void {
  change(aPlace(repository, random));
}

function atKey(
  repository: Repository,
  random: Random,
  change: (place: Place, object: DraftObject, key: string) => void,
): void {
  const places = placesIn(aDocument(repository, random)).filter(({ parent }) => !Array.isArray(parent));
  const place = random.pick(asChoices(places));
  change(place, place.parent as DraftObject, String(place.key));
}

function atExpression(repository: Repository, random: Random, change: (place: Place) => void): void {
  const all = [...repository.documents.values()].flatMap(placesIn);
  change(random.pick(asChoices(all.filter(isExpression))));
}

function isExpression({ key, value, parent }: Place): boolean {
  if (typeof value !== "string") return false;
  return key === "expr" || key === "ruleActivated" || (!Array.isArray(parent) && "is_open" in parent);
}

/** Changes one of the parts of this name, in whichever file has one. */
function atNamed(repository: Repository, random: Random, key: string, value: Draft): void {
  const all = [...repository.documents.values()].flatMap(placesIn).filter((place) => place.key === key);
  replace(random.pick(asChoices(all)), value);
}

function anObject(repository: Repository, random: Random): DraftObject {
  const document = aDocument(repository, random);
  const objects = placesIn(document).flatMap(({ value }) => (isObject(value) ? [value] : []));
  return random.pick(asChoices([document, ...objects]));
}

function isObject(value: Draft): value is DraftObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function placesIn(value: Draft): readonly Place[] {
  if (Array.isArray(value)) {
    return value.flatMap((item, key) => [{ parent: value, key, value: item }, ...placesIn(item)]);
  }
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => [
    { parent: value, key, value: item },
    ...placesIn(item),
  ]);
}

function replace({ parent, key }: Place, value: Draft): void {
  (parent as Record<string | number, Draft>)[key] = structuredClone(value);
}

function remove({ parent, key }: Place): void {
  if (Array.isArray(parent)) parent.splice(Number(key), 1);
  else delete parent[key];
}

function exchange(left: Place, right: Place): void {
  replace(left, right.value);
  replace(right, left.value);
}

function rename(object: DraftObject, key: string, name: string, value: Draft): void {
  delete object[key];
  object[name] = value;
}

function typo(text: string, random: Random): string {
  const at = random.integer(0, Math.max(0, text.length - 2));
  return random.pick([
    text.slice(0, at) + text.slice(at + 1),
    text.slice(0, at) + text.charAt(at) + text.slice(at),
    text.slice(0, at) + text.charAt(at + 1) + text.charAt(at) + text.slice(at + 2),
  ]);
}

function withoutToken(text: string, random: Random): string {
  const tokens = text.match(/\w+|[^\w\s]|\s+/g) ?? [];
  tokens.splice(random.integer(0, Math.max(0, tokens.length - 1)), 1);
  return tokens.join("");
}

function snakeCase(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** Writes one of the documents as text, with a change in its lines. */
function inText(repository: Repository, random: Random, change: (lines: string[], at: number) => void): void {
  const [path, document] = random.pick(asChoices([...repository.documents]));
  const lines = stringify(document).trimEnd().split("\n");
  change(lines, random.integer(0, lines.length - 1));
  repository.documents.delete(path);
  repository.texts.set(path, `${lines.join("\n")}\n`);
}

function localVariables({ documents }: Repository, random: Random): DraftObject {
  const places = [...documents.values()]
    .flatMap(placesIn)
    .filter(({ key }) => key === "local" || key === "definitions");
  const objects = places.flatMap(({ value }) =>
    isObject(value) && !("limit" in value) && !("kinds" in value) ? [value] : [],
  );
  return random.pick(asChoices(objects));
}

function ambiguous({ documents }: Repository, name: string): void {
  const roles = documents.get(`${name}/roles.yaml`);
  const set = roles?.derivedRoles;
  if (roles === undefined || set === undefined || !isObject(set)) return;
  documents.set(`${name}/more-roles.yaml`, {
    ...structuredClone(roles),
    derivedRoles: { ...structuredClone(set), name: `${name}_more` },
  });
  const album = documents.get(`${name}/album.yaml`)?.resourcePolicy;
  if (album !== undefined && isObject(album)) album.importDerivedRoles = [`${name}_roles`, `${name}_more`];
}
