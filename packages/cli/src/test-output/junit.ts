import type { ActionOutcome, OutputFailure, SuiteRun, TestResult, TestRun } from "@orthrus/engine";
import type { Json, Output } from "@orthrus/protocol";
import { compactJson } from "./compact-json.ts";
import { effectName } from "./effect-name.ts";
import { failedOutput } from "./failed-output.ts";
import { resultName } from "./result-name.ts";
import { printXml, type XmlElement, type XmlText } from "./xml.ts";

/** Results as JUnit XML, for build servers. */
export function junitXml(run: TestRun, isVerbose: boolean): string {
  const { counts, count } = run.summary;
  const suitesOf = (result: TestResult) =>
    run.suites.filter(({ summary }) => summary.overall === result).length;
  return printXml({
    name: "testsuites",
    attributes: [
      ["errors", counts.errored + suitesOf("errored")],
      ["failures", counts.failed],
      ["skipped", counts.skipped + suitesOf("skipped")],
      ["tests", count],
    ],
    content: run.suites.map((suite) => suiteElement(suite, isVerbose)),
  });
}

const noProperties = element("properties");

/** COMPAT(cerbos): a suite with an error in it shows no cases, and counts as one error. */
function suiteElement(suite: SuiteRun, isVerbose: boolean): XmlElement {
  const { overall } = suite.summary;
  if (overall === "errored") {
    const error = textElement("error", suite.error ?? "", [["type", resultName("errored")]]);
    return withCounts(suite, { errored: 1 }, [error, noProperties]);
  }
  if (overall === "skipped") {
    const skipped = element("skipped", [["message", "This test suite was skipped"]]);
    return withCounts(suite, { skipped: 1 }, isVerbose ? [skipped, noProperties] : [noProperties]);
  }
  const cases = casesOf(suite);
  const skipped = cases.filter(({ outcome }) => outcome.kind === "skipped").length;
  const elements = cases.map((testCase) => caseElement(suite, testCase));
  return withCounts(suite, { failed: suite.summary.counts.failed, skipped }, [noProperties, ...elements]);
}

function withCounts(
  { name, file, description, summary }: SuiteRun,
  { errored = 0, failed = 0, skipped = 0 }: Partial<Record<TestResult, number>>,
  content: readonly XmlElement[],
): XmlElement {
  return {
    name: "testsuite",
    attributes: [
      ...(description === "" ? [] : [["description", description] as const]),
      ["name", name],
      ["file", file],
      ["errors", errored],
      ["failures", failed],
      ["skipped", skipped],
      ["tests", summary.count],
    ],
    content,
  };
}

interface FlatCase {
  readonly test: string;
  readonly principal: string;
  readonly resource: string;
  readonly action: string;
  readonly outcome: ActionOutcome;
}

function casesOf({ tests }: SuiteRun): readonly FlatCase[] {
  return tests.flatMap((test) =>
    test.principals.flatMap((principal) =>
      principal.resources.flatMap((resource) =>
        resource.actions.map((action) => ({
          test: test.name,
          principal: principal.name,
          resource: resource.name,
          action: action.name,
          outcome: action.outcome,
        })),
      ),
    ),
  );
}

function caseElement({ file }: SuiteRun, testCase: FlatCase): XmlElement {
  const { test, principal, resource, action, outcome } = testCase;
  const properties = Object.entries({ principal, resource, action }).map(([name, value]) =>
    textElement("property", value, [["name", name]]),
  );
  return {
    name: "testcase",
    attributes: [
      ["file", file],
      ["classname", `${principal}.${resource}.${action}`],
      ["name", test],
    ],
    content: [outcomeElement(outcome), { name: "properties", attributes: [], content: properties }],
  };
}

function outcomeElement(outcome: ActionOutcome): XmlElement {
  const type = ["type", resultName(outcome.kind)] as const;
  switch (outcome.kind) {
    case "skipped":
      return element("skipped", [["message", "This test was skipped"]]);
    case "errored":
      return textElement("error", outcome.error, [type]);
    case "passed": {
      const effect = effectName(outcome.effect);
      const outputs = outcome.outputs.map(passedOutputElement);
      return element("success", [type], comparison(outputs, effect, effect));
    }
    case "failed": {
      const { expected, actual } = outcome;
      const outputs = outcome.outputs.map(outputFailureElement);
      const kind = outputs.length > 0 ? "Output" : "Effect";
      const message = ["message", `${kind} expectation unsatisfied`] as const;
      return element(
        "failure",
        [type, message],
        comparison(outputs, effectName(actual), effectName(expected)),
      );
    }
  }
}

function comparison(outputs: readonly XmlElement[], actual: string, expected: string): readonly XmlElement[] {
  return [
    ...(outputs.length > 0 ? [element("outputs", [], outputs)] : []),
    textElement("actual", actual),
    textElement("expected", expected),
  ];
}

function passedOutputElement({ source, value, error }: Output): XmlElement {
  const shown = error === undefined ? jsonText(value ?? null) : cdata(failedOutput(error));
  return outputElement(source, jsonText(value ?? null), shown);
}

function outputFailureElement(failure: OutputFailure): XmlElement {
  return outputElement(failure.source, jsonText(failure.expected), actualOutput(failure));
}

function actualOutput(failure: OutputFailure): XmlText {
  switch (failure.kind) {
    case "missing":
      return { kind: "text", text: "" };
    case "mismatched":
      return jsonText(failure.actual);
    case "errored":
      return cdata(failedOutput(failure.error));
  }
}

function outputElement(source: string, expected: XmlText, actual: XmlText): XmlElement {
  return element(
    "output",
    [["src", source]],
    [
      { name: "expected", attributes: [], content: expected },
      { name: "actual", attributes: [], content: actual },
    ],
  );
}

function jsonText(value: Json): XmlText {
  return cdata(compactJson(value));
}

function cdata(text: string): XmlText {
  return { kind: "cdata", text };
}

function textElement(name: string, text: string, attributes: XmlElement["attributes"] = []): XmlElement {
  return { name, attributes, content: { kind: "text", text } };
}

function element(
  name: string,
  attributes: XmlElement["attributes"] = [],
  content: readonly XmlElement[] = [],
): XmlElement {
  return { name, attributes, content };
}
