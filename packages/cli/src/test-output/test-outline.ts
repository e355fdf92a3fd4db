import type {
  ActionOutcome,
  NamedAction,
  NamedResource,
  NamedTest,
  OutputFailure,
  SuiteRun,
  TestResult,
  TestRun,
  TestSummary,
} from "@orthrus/engine";
import type { Output } from "@orthrus/protocol";
import { excerpt } from "../output/excerpt.ts";
import type { Painter } from "../output/painter.ts";
import { placeText } from "../output/place.ts";
import { compactJson } from "./compact-json.ts";
import { effectName } from "./effect-name.ts";
import { failedOutput } from "./failed-output.ts";
import { drawTree, indentOutline, type OutlineNode } from "./outline.ts";
import { RESULT_ORDER, resultLabel } from "./result-name.ts";
import { traceLines } from "./trace-lines.ts";

export interface OutlineStyle {
  readonly layout: "tree" | "list";
  /** Also what passed. */
  readonly isVerbose: boolean;
  readonly paint: Painter;
  /** Of the terminal that a tree is for; lines are as long as they are unless given. */
  readonly columns?: number | undefined;
}

/** Results for people: what did not pass, and how many did. */
export function testOutline({ suites, summary }: TestRun, style: OutlineStyle): string {
  const { layout, paint } = style;
  const nodes = suites.flatMap((suite) => suiteNodes(suite, style));
  const lines = layout === "tree" ? drawTree(nodes, paint, style.columns) : indentOutline(nodes);
  const footer = [`${summary.count} tests executed`, ...tallies(summary, paint)].join(" ");
  const traces = style.isVerbose ? traceLines(suites, paint) : [];
  return [paint.heading("Test results"), ...lines, "", ...traces, footer, ""].join("\n");
}

/** A suite whose author skips it, or of which a filter leaves nothing, is not worth a line. */
function suiteNodes(suite: SuiteRun, style: OutlineStyle): readonly OutlineNode[] {
  const { paint } = style;
  const title = `${paint.suite(suite.name)} (${paint.file(suite.file)})`;
  if (suite.error !== undefined) {
    const children = [
      leaf(paint.problem(suite.error)),
      ...excerptNodes(suite, paint),
      ...hintNodes(suite.hints, paint),
    ];
    return [{ text: `${title} ${badge("errored", paint)}`, children }];
  }
  if (!suite.tests.some(hasAnything)) return [];
  if (suite.summary.overall === "skipped") return [leaf(`${title} ${badge("skipped", paint)}`)];
  const text = [title, ...tallies(suite.summary, paint)].join(" ");
  const tests = suite.tests.flatMap((test) => testNodes(test, style));
  return [{ text, children: [...tests, ...hintNodes(suite.hints, paint)] }];
}

function hintNodes(hints: readonly string[], paint: Painter): readonly OutlineNode[] {
  return hints.map((hint) => leaf(`${paint.label("hint:")} ${hint}`));
}

/** Whoever made many mistakes mends the first ones first. */
const MOST_EXCERPTS = 3;

function excerptNodes({ excerpts }: SuiteRun, paint: Painter): readonly OutlineNode[] {
  return excerpts.slice(0, MOST_EXCERPTS).map(({ file, position, context }) => {
    const lines = excerpt(context, undefined, paint).slice(0, -1);
    return leaf([placeText(file, position, paint), ...lines].join("\n"));
  });
}

function hasAnything({ principals }: NamedTest): boolean {
  return principals.some(({ resources }) =>
    resources.some(({ actions }) => actions.some(({ outcome }) => !isLeftOut(outcome))),
  );
}

function isLeftOut(outcome: ActionOutcome): boolean {
  return outcome.kind === "skipped" && outcome.by !== "author";
}

function testNodes({ name, principals }: NamedTest, style: OutlineStyle): readonly OutlineNode[] {
  const { paint } = style;
  return unlessEmpty(
    paint.test(name),
    principals.flatMap((principal) =>
      unlessEmpty(
        paint.policy(principal.name),
        principal.resources.flatMap((resource) =>
          unlessEmpty(paint.policy(resource.name), [
            ...resource.actions.flatMap((action) => actionNodes(action, style)),
            ...hintNodes(brokenSchemas(resource), paint),
          ]),
        ),
      ),
    ),
  );
}

/** Why actions were denied before any rule was asked, once for all of them. */
function brokenSchemas({ actions }: NamedResource): readonly string[] {
  const errors = actions.flatMap(({ outcome }) =>
    outcome.kind === "failed" ? (outcome.schemaErrors ?? []) : [],
  );
  const hints = errors.map(
    ({ source, path, message }) => `\`${path}\` of the ${source} breaks its schema: ${message}`,
  );
  return [...new Set(hints)];
}

function unlessEmpty(text: string, children: readonly OutlineNode[]): readonly OutlineNode[] {
  return children.length === 0 ? [] : [{ text, children }];
}

function actionNodes({ name, outcome }: NamedAction, style: OutlineStyle): readonly OutlineNode[] {
  if (isLeftOut(outcome) || (outcome.kind === "passed" && !style.isVerbose)) return [];
  const { paint } = style;
  const text = `${paint.action(name)} ${badge(outcome.kind, paint)}`;
  return [{ text, children: outcomeNodes(outcome, paint) }];
}

function outcomeNodes(outcome: ActionOutcome, paint: Painter): readonly OutlineNode[] {
  switch (outcome.kind) {
    case "skipped":
      return [];
    case "passed": {
      const result = leaf(`${paint.label("RESULT:")} ${effectName(outcome.effect)}`);
      return [
        result,
        ...unlessEmpty(
          paint.label("OUTPUTS:"),
          outcome.outputs.map((it) => outputNode(it, paint)),
        ),
      ];
    }
    case "failed":
      return [failureNode(outcome, paint)];
    case "errored":
      return [leaf(`${paint.problem("ERROR:")} ${outcome.error}`)];
  }
}

function failureNode(
  { expected, actual, outputs }: Extract<ActionOutcome, { kind: "failed" }>,
  paint: Painter,
): OutlineNode {
  const label = paint.problem("OUTCOME:");
  if (outputs.length === 0) {
    return leaf(`${label} expected: ${effectName(expected)}, actual: ${effectName(actual)}`);
  }
  return {
    text: `${label} output expectation unsatisfied`,
    children: outputs.map((failure) => outputFailureNode(failure, paint)),
  };
}

function outputFailureNode(failure: OutputFailure, paint: Painter): OutlineNode {
  const { source, expected } = failure;
  return {
    text: paint.test(source),
    children: [
      leaf(`${paint.label("EXPECTED:")} ${compactJson(expected)}`),
      leaf(`${paint.label("ACTUAL:")} ${actualText(failure, paint)}`),
    ],
  };
}

function actualText(failure: OutputFailure, paint: Painter): string {
  switch (failure.kind) {
    case "missing":
      return paint.problem("MISSING");
    case "mismatched":
      return compactJson(failure.actual);
    case "errored":
      return paint.problem(failedOutput(failure.error));
  }
}

function outputNode({ source, value, error }: Output, paint: Painter): OutlineNode {
  const text = error === undefined ? compactJson(value ?? null) : paint.problem(failedOutput(error));
  return { text: paint.test(source), children: [leaf(text)] };
}

function tallies({ counts }: TestSummary, paint: Painter): readonly string[] {
  return RESULT_ORDER.filter((result) => counts[result] > 0).map((result) =>
    badge(result, paint, `${counts[result]} `),
  );
}

function badge(result: TestResult, paint: Painter, count = ""): string {
  const text = `[${count}${resultLabel(result)}]`;
  switch (result) {
    case "skipped":
      return paint.muted(text);
    case "passed":
      return paint.passed(text);
    case "failed":
    case "errored":
      return paint.problem(text);
  }
}

function leaf(text: string): OutlineNode {
  return { text, children: [] };
}
