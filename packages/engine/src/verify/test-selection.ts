import { compilePattern, isCelError } from "@orthrus/cel";
import { compileGlob } from "../rule-table/glob.ts";
import { TestSelectionError } from "./errors.ts";

const DIMENSIONS = ["suite", "test", "principal", "resource", "action"] as const;

export type TestDimension = (typeof DIMENSIONS)[number];

/** Which tests to run: in each dimension that is there, one of the globs has to match. */
export type TestFilter = ReadonlyMap<TestDimension, readonly ((name: string) => boolean)[]>;

/**
 * Reads filters; several add up.
 *
 * Shape: `["suite=Album*;action=view,edit"]`.
 * Throws: `TestSelectionError` with `engine/invalid-test-filter`.
 */
export function parseTestFilter(specifications: readonly string[]): TestFilter {
  const filter = new Map<TestDimension, ((name: string) => boolean)[]>();
  for (const part of split(specifications.join(";"), ";")) {
    const at = part.indexOf("=");
    if (at === -1) {
      throw invalid(
        `invalid filter dimension format ${JSON.stringify(part)}: expected 'dimension=glob1,glob2'`,
      );
    }
    const dimension = readDimension(part.slice(0, at).trim());
    const globs = split(part.slice(at + 1), ",").map(compileGlob);
    if (globs.length > 0) filter.set(dimension, [...(filter.get(dimension) ?? []), ...globs]);
  }
  if (specifications.length > 0 && filter.size === 0) {
    throw invalid("filter must contain at least one glob pattern in at least one dimension");
  }
  return filter;
}

/** Whether a name is wanted. */
export function isSelected(filter: TestFilter, dimension: TestDimension, name: string): boolean {
  return filter.get(dimension)?.some((matches) => matches(name)) ?? true;
}

/**
 * Reads a pattern of names of cases, in RE2 syntax, found anywhere in the name.
 *
 * Throws: `TestSelectionError` with `engine/invalid-test-pattern`; `TypeError` where it needs the RE2 machine, which is
 * not loaded.
 */
export function compileTestPattern(text: string): (name: string) => boolean {
  const matcher = compilePattern(text);
  if (isCelError(matcher)) throw new TestSelectionError("engine/invalid-test-pattern", matcher.message);
  return matcher.quickestTest();
}

function readDimension(name: string): TestDimension {
  const found = DIMENSIONS.find((dimension) => dimension === name.toLowerCase());
  if (found) return found;
  const known = DIMENSIONS.join(", ");
  throw invalid(`unknown filter dimension ${JSON.stringify(name)}: valid dimensions are ${known}`);
}

function split(text: string, separator: string): readonly string[] {
  return text
    .split(separator)
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

function invalid(message: string): TestSelectionError {
  return new TestSelectionError("engine/invalid-test-filter", message);
}
