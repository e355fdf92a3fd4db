import fc from "fast-check";
import { RE2JS } from "re2js";
import { expect, test } from "vitest";
import { CelError } from "../../values/cel-error.ts";
import { compilePattern } from "./matcher.ts";
import { nativeTest } from "./native-test.ts";

const isFull = process.env.ORTHRUS_DIFFERENTIAL === "full";
const numberOfPatterns = isFull ? 200_000 : 4000;
const textsPerPattern = 10;

const letters = ["a", "b", "k", "S", "s", "1", "_", "-", " ", "/", "é", "😀", "ſ"] as const;

// biome-ignore format: by kind
const atoms = [
  ...letters,
  ".", "\\w", "\\W", "\\d", "\\D", "\\s", "\\S", "[ab]", "[^a]", "[^\\n]", "[\\W]", "[^\\W]", "[a-k]", "[]a]", "[a-]", "[^]-]",
  "[[:a]", "[\\]\\-]", "[[:alpha:]]", "[[:^space:]k]", "[[:punct:]]", "[/-a]", "[\\x{1f5ff}-\\x{1f601}]", "[\\x{D800}-\\x{DFFF}]",
  "[^\\x{0}-\\x{10FFFF}]", "[\\x80-\\x{2029}]", "\\x61", "\\x{1F600}", "\\141", "\\n", "\\.", "\\Qa.b\\E", "\\Q\\E", "\\pL", "\\x{D83D}",
  "^", "$", "\\b", "\\B", "\\A", "\\z", "(?m:^)", "(?m:$)", "(?i)", "(?s)",
];

// biome-ignore format: by kind
const repetitions = [
  "*", "+", "?", "*?", "+?", "??", "{2}", "{0,2}", "{1,}", "{2,3}", "{2,}?", "{0}", "{1}", "{,2}", "{1,02}",
] as const;

const openings = ["(", "(?:", "(?P<n>", "(?i:", "(?s:", "(?m:", "(?-i:", "(?U:", "(?im-s:"] as const;

const { pattern } = fc.letrec<{ pattern: string; atom: string; group: string }>((tie) => ({
  pattern: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    tie("atom"),
    fc.tuple(tie("pattern"), tie("pattern")).map((parts) => parts.join("")),
    fc.tuple(tie("pattern"), tie("pattern")).map((parts) => parts.join("|")),
    fc.tuple(tie("group"), fc.constantFrom(...repetitions)).map((parts) => parts.join("")),
    fc.tuple(tie("atom"), fc.constantFrom(...repetitions)).map((parts) => parts.join("")),
    tie("group"),
  ),
  atom: fc.oneof(fc.constantFrom(...letters), fc.constantFrom(...atoms)),
  group: fc
    .tuple(fc.constantFrom(...openings), tie("pattern"))
    .map(([opening, content]) => `${opening}${content})`),
}));

const framed = fc
  .tuple(
    fc.constantFrom("", "", "(?i)", "(?s)", "(?m)", "(?im)"),
    fc.constantFrom("", "^", ".*"),
    pattern,
    fc.constantFrom("", "$", ".*", "!"),
  )
  .map((parts) => parts.join(""));

const characters = fc.oneof(
  fc.constantFrom("a", "b", "k", "1"),
  fc.constantFrom(...letters),
  // Line ends of JavaScript, spaces, letters that fold beyond ASCII, halves of pairs.
  fc.constantFrom("\n", "\r", "\u2028", "\u2029", "\u0085", "\u00a0", "\v", "\t"),
  fc.constantFrom("K", "\u212a", "ß", "İ", "ı", "É", "\ud83d", "\ude00", "!", "."),
);

const texts = fc.array(
  fc.array(characters, { maxLength: 8 }).map((parts) => parts.join("")),
  {
    minLength: textsPerPattern,
    maxLength: textsPerPattern,
  },
);

const soup = fc
  .array(
    fc.oneof(
      { weight: 5, arbitrary: fc.constantFrom(..."()[]{}*+?|^$\\aQEx1,:-P<>i.b& é") },
      fc.constantFrom(
        "[:",
        ":]",
        "alpha",
        "{1001}",
        "{2,1}",
        "{40}",
        "(?P<n>",
        "(?<n>",
        "(?<m>",
        "(?",
        "\\x{",
        "\\p",
        "^a",
      ),
    ),
    { maxLength: 10 },
  )
  .map((parts) => parts.join(""));

test("patterns that are matched natively take the texts that the machine takes", {
  timeout: 3_600_000,
}, () => {
  let pairs = 0;
  fc.assert(
    fc.property(framed, texts, (source, samples) => {
      pairs += compareOn(source, samples);
    }),
    { numRuns: numberOfPatterns },
  );
  expect(pairs).toBeGreaterThan(numberOfPatterns * 5);
});

test("text that happens to be a pattern takes the texts that the machine takes", {
  timeout: 3_600_000,
}, () => {
  fc.assert(
    fc.property(soup, texts, (source, samples) => {
      compareOn(source, samples);
    }),
    { numRuns: numberOfPatterns },
  );
});

function compareOn(source: string, samples: readonly string[]): number {
  const [machine, matcher] = [compiled(source), compilePattern(source)];
  expect([source, matcher instanceof CelError ? undefined : matcher.groupCount]).toEqual([
    source,
    machine?.groupCount(),
  ]);
  if (!machine || matcher instanceof CelError || !nativeTest(source)) return 0;
  expect(samples.map((sample) => matcher.test(sample))).toEqual(
    samples.map((sample) => machine.test(sample)),
  );
  return samples.length;
}

function compiled(source: string): RE2JS | undefined {
  try {
    return RE2JS.compile(source);
  } catch {
    return undefined;
  }
}
