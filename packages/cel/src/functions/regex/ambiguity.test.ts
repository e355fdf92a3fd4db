import { expect, test } from "vitest";
import { pathsAtOnce } from "./ambiguity.ts";
import { buildAutomaton } from "./automaton.ts";
import { parsePattern } from "./re2-syntax.ts";

function paths(pattern: string): number | undefined {
  const node = parsePattern(pattern)?.node;
  const automaton = node && buildAutomaton(node);
  return automaton && pathsAtOnce(automaton);
}

// biome-ignore format: one row per pattern
test.each([
  ["the next character always decides", "a*b",               1],
  ["paths part and never meet",         "(?:[^/]+/)*x",      3],
  ["the next character always decides", "(?:[a-w]+/)*x",     1],
  ["the next character always decides", "(?:^|,)a",          1],
  ["paths part and never meet",         ".*ab",              3],
  ["paths part and never meet",         "a(?:ab|ac)",        5],
  ["paths part and never meet",         "(?:ab|a)*c",        4],
  ["paths meet",                        "a*a*",              undefined],
  ["paths meet",                        "a?a?b",             undefined],
  ["paths meet",                        "(?:a|a)b",          undefined],
  ["paths meet",                        "(?:a|b|ab)*c",      undefined],
  ["paths meet",                        ".*a.*b",            undefined],
  ["paths meet",                        "(?:a{1,20}){1,3}b", undefined],
  ["paths meet",                        "(?:[ab]+,?)*",      undefined],
  ["a step can be taken in two ways",   "(?:a*)*",           undefined],
  ["a step can be taken in two ways",   "(?:a+)+",           undefined],
  ["a step can be taken in two ways",   "(?:a|)?",           undefined],
  ["a step can be taken in two ways",   "(?:\\b|^)a",        undefined],
  ["a step can be taken in two ways",   "(?:^)*a",           undefined],
])("%s: %s has %s paths at once", (_, pattern, expected) => {
  expect(paths(pattern)).toBe(expected);
});
