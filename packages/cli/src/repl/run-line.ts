import type { Type, Value } from "@orthrus/cel";
import { stringify } from "yaml";
import type { Painter } from "../output/painter.ts";
import { drawTree } from "../test-output/outline.ts";
import { evaluateText, type Setting } from "./evaluate-text.ts";
import { HELP } from "./help-text.ts";
import { isComplete } from "./is-complete.ts";
import { type Loading, loadPolicy } from "./load-policy.ts";
import { type Directive, parseDirective } from "./parse-directive.ts";
import { printValue } from "./print-value.ts";
import { emptyState, type ReplState, type Typed } from "./repl-state.ts";
import { runRule } from "./run-rule.ts";
import { setSpecial, specialNames } from "./set-special.ts";

/** What a line leads to. */
export interface LineResult {
  readonly state: ReplState;
  /** What to print. Ends with a blank line, unless there is nothing to say. */
  readonly lines: readonly string[];
  readonly isOver: boolean;
}

/** What running lines needs besides the state. */
export interface LineSetting extends Setting {
  readonly paint: Painter;
  /** Reads a policy file. Throws: an `Error` that says why it cannot. */
  readonly readFile: (path: string) => string;
}

/**
 * Runs one line as it was typed: an expression, a directive, or a piece of either.
 *
 * What is wrong with it is printed; the session goes on.
 */
export function runLine(line: string, state: ReplState, setting: LineSetting): LineResult {
  const isContinued = line.endsWith("\\");
  const piece = isContinued ? line.slice(0, -1) : line;
  const input = state.pending === "" ? piece : `${state.pending} ${piece}`;
  if (isContinued || !isComplete(input)) return silent({ ...state, pending: input });
  const ready = { ...state, pending: "" };
  const text = input.trim();
  if (text === "") return silent(ready);
  if (text.startsWith(":")) return runDirective(parseDirective(text.slice(1).trim()), ready, setting);
  return runExpression(text, ready, setting);
}

function silent(state: ReplState): LineResult {
  return { state, lines: [], isOver: false };
}

function say(state: ReplState, ...texts: readonly string[]): LineResult {
  return { state, lines: [...texts, ""], isOver: false };
}

function fail(state: ReplState, problem: string, { paint }: LineSetting): LineResult {
  return say(state, `${paint.problem("Error:")} Failed to process input`, ` ${problem}`);
}

function runExpression(text: string, state: ReplState, setting: LineSetting): LineResult {
  return assign("_", text, state, setting);
}

/** Evaluates, remembers under a name, prints. */
function assign(name: string, text: string, state: ReplState, setting: LineSetting): LineResult {
  const result = evaluateText(text, state, setting);
  switch (result.kind) {
    case "invalid":
      return say(state, result.report.replaceAll("ERROR:", setting.paint.problem("ERROR:")));
    case "failed":
      return fail(state, result.message, setting);
    case "value": {
      const { type, value } = result;
      return say(remember(state, name, { type, value }), binding(name, value, type));
    }
  }
}

function remember(state: ReplState, name: string, typed: Typed): ReplState {
  return { ...state, variables: new Map([...state.variables, [name, typed]]) };
}

function binding(name: string, value: Value, type?: Type): string {
  return `${name} = ${printValue(value, type)}`;
}

function runDirective(directive: Directive, state: ReplState, setting: LineSetting): LineResult {
  switch (directive.kind) {
    case "invalid":
      return fail(state, directive.problem, setting);
    case "quit":
      return { state, lines: [], isOver: true };
    case "help":
      return say(state, HELP);
    case "reset":
      return say(emptyState);
    case "vars":
      return say(state, listVariables(state, setting).join("\n\n"));
    case "rules":
      return say(state, ...(state.rules ? ruleLines(state.rules) : []));
    case "let":
      return runLet(directive.name, directive.expression, state, setting);
    case "load":
      return runLoad(directive.path, state, setting);
    case "exec":
      return runExec(directive.rule, state, setting);
  }
}

const STANDARD_NAMES = ["C", "G", "P", "R", "V", "constants", "globals", "request", "runtime", "variables"];

/** Every name with its value, sorted. */
function listVariables(state: ReplState, setting: LineSetting): readonly string[] {
  const standard = STANDARD_NAMES.flatMap((name): readonly (readonly [string, Typed])[] => {
    const result = evaluateText(name, state, setting);
    return result.kind === "value" ? [[name, result]] : [];
  });
  return [...new Map([...standard, ...state.variables])]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, { type, value }]) => binding(name, value, type));
}

function runLet(name: string, expression: string, state: ReplState, setting: LineSetting): LineResult {
  const set = setSpecial(name, expression, state);
  if (set === undefined) {
    if (STANDARD_NAMES.includes(name.split(".")[0] ?? ""))
      return fail(state, `only ${specialNames.join(", ")} can be set`, setting);
    return assign(name, expression, state, setting);
  }
  if ("problem" in set) return fail(state, set.problem, setting);
  const shown = evaluateText(name, set.state, setting);
  return say(set.state, ...(shown.kind === "value" ? [binding(name, shown.value, shown.type)] : []));
}

function runLoad(path: string, state: ReplState, setting: LineSetting): LineResult {
  let text: string;
  try {
    text = setting.readFile(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return fail(state, `failed to open policy file at ${path}: ${reason}`, setting);
  }
  return reportLoading(path, loadPolicy(path, text, state), state, setting);
}

function reportLoading(path: string, loading: Loading, state: ReplState, setting: LineSetting): LineResult {
  switch (loading.kind) {
    case "broken": {
      const problems = loading.problems.flatMap((problem) => [problem, ""]);
      const { lines } = fail(state, `failed to read policy file ${path}`, setting);
      return { state, lines: [...problems, ...lines], isOver: false };
    }
    case "missing": {
      const { policy, what, names } = loading;
      return say(
        state,
        `${setting.paint.problem("Error:")} Missing ${what}s import`,
        "",
        `${policy} imports the following ${what} definitions:`,
        ...names.map((name) => `  - ${name}`),
        "",
        `Load the file containing the ${what} definitions, then try again`,
      );
    }
    case "loaded": {
      const { policy, variables, state: next } = loading;
      const hasVariables = Object.keys(variables).length > 0;
      return say(
        next,
        `Loaded ${setting.paint.policy(policy)}`,
        ...(hasVariables ? ["", "Policy variables:", printValue(variables)] : []),
        ...(next.rules && next.rules.rules.length > 0 ? ["", ...ruleLines(next.rules)] : []),
      );
    }
  }
}

function ruleLines({ policy, rules }: NonNullable<ReplState["rules"]>): readonly string[] {
  const shown = rules.map(({ json }, index) => {
    const yaml = stringify(json, { version: "1.1", sortMapEntries: true, indentSeq: false, lineWidth: 0 });
    return [
      `[#${index}]`,
      ...yaml
        .trimEnd()
        .split("\n")
        .map((line) => `    ${line}`),
    ].join("\n");
  });
  return [[`Conditional rules in '${policy}'`, ...shown].join("\n\n")];
}

function runExec(number: number, state: ReplState, setting: LineSetting): LineResult {
  const rule = state.rules?.rules[number];
  if (rule === undefined) return fail(state, `failed to find rule ${number}`, setting);
  const run = runRule(rule.match, state, setting);
  if (run.kind === "invalid") return fail(state, run.problem, setting);
  const next = run.last === undefined ? state : remember(state, "_", run.last);
  return say(next, ...drawTree([run.outline], setting.paint));
}
