// biome-ignore format: one row per mistake
const MISTAKES: readonly (readonly [found: RegExp, hint: string])[] = [
  [/\(\?<?[=!]/,                       "there is no look-around such as `(?=…)`: write two conditions"],
  [/\\[1-9]/,                          "there are no back-references such as `\\1`"],
  [/\(\?>|[*+?}]\+/,                   "there are no possessive quantifiers and atomic groups"],
  [/(?:^|[(|])[*+?]/,                  "nothing stands before `*`, `+` or `?` that it could repeat"],
  [/[*+]{2}/,                          "`*` and `+` may not follow one another"],
  [/\[[^\]]*$/,                        "a `]` is missing"],
];

/** What is wrong with the pattern of an expression, as far as it can be seen; patterns have RE2 syntax. */
export function patternHint(text: string): string | undefined {
  for (const [, quoted = ""] of text.matchAll(
    /(?:matches|regex\.\w+)\([^)]{0,200}?("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')/g,
  )) {
    const pattern = quoted.slice(1, -1).replace(/\\\\/g, "\\");
    const hint = MISTAKES.find(([found]) => found.test(pattern))?.[1] ?? bracketHint(pattern);
    if (hint !== undefined) return `in the pattern, ${hint}`;
  }
  return undefined;
}

function bracketHint(pattern: string): string | undefined {
  const plain = pattern.replace(/\\.|\[[^\]]*\]/g, "");
  const open = plain.split("(").length - plain.split(")").length;
  if (open === 0) return undefined;
  return open > 0 ? "a `)` is missing" : "a `(` is missing";
}
