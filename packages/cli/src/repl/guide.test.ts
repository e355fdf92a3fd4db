import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createConditionEnvironment } from "@orthrus/policy";
import { expect, test } from "vitest";
import { choosePainter } from "../output/painter.ts";
import { readPolicyText } from "./read-policy-text.ts";
import { emptyState } from "./repl-state.ts";
import { runLine } from "./run-line.ts";

const root = fileURLToPath(new URL("../../../../", import.meta.url));
const guide = readFileSync(`${root}docs/guide/repl.md`, "utf8");
const session = [...guide.matchAll(/```text\n([\s\S]*?)```/g)].map(([, block]) => `${block}\n`).join("");

test("the session of the guide prints what the guide shows", () => {
  const typed = [...session.matchAll(/^-?> (.*)$/gm)].map(([, line = ""]) => line);
  expect(typed.length).toBeGreaterThan(5);
  expect(replay(typed)).toBe(session);
});

/** A session as a terminal shows it: what is typed stands behind the prompt. */
function replay(typed: readonly string[]): string {
  const setting = {
    environment: createConditionEnvironment(),
    nowMs: Date.parse("2026-03-01T12:00:00Z"),
    paint: choosePainter({ level: "never", isOff: false, environment: {} }, { write: () => undefined }),
    readFile: (path: string) => readPolicyText(root, path),
  };
  let state = emptyState;
  let screen = "";
  for (const line of typed) {
    screen += `${state.pending === "" ? "->" : ">"} ${line}\n`;
    const result = runLine(line, state, setting);
    screen += result.lines.map((text) => `${text}\n`).join("");
    ({ state } = result);
  }
  return screen;
}
