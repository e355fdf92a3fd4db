import { nearestName } from "../model/nearest-name.ts";
import { patternHint } from "./pattern-hint.ts";

/** What hints about names choose from. */
export interface KnownNames {
  readonly variables: readonly string[];
  readonly functions: readonly string[];
}

interface Subject extends KnownNames {
  /** The expression, as written. */
  readonly text: string;
  /** The same with nothing between quotes. */
  readonly code: string;
}

type Hint = (parts: readonly string[], subject: Subject) => string | undefined;

/** The next step for what the compiler says about an expression; the first row that has one counts. */
export function messageHint(messages: readonly string[], subject: Subject): string | undefined {
  for (const message of messages) {
    for (const [found, hint] of HINTS) {
      const [whole, ...parts] = found.exec(message) ?? [];
      const text = whole === undefined ? undefined : hint(parts, subject);
      if (text !== undefined) return text;
    }
  }
  return undefined;
}

const say =
  (text: string): Hint =>
  () =>
    text;

// biome-ignore format: one row per message
const HINTS: readonly (readonly [message: RegExp, hint: Hint])[] = [
  [/^undeclared reference to '([^']+)'/,                            undeclared],
  [/^undefined field '([^']+)'/,                                    undefinedField],
  [/^type 'list\(.*\)' does not support field selection/,           say("it is a list: ask `\"x\" in list`, or `list.exists(x, x == \"…\")`")],
  [/^type '(\w+)' does not support field selection/,                ([type]) => `it is one ${type}, and has no fields`],
  [/^invalid matches argument|^invalid regex/,                      (_, { text }) => patternHint(text)],
  [/^invalid argument to has\(\) macro/,                            say("name an attribute: `has(R.attr.name)`")],
  [/^expected type 'bool' but found '(.*)'/,                        ([type]) => `true or false must stand here, not a ${type}: compare it first, such as \`x == "…"\``],
  [/'_\?_:_' applied to/,                                           say("true or false stands before `?`, and both answers have one type")],
  [/'_\[_\]' applied to '\(list\(.*\), string\)'/,                  say("lists are read by number, `list[0]`; to look for a text write `\"x\" in list`")],
  [/'!_' applied to '\((.*)\)'/,                                    say("`!` is for true and false: compare first, such as `x != \"…\"`")],
  [/'_\[_\]' applied to '\(cerbos\.Variables, string\)'/,           say("write the name after a dot: `V.name`, `C.name`, `G.name`")],
  [/'_[^']*_' applied to '\((?:duration, (?:int|double)|(?:int|double), duration)\)'/, say("write the number as a duration: `duration(\"720h\")`, `duration(\"90s\")`")],
  [/'_[^']*_' applied to '\((?:duration, string|string, duration)\)'/,   say("write the text as a duration: `duration(\"720h\")`")],
  [/'_[^']*_' applied to '\((?:timestamp, string|string, timestamp)\)'/, say("write the text as a time: `timestamp(\"2026-12-31T00:00:00Z\")`, `timestamp(R.attr.createdAt)`")],
  [/'_[^']*_' applied to '\((?:timestamp, (?:int|double)|(?:int|double), timestamp)\)'/, say("write the number as a time: `timestamp(seconds)`")],
  [/'_[^']*_' applied to '\((?:timestamp, duration|duration, timestamp)\)'/, say("a time and a duration make another time only with `+` or `-`: `now() - timestamp(x) < duration(\"24h\")`")],
  [/'_(?:==|!=)_' applied to '\((?:list\(.*\), \w+|\w+, list\(.*\))\)'/, say("ask whether it is one of the list: `x in list`")],
  [/'@in' applied to '\((.*), string\)'/,                           say("`in` looks into lists and maps; for a part of a text write `text.contains(\"…\")`")],
  [/'_[^']*_' applied to '\((?:string, (?:int|uint|double)|(?:int|uint|double), string)\)'/, say("a text and a number do not mix: put the number in quotes, or convert with `int(x)`, `double(x)` or `string(x)`")],
  [/'_[^']*_' applied to '\((\w+), (\w+)\)'/,                       ([left, right]) => left === right ? undefined : `${left} and ${right} do not mix: convert one, or compare with another value`],
  [/'(contains|startsWith|endsWith|matches)' applied to 'list\(/,   say("that is for texts; for a list write `x in list`")],
  [/^Syntax error: token recognition error at: '("|')/,             ([quote]) => `a ${quote === '"' ? "`\"`" : "`'`"} is missing where the text ends`],
  [/^Syntax error: token recognition error at: '([^'\s])/,           ([sign]) => `\`${sign}\` means nothing here; put texts in quotes`],
  [/^Syntax error: (?:missing|mismatched input '<EOF>' expecting \{?) ?'([)\]}])'/,                             ([bracket]) => `a \`${bracket}\` is missing`],
  [/^Syntax error: (?:extraneous|mismatched) input '([)\]}])'/,     ([bracket]) => `one \`${bracket}\` too many, or its opening one is missing`],
  [/^Syntax error: (?:extraneous|mismatched) input '([^']+)' expecting <EOF>/, ([word]) => `an operator such as \`==\` or \`&&\` is missing before \`${word}\``],
  [/^Syntax error: mismatched input '<EOF>'/,                       (_, { code }) => afterOperator(code)],
];

function undeclared(
  [name = ""]: readonly string[],
  { code, variables, functions }: Subject,
): string | undefined {
  if (new RegExp(`[{,]\\s*${name}\\s*:`).test(code)) {
    return `put quotes around the keys of a map: \`{"${name}": …}\``;
  }
  if (MACROS.includes(name)) return 'macros take a name and an expression: `list.exists(x, x == "…")`';
  if (functions.includes(name)) return `did you mean \`${name}()\`?`;
  if (new RegExp(`\\b${name}\\s*\\(`).test(code)) return functionHint(name, functions);
  const sameLetters = variables.find((each) => each.toLowerCase() === name.toLowerCase());
  const guess = sameLetters ?? nearestName(name, longOnes(variables));
  if (guess !== undefined) return `did you mean \`${guess}\`?`;
  return /^[\w\s!?,-]+$/.test(code) ? `a text needs quotes of its own: \`'"${code.trim()}"'\`` : undefined;
}

const MACROS: readonly string[] = ["all", "exists", "exists_one", "existsOne", "filter", "map", "has"];

function functionHint(name: string, functions: readonly string[]): string | undefined {
  const guess = nearestName(name, longOnes(functions.filter((each) => /^[a-z]\w*$/i.test(each))));
  return guess === undefined ? undefined : `did you mean \`${guess}\`?`;
}

/** Every short name is near every other. */
function longOnes(names: readonly string[]): readonly string[] {
  return names.filter((name) => name.length > 2);
}

// biome-ignore format: one row per message
const FIELDS: readonly (readonly [owner: string, fields: readonly string[]])[] = [
  ["R",                  ["id", "kind", "attr", "policyVersion", "scope"]],
  ["request.resource",   ["id", "kind", "attr", "policyVersion", "scope"]],
  ["P",                  ["id", "roles", "attr", "policyVersion", "scope"]],
  ["request.principal",  ["id", "roles", "attr", "policyVersion", "scope"]],
  ["request.auxData",    ["jwt", "jwts"]],
  ["request",            ["principal", "resource", "auxData"]],
  ["runtime",            ["effectiveDerivedRoles"]],
];

function undefinedField([field = ""]: readonly string[], { code }: Subject): string | undefined {
  for (const [owner, fields] of FIELDS) {
    if (!code.includes(`${owner}.${field}`)) continue;
    const guess = nearestName(field, fields);
    if (guess !== undefined) return `did you mean \`${owner}.${guess}\`?`;
    if (fields.includes("attr")) return `attributes are below \`attr\`: \`${owner}.attr.${field}\``;
    return `\`${owner}\` has ${fields.map((name) => `\`${name}\``).join(", ")}`;
  }
  return undefined;
}

function afterOperator(code: string): string | undefined {
  const [, operator] = /(&&|\|\||[=!<>]=|[<>+\-*/%?:!.,([{]|\bin)\s*$/.exec(code) ?? [];
  return operator === undefined ? undefined : `something is missing after \`${operator}\``;
}
