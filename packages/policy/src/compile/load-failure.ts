import { pathText } from "../model/span.ts";
import type { ParsedFile } from "../parse/parse-policy.ts";
import type { ReadProblem } from "../parse/read-problem.ts";
import { contextBlock } from "../source/context-block.ts";
import { lineAndColumn, type SourceText } from "../source/source-text.ts";
import type { LoadFailure, NearbyPlace } from "./lint-report.ts";

const KIND_NUMBERS = { parse: 1, validation: 2, static: undefined } as const;

/** What the report says about the problems of one file. */
export function loadFailures({ source, problems }: ParsedFile): readonly LoadFailure[] {
  return problems.map((problem) => loadFailure(source, problem));
}

/** Shows a place by its offset. */
export function nearbyPlace(source: SourceText, offset: number): NearbyPlace {
  return { position: lineAndColumn(source, offset), context: contextBlock(source, offset) };
}

/** What it says about one of them. */
export function loadFailure(
  source: SourceText,
  { code, kind, message, at, near, hint }: ReadProblem,
): LoadFailure {
  const number = KIND_NUMBERS[kind];
  const details = { ...(number === undefined ? {} : { kind: number }), message };
  const failure = { code, file: source.file, error: message, ...(hint === undefined ? {} : { hint }) };
  if (at === undefined) {
    return {
      ...failure,
      errorDetails: details,
      ...(near === undefined ? {} : { near: nearbyPlace(source, near) }),
    };
  }
  const path = "path" in at ? { path: pathText(at.path) } : {};
  const position = { ...lineAndColumn(source, at.start), ...path };
  const context = contextBlock(source, at.caret);
  return { ...failure, errorDetails: { ...details, position, context } };
}
