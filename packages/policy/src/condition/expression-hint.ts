import { type KnownNames, messageHint } from "./message-hints.ts";

/** Words and signs of other languages, and what conditions have for them. */
// biome-ignore format: one row per habit
const HABITS: readonly (readonly [found: RegExp, hint: string])[] = [
  [/^\s*$/,                                   "YAML reads a value that starts with `!`, `&` or `*` as something else; put the expression in quotes"],
  [/[“”‘’]/,                                  "use straight quotes, `\"` or `'`"],
  [/\bnot\s+in\b/,                            "write `!(x in list)` for `x not in list`"],
  [/\band\b/i,                                "write `&&` for `and`"],
  [/\bor\b/i,                                 "write `||` for `or`"],
  [/\bnot\b(?!\s+in\b)/i,                                "write `!` for `not`"],
  [/[=!]==/,                                  "write `==` or `!=`; there is no strict comparison"],
  [/<>/,                                      "write `!=` for `<>`"],
  [/(?<![=!<>])=(?![=>])/,                       "write `==` to compare; `=` assigns, which conditions cannot"],
  [/(?<!&)&(?!&)/,                            "write `&&` for `&`"],
  [/(?<!\|)\|(?!\|)/,                         "write `||` for `|`"],
  [/\b(?:R|P|resource|principal)\.attributes?\b|\b[RP]\.attrs\b/, "attributes are below `attr`: `R.attr.name`, `P.attr.name`"],
  [/\b(?:True|False)\b/,                      "write `true` or `false`"],
  [/\b(?:None|nil|undefined|NULL|Null)\b/,    "write `null`; to ask whether an attribute is there, `has(R.attr.name)`"],
  [/\?\?/,                                    "write `has(x.y) ? x.y : other` for `??`"],
  [/\?\.\w/,                                  "ask `has(x.y)` before you read `x.y`"],
  [/\.(?:length|len|count)\b/,                "write `size(x)` or `x.size()`"],
  [/\.includes\(/,                            "write `x in list`, or `text.contains(x)`"],
  [/\.(?:toLowerCase|toUpperCase)\(/,         "write `lowerAscii()` or `upperAscii()`"],
  [/\.(?:some|any)\(/,                        "write `list.exists(x, …)`"],
  [/\.every\(/,                               "write `list.all(x, …)`"],
  [/=>/,                                      "macros take a name and an expression: `list.exists(x, x > 1)`"],
  [/^\s*(?:if|when)\b/,                       "write the condition alone, or `condition ? yes : no`"],
  [/\brequest\.(?:user|subject)\b|(?<![.\w])(?:user|subject)\./, "the principal is `P`, or `request.principal`"],
  [/(?<![.\w])principal\./,                   "write `P`, or `request.principal`"],
  [/(?<![.\w])resource\./,                    "write `R`, or `request.resource`"],
  [/(?<![.\w])(?:attr|attributes)\./,         "say whose attributes: `R.attr.name`, `P.attr.name`"],
  [/(?<![.\w])(?:(?:request\.)?jwts?|auxData|aux_data)\./,    "write `request.auxData.jwt.name`"],
];

/** Whoever brings one habit brings several; more than these are not read. */
const MOST_HINTS = 3;

const OPERATORS_OF_TYPES =
  /'_(?:==|!=|[-+*/%])_' applied to '\((?:int, double|double, int|int, uint|uint, int|uint, double|double, uint)\)'/;

/** The next step for an expression that does not compile, where a habit of another language explains it. */
export function expressionHint(
  text: string,
  messages: readonly string[],
  names: KnownNames,
): string | undefined {
  const code = withoutStrings(text);
  const habits = HABITS.filter(([found]) => found.test(code)).map(([, hint]) => hint);
  if (habits.length > 0) return habits.slice(0, MOST_HINTS).join("; ");
  if (messages.some((message) => OPERATORS_OF_TYPES.test(message))) {
    return "numbers of different types do not mix: write `1.0` for a double, or convert with `double(x)` or `int(x)`";
  }
  return messageHint(messages, { text, code, ...names });
}

/** Text inside quotes is the author's, and follows no grammar. */
function withoutStrings(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, '""');
}
