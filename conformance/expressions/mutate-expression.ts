import type { Random } from "../differential/random.ts";
import { malformedExpressions, soundExpressions } from "./sound-expressions.ts";

/** Makes an expression that is probably wrong: a sound one with one or two slips of the pen. */
export function mutateExpression(random: Random): string {
  let text: string = random.pick(random.chance(0.1) ? malformedExpressions : soundExpressions);
  for (let slips = random.chance(0.25) ? 2 : 1; slips > 0; slips--)
    text = random.pick(mutations)(text, random);
  // A policy file holds no half of a character.
  return text.replace(/\p{Surrogate}/gu, "");
}

type Mutation = (text: string, random: Random) => string;

const mutations: readonly [Mutation, ...Mutation[]] = [
  (text, random) => replaceCharacter(text, random, () => ""),
  (text, random) => replaceCharacter(text, random, (character) => character + character),
  (text, random) => replaceCharacter(text, random, (character) => character + random.pick(oddCharacters)),
  (text, random) => replaceToken(text, random, () => ""),
  (text, random) => replaceToken(text, random, (token) => `${token} ${token}`),
  (text, random) => replaceToken(text, random, (token) => `${token} ${random.pick(strayTokens)}`),
  (text, random) => replaceToken(text, random, () => random.pick(strayTokens)),
  (text, random) => replaceToken(text, random, () => random.pick(otherOperands)),
  (text, random) => swapTokens(text, random),
  (text, random) => text.slice(0, random.integer(1, text.length)),
  (text, random) => replaceMatch(text, random, /\b[A-Za-z_]\w*\b/g, () => random.pick(reservedWords)),
  (text, random) => replaceMatch(text, random, /\b[A-Za-z_]\w+\b/g, (name) => name.slice(0, -1)),
  (text, random) => replaceMatch(text, random, /'[^']*'/g, () => random.pick(brokenTexts)),
  (text, random) => replaceMatch(text, random, /\b\d[\d.]*\b/g, () => random.pick(oddNumbers)),
  (text, random) => replaceMatch(text, random, /\([^()]*\)/g, () => "()"),
  (text, random) => replaceMatch(text, random, /\((?=[^()])/g, () => `(${random.pick(otherOperands)}, `),
  (text, random) => replaceMatch(text, random, /(?<=[^()])\)/g, () => `, ${random.pick(otherOperands)})`),
  (text, random) => `${text} ${random.pick(operators)} ${random.pick(otherOperands)}`,
  (text, random) =>
    replaceMatch(text, random, / /g, () => random.pick(["\t", "\n", " // remark\n", "\r\n", "\f", "\u00a0"])),
];

function replaceCharacter(text: string, random: Random, change: (character: string) => string): string {
  return replaceMatch(text, random, /./gsu, change);
}

const tokenPattern = /'[^']*'|\w+|[<>=!]=|&&|\|\||[^\s\w]/g;

function replaceToken(text: string, random: Random, change: (token: string) => string): string {
  return replaceMatch(text, random, tokenPattern, change);
}

function swapTokens(text: string, random: Random): string {
  const tokens = text.match(tokenPattern) ?? [];
  const at = random.integer(0, Math.max(tokens.length - 2, 0));
  return [...tokens.slice(0, at), tokens[at + 1], tokens[at], ...tokens.slice(at + 2)].join(" ");
}

function replaceMatch(
  text: string,
  random: Random,
  pattern: RegExp,
  change: (match: string) => string,
): string {
  const matches = [...text.matchAll(pattern)];
  const match = matches[random.integer(0, matches.length - 1)];
  if (match === undefined) return text;
  return text.slice(0, match.index) + change(match[0]) + text.slice(match.index + match[0].length);
}

const oddCharacters = [
  ...([
    "\t",
    "@",
    "$",
    "é",
    "👍",
    "\u00a0",
    ";",
    "=",
    "&",
    "|",
    "\\",
    '"',
    "'",
    "`",
    "#",
    "~",
    "^",
    "\u0000",
  ] as const),
  ...(["\u200b", "“", "’", "?", "!", ".", ",", ":", "%"] as const),
] as const;

const strayTokens = [
  ...([
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ".",
    ",",
    ":",
    "?",
    "-",
    "!",
    "+",
    "*",
    "/",
    "%",
    "<",
    "==",
    "=",
    "&&",
    "||",
  ] as const),
  ...([
    "&",
    "|",
    "in",
    "true",
    "null",
    "and",
    "or",
    "not",
    "is",
    "x",
    "1",
    "2.5",
    "3u",
    "'a'",
    "b'a'",
    "R",
    "P.id",
  ] as const),
] as const;

const operators = [
  "+",
  "-",
  "*",
  "/",
  "%",
  "==",
  "!=",
  "<",
  "<=",
  ">",
  ">=",
  "in",
  "&&",
  "||",
  "? 1 :",
  ".",
  "=",
  "and",
] as const;

const otherOperands = [
  ...([
    "1",
    "2u",
    "1.5",
    "'text'",
    "b'a'",
    "true",
    "null",
    "[1]",
    "[]",
    "{}",
    "{'a': 1}",
    "R",
    "P",
    "R.attr",
    "P.roles",
    "V",
    "G.x",
  ] as const),
  ...([
    "R.attr.n",
    "R.id",
    "now()",
    "duration('1h')",
    "hierarchy('a.b')",
    "x",
    "int",
    "runtime",
    "request.auxData.jwt",
    "dyn(1)",
  ] as const),
] as const;

const reservedWords = [
  ...([
    "as",
    "break",
    "const",
    "continue",
    "else",
    "for",
    "function",
    "if",
    "import",
    "let",
    "loop",
    "package",
  ] as const),
  ...(["namespace", "return", "var", "void", "while", "in", "true", "false", "null", "__result__"] as const),
] as const;

const brokenTexts = [
  ...([
    "'",
    "'a",
    '"a',
    "\"a'",
    "'''a",
    '"""a"',
    "'a\nb'",
    "'\\x'",
    "'\\q'",
    "'\\u12'",
    "'\\U00110000'",
    "'\\ud800'",
    "'\\400'",
  ] as const),
  ...([
    "b'\\u0041'",
    "b'\\xff'",
    "r'\\'",
    "R'a\\d'",
    "'a' 'b'",
    "'a''b'",
    "`a`",
    "'\\08'",
    "''''",
    "rb'a'",
    "br'a'",
    "u'a'",
    "''",
  ] as const),
] as const;

const oddNumbers = [
  ...([
    "9223372036854775808",
    "-9223372036854775809",
    "18446744073709551616u",
    "0x8000000000000000",
    "0xg",
    "0x",
    "1e400",
  ] as const),
  ...([
    "1.",
    ".5",
    "1.5.2",
    "1e",
    "1e+",
    "0b1",
    "1_000",
    "01",
    "1ul",
    "1u",
    "-1u",
    "--1",
    "1.0f",
    "1d",
    "0x1.8p1",
    "5.foo",
  ] as const),
] as const;
