import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { ReasonCode } from "@orthrus/engine";
import { expect, test } from "vitest";
import { ran } from "../testdata/ran.ts";

const root = fileURLToPath(new URL("../../../..", import.meta.url));
const pages = ["README.md", "docs/guide/explain.md"];

const shown = pages.flatMap((page) => {
  const text = readFileSync(`${root}/${page}`, "utf8");
  return [...text.matchAll(/```console\n\$ orthrus (explain (?:[^\\\n]|\\\n)*)\n([\s\S]*?)```/g)].map(
    ([, command = "", output = ""]) => ({ page, words: wordsOf(command), output }),
  );
});

/** Words of a command line, with quotes and continued lines. */
function wordsOf(command: string): readonly string[] {
  const words = command.replaceAll("\\\n", " ").match(/(?:'[^']*'|[^\s'])+/g) ?? [];
  return words.map((word) => word.replaceAll("'", ""));
}

test("both pages show explanations", () => {
  expect(new Set(shown.map(({ page }) => page))).toEqual(new Set(pages));
});

test.each(shown)("$page shows what `orthrus $words` prints", async ({ words, output }) => {
  expect(await ran(words, { workingDirectory: root })).toEqual({ code: 0, stdout: output, stderr: "" });
});

// A type cannot be listed; the compiler says when one is missing here.
const codes: Readonly<Record<ReasonCode, true>> = {
  "allowed-by-rule": true,
  "allowed-by-principal-policy": true,
  "no-policy": true,
  "wrong-version": true,
  "scope-missing": true,
  "action-missing": true,
  "role-missing": true,
  "derived-role-inactive": true,
  "condition-false": true,
  "condition-error": true,
  "denied-by-rule": true,
  "denied-by-principal-policy": true,
  "role-policy": true,
  "parental-consent": true,
  "schema-rejected": true,
  "internal-error": true,
};

test("the guide explains every reason there is, and no other", () => {
  const guide = readFileSync(`${root}/docs/guide/explain.md`, "utf8");
  const section = guide.slice(guide.indexOf("## Reasons"));
  const explained = [...section.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, code]) => code);
  expect(explained).toEqual(Object.keys(codes));
});
