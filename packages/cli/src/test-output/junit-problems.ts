import type { Diagnostic } from "@orthrus/policy";
import { resultName } from "./result-name.ts";
import { printXml, type XmlElement } from "./xml.ts";

/** Problems of policies that have no tests because of them, as JUnit XML: one case with an error for each. */
export function junitProblems(problems: readonly Diagnostic[]): string {
  const files = [...new Set(problems.map(({ file }) => file))];
  return printXml({
    name: "testsuites",
    attributes: countsOf(problems.length),
    content: files.map((file) =>
      suiteElement(
        file,
        problems.filter((problem) => problem.file === file),
      ),
    ),
  });
}

function suiteElement(file: string, problems: readonly Diagnostic[]): XmlElement {
  return {
    name: "testsuite",
    attributes: [["name", "Policies"], ["file", file], ...countsOf(problems.length)],
    content: problems.map(caseElement),
  };
}

function countsOf(errors: number): XmlElement["attributes"] {
  return [
    ["errors", errors],
    ["failures", 0],
    ["skipped", 0],
    ["tests", errors],
  ];
}

function caseElement({ code, file, position, message, hint }: Diagnostic): XmlElement {
  const place = position === undefined ? file : `${file}:${position.line}:${position.column}`;
  const text = [`${place} ${message}`, ...(hint === undefined ? [] : [`hint: ${hint}`])].join("\n");
  return {
    name: "testcase",
    attributes: [
      ["file", file],
      ["classname", code],
      ["name", place],
    ],
    content: [
      {
        name: "error",
        attributes: [
          ["type", resultName("errored")],
          ["message", message],
        ],
        content: { kind: "text", text },
      },
    ],
  };
}
