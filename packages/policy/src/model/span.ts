import type { Position } from "../diagnostic.ts";
import { contextBlock } from "../source/context-block.ts";
import { lineAndColumn, type SourceText } from "../source/source-text.ts";

/** Where a value stands in its text. */
export interface Span {
  /** Offset that messages report: the key of a field, the item of a list, the value in a map. */
  readonly start: number;
  /** Offset of the value, where the caret points. */
  readonly caret: number;
  readonly path: Path;
}

/** A value and its place. */
export interface Located<T> {
  readonly value: T;
  readonly span: Span;
}

/** A chain of steps, so that a path costs nothing until a message shows it; `undefined` is the document. */
export type Path =
  | {
      readonly parent: Path;
      readonly step: string | number;
    }
  | undefined;

/** Shape: `$.resourcePolicy.rules[0].actions`. Names with special characters are quoted. */
export function pathText(path: Path): string {
  const steps: string[] = [];
  for (let at = path; at !== undefined; at = at.parent) {
    if (typeof at.step === "number") steps.push(`[${at.step}]`);
    else steps.push(/[$*.[\]]/.test(at.step) ? `.'${at.step}'` : `.${at.step}`);
  }
  return `$${steps.reverse().join("")}`;
}

/** What a message needs to show a place. */
export interface Place {
  readonly position: Position;
  readonly context: string;
}

/** Resolves a span to the line, column, path and context block that messages show. */
export function placeOf(source: SourceText, span: Span): Place {
  return {
    position: { ...lineAndColumn(source, span.start), path: pathText(span.path) },
    context: contextBlock(source, span.caret),
  };
}

/** Shape: `12:7`. */
export function lineColumnText(source: SourceText, offset: number): string {
  const { line, column } = lineAndColumn(source, offset);
  return `${line}:${column}`;
}
