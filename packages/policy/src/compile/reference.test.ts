import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { compilePolicies, type PolicyCompilation } from "./compile-policies.ts";

// Each folder of testdata is a set of policies with mistakes; the reference server's compiler says what they are.
const testdata = fileURLToPath(new URL("./testdata", import.meta.url));
const folders = readdirSync(testdata).sort();
const reference = referenceCommand();
if (reference === undefined) console.warn("skipped: the reference server has no binary for this machine");

test.skipIf(reference === undefined).each(folders)("%s is reported as the reference reports it", (folder) => {
  const path = join(testdata, folder);
  expect(comparable(reportOf(compilePolicies(readFiles(path))))).toEqual(comparable(referenceReport(path)));
});

function referenceCommand(): string | undefined {
  try {
    const command = createRequire(import.meta.url).resolve("cerbos/index.js");
    return spawnSync(process.execPath, [command, "--version"]).status === 0 ? command : undefined;
  } catch {
    return undefined;
  }
}

function referenceReport(path: string): unknown {
  const args = [reference ?? "", "compile", "--skip-tests", "--output=json", path];
  const { stdout } = spawnSync(process.execPath, args, { encoding: "utf8" });
  return JSON.parse(stdout);
}

function readFiles(path: string) {
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const file = join(entry.parentPath, entry.name);
      return { path: file.slice(path.length + 1), text: readFileSync(file, "utf8") };
    });
}

function reportOf({ lint, errors }: PolicyCompilation): unknown {
  if (lint !== undefined) return { lint_errors: lint };
  return {
    compile_errors: { errors: errors.map(({ code: _code, hint: _hint, near: _near, ...error }) => error) },
  };
}

// Excerpts are laid out differently; permissions conflicts are a deliberate difference, because the reference misses
// some and invents others; the reference mixes plain and no-break spaces at random. `code`, `hint` and `near` are ours.
const LEFT_OUT = new Set(["code", "context", "hint", "near", "scope_permissions_conflicts"]);

// The reference's order differs from run to run.
const IN_NO_ORDER = new Set(["missing_imports"]);

/** What 0.51 says and what 0.55 says, which is what we say. */
const NEWER_WORDS: readonly (readonly [older: string, newer: string])[] = [
  ["\u00a0", " "],
  ["value must be in list [1, 2]", "must be one of [EFFECT_ALLOW, EFFECT_DENY]"],
  [
    "value must be in list [0, 2]",
    "must be one of [SCOPE_PERMISSIONS_UNSPECIFIED, SCOPE_PERMISSIONS_REQUIRE_PARENTAL_CONSENT_FOR_ALLOWS]",
  ],
  ["value must equal", "must equal"],
  ["value does not match", "does not match"],
  ["value length must be", "must be"],
];

/** Both reports in one spelling, without empty members. */
function comparable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(comparable);
  if (typeof value === "string") return inNewerWords(value);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, member]) => {
    const name = snakeCase(key);
    return [name, IN_NO_ORDER.has(name) ? inOrder(member) : comparable(member)] as const;
  });
  return Object.fromEntries(entries.filter(([key, member]) => !LEFT_OUT.has(key) && !isEmpty(member)));
}

function inNewerWords(text: string): string {
  return NEWER_WORDS.reduce((words, [older, newer]) => words.replaceAll(older, newer), text);
}

function inOrder(list: unknown): unknown {
  const texts = Array.isArray(list) ? list.map((item) => JSON.stringify(sortKeys(comparable(item)))) : [];
  return texts.sort();
}

function sortKeys(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1)));
}

function isEmpty(value: unknown): boolean {
  return value === undefined || (Array.isArray(value) && value.length === 0);
}

function snakeCase(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
