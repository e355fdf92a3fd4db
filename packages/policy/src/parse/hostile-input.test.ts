import { expect, test } from "vitest";
import { parsePolicy } from "./parse-policy.ts";

const HEAD = "apiVersion: api.cerbos.dev/v1\n";
const EXPORT = `${HEAD}exportConstants:\n  name: a\n  definitions:\n`;

const firstProblem = (text: string) => parsePolicy({ path: "a.yaml", text }).problems[0]?.message;

const tooDeep = "document nests deeper than 500 levels";
const tooMuch = "document repeats too much of itself through aliases";

const DEEP = 10_000;
const aliasBomb = Array.from({ length: 30 }, (_, i) =>
  i === 0
    ? "    a0: &a0 [x, x]\n"
    : `    a${i}: &a${i} [${Array(10)
        .fill(`*a${i - 1}`)
        .join(", ")}]\n`,
);
const mergeBomb = `    m: &m\n${lines(2_000, (i) => `      k${i}: 1\n`)}${lines(2_000, (i) => `    x${i}:\n      <<: *m\n`)}`;

function lines(count: number, line: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => line(index)).join("");
}

test.each([
  ["nested lists", `${HEAD}a: ${"[".repeat(DEEP)}${"]".repeat(DEEP)}`, tooDeep],
  ["nested lists that do not end", `${HEAD}a: ${"[".repeat(DEEP)}`, tooDeep],
  ["nested maps", `${HEAD}a: ${"{a: ".repeat(DEEP)}`, tooDeep],
  ["nested block lists", `${HEAD}a:\n  ${"- ".repeat(DEEP)}x`, tooDeep],
  ["nested block maps", lines(2_000, (depth) => `${" ".repeat(depth)}a:\n`), tooDeep],
  ["an alias bomb", EXPORT + aliasBomb.join(""), tooMuch],
  ["a merge bomb", EXPORT + mergeBomb, tooMuch],
  [
    "a truncated file",
    `${HEAD}resourcePolicy:\n  resource: "ab`,
    "could not find end character of double-quoted text",
  ],
  ["control characters", "a\u0000b: \u0001\ud800\n", 'unknown field "a\\u0000b"'],
  ["a key named __proto__", `${HEAD}__proto__: {a: b}\n`, 'unknown field "__proto__"'],
  ["a key named constructor", `${HEAD}constructor: {a: b}\n`, 'unknown field "constructor"'],
])("%s: one clear problem", (_, text, message) => {
  expect(firstProblem(text)).toBe(message);
});

test("a file of ten million line breaks is refused before it is scanned", () => {
  const started = performance.now();
  const problem = firstProblem("\n".repeat(10_000_000));
  expect(problem).toBe("document has more than 1000000 lines");
  // Scanning it would take half a minute.
  expect(performance.now() - started).toBeLessThan(5_000);
});

test("a policy of ten megabytes is read whole", () => {
  const rule = (i: number) =>
    `    - actions: ["edit-${i}-${"x".repeat(1_000)}"]\n      roles: [user]\n      effect: EFFECT_ALLOW\n`;
  const text = `${HEAD}resourcePolicy:\n  resource: album\n  version: default\n  rules:\n${lines(10_000, rule)}`;
  const { policy, problems } = parsePolicy({ path: "a.yaml", text });
  const count = policy?.kind === "resource" ? policy.rules.length : 0;
  expect([text.length > 10_000_000, problems, count]).toEqual([true, [], 10_000]);
});

const ofTenMegabytes = (line: string) => line.repeat(Math.ceil(10_000_000 / line.length));

test.each([
  ["lists beside keys", "a_longer_key: - b\n", "value is not allowed in this context"],
  ["tabs", "\ta_longer_key: b\n", "found character '\t' that cannot start any token"],
  ["quotes followed by text", 'a_longer_key: "b" c\n', /^invalid YAML string/],
])("ten megabytes of %s are refused without reading all of them", (_, line, message) => {
  const started = performance.now();
  const problem = firstProblem(ofTenMegabytes(line));
  expect(problem).toMatch(message);
  // Reading all of them would take a quarter of a minute.
  expect(performance.now() - started).toBeLessThan(5_000);
});

test("the first mistake of a large file is found behind a quoted text that is longer than what is looked at first", () => {
  const quoted = `    a: "${"long text\n      ".repeat(40_000)}"\n`;
  expect(firstProblem(`${EXPORT}${quoted}    b: 1\n`.concat("# end\n".repeat(100_000)))).toBe(undefined);
});

test("nesting within the limit is read", () => {
  const depth = 480;
  const { policy } = parsePolicy({
    path: "a.yaml",
    text: `${EXPORT}    a: ${"[".repeat(depth)}${"]".repeat(depth)}`,
  });
  expect(policy?.kind).toBe("export-constants");
});

test("repeating a value a thousand times is no bomb", () => {
  const text = `${EXPORT}    a: &a [1, 2, 3]\n${lines(1_000, (i) => `    b${i}: *a\n`)}`;
  expect(parsePolicy({ path: "a.yaml", text }).policy?.kind).toBe("export-constants");
});

test("definitions named __proto__ stay definitions", () => {
  const { policy } = parsePolicy({ path: "a.yaml", text: `${EXPORT}    __proto__: {polluted: true}\n` });
  const names = policy?.kind === "export-constants" ? [...policy.definitions.keys()] : [];
  expect([names, "polluted" in {}]).toEqual([["__proto__"], false]);
});

test("time grows with the size of a file, not faster", () => {
  const text = (count: number) => `${EXPORT}${lines(count, (i) => `    variable_${i}: {a: 1, b: [x, y]}\n`)}`;
  const elapsed = (count: number) => {
    const started = performance.now();
    parsePolicy({ path: "a.yaml", text: text(count) });
    return performance.now() - started;
  };
  elapsed(1_000);
  // Quadratic work would take 64 times as long; the machine may be busy with something else meanwhile.
  expect(elapsed(8_000)).toBeLessThan(32 * Math.max(elapsed(1_000), elapsed(1_000)));
});
