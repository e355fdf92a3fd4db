import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { expect, test } from "vitest";
import { stringify } from "yaml";
import { indexSource } from "../../source/source-text.ts";
import { readAnyDocument } from "../read-document.ts";
import type { TreeNode } from "../tree.ts";
import { readTidyDocument } from "./read-tidy-document.ts";

function tidyReading(text: string): TreeNode | undefined {
  const read = readTidyDocument(text);
  return "document" in read ? read.document : undefined;
}

function generalReading(text: string): unknown {
  const read = readAnyDocument(indexSource({ path: "a.yaml", text }));
  return "document" in read ? read.document : read.problems;
}

const examples = new URL("../../../../../examples/policies/", import.meta.url);
const files = readdirSync(examples, { recursive: true, encoding: "utf8" })
  .filter((path) => /\.ya?ml$/.test(path))
  .map((path) => readFileSync(fileURLToPath(new URL(path, examples)), "utf8"));

test("nearly all example files are tidy, and are read as the general reader reads them", () => {
  const read = files.map(tidyReading);
  const tidy = read.filter((document) => document !== undefined);
  expect([
    tidy.length / files.length > 0.9,
    read.map((document, i) => document ?? generalReading(files[i] ?? "")),
  ]).toEqual([true, files.map(generalReading)]);
});

// biome-ignore format: one text per row
const TIDY: readonly string[] = [
  "a: 1\nb: [x, 'y', \"z\"]\nc: {d: e, \"f\":1}\n",
  "# first\n---\na:\n- b\n- c: 1\n  d: 2\ne:\n",
  "a: # nothing\nb: x # comment\n\n\nc: \"#\"\n",
  "a: |-\n  one\n\n   two\n\nb: >-\n  three\n  four\n",
  "a: |\n  one\n",
  "- - a\n  - b\n-\n  c: d\n",
  "a: [\n  b, # first\n  c,\n ]\n",
  "{\"a\": {\"b\": [1, 2.5, true, null]}, \"c\": \"\\\"\\\\\\n\"}\n",
  "a: it's\nb: R.attr.x == \"y\" && z[0]\nc: 'it''s'",
  "my key: value\n\"quoted key\": -1\n",
];

test.each(TIDY)("%j is tidy", (text) => {
  expect([tidyReading(text)]).toEqual([generalReading(text)]);
});

// biome-ignore format: one text per row
test.each([
  "", "# nothing\n", "a", "- a\nb: c\n", "a: &x 1\nb: *x\n", "<<: {}\n", "a: !b\n", "a: 1\na: 2\n", "a: b: c\n", "a: \"b\" c\n",
  "a:\tb\n", "a: b\r\n", "a: b\n---\nc: d\n", "a: b\n c\n", "a: |+\n  b\n\n", "a: |2\n    b\n", "? a\n: b\n", "a: [b\nc: d\n", "\ufeffa: b\n",
  "a: [b,\nc]\n", "a: \"b\nc\"\n", "a:\n  - b\n c: d\n", "a: \"\\x41\"\n", "%YAML 1.2\n---\na: b\n",
])("%j is left to the general reader", (text) => {
  expect(tidyReading(text)).toBe(undefined);
});

const scalar = fc.oneof(
  fc.constantFrom(
    "a",
    "R.attr.x == 'y'",
    "true",
    "1",
    "-1.5",
    "",
    "null",
    "*",
    "x # y",
    "a: b",
    "it's",
    '"',
    "\\n",
    "- a",
    "017",
    "2020-01-01",
  ),
  fc.string({ maxLength: 12 }),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
);
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    scalar,
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(
      fc.oneof(fc.constantFrom("a", "b", "expr", "name"), fc.string({ maxLength: 5 })),
      tie("value"),
      { maxKeys: 4 },
    ),
  ),
}));
const layout = fc.record({
  indent: fc.integer({ min: 1, max: 4 }),
  indentSeq: fc.boolean(),
  lineWidth: fc.constantFrom(0, 20, 80),
  defaultStringType: fc.constantFrom(
    "PLAIN",
    "QUOTE_DOUBLE",
    "QUOTE_SINGLE",
    "BLOCK_LITERAL",
    "BLOCK_FOLDED",
  ),
  collectionStyle: fc.constantFrom("any", "block", "flow"),
} as const);
const written = fc.tuple(value, layout).map(([json, options]) => stringify(json, options));

/** Pieces that mean something to YAML, put where they may not belong. */
const piece = fc.constantFrom(
  " ",
  "  ",
  "\n",
  "\n  ",
  ":",
  ": ",
  "- ",
  "-",
  "#",
  " # ",
  "'",
  '"',
  "[",
  "]",
  "{",
  "}",
  ",",
  "|",
  ">-",
  "&a ",
  "*a",
  "!x ",
  "---\n",
  "\t",
  "\\",
  "<<: ",
  "?",
  "é",
);
const edit = fc.tuple(
  fc.double({ min: 0, max: 1, noNaN: true }),
  fc.integer({ min: 0, max: 3 }),
  fc.option(piece, { nil: "" }),
);

function edited(text: string, edits: readonly (readonly [number, number, string])[]): string {
  return edits.reduce((now, [place, removed, added]) => {
    const at = Math.floor(place * now.length);
    return now.slice(0, at) + added + now.slice(at + removed);
  }, text);
}

const RUNS = Number(process.env.ORTHRUS_TIDY_RUNS ?? 1_500);

test("whatever the tidy reader reads, the general reader reads in the same way", () => {
  const original = fc.oneof(
    written,
    fc.constantFrom(...TIDY, ...files.filter((text) => text.length < 2_000)),
  );
  let readCount = 0;
  fc.assert(
    fc.property(original, fc.array(edit, { maxLength: 3 }), (text, edits) => {
      const given = edited(text, edits);
      const read = tidyReading(given);
      if (read === undefined) return;
      readCount++;
      expect(read).toEqual(generalReading(given));
    }),
    { numRuns: RUNS },
  );
  expect(readCount).toBeGreaterThan(RUNS / 4);
});
