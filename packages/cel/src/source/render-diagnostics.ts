import type { Diagnostic } from "./diagnostic.ts";
import { lineOf, positionOf } from "./source-text.ts";

/**
 * Shows problems the way cel-go prints them: place, message, source line and a caret below.
 *
 * Shape: `ERROR: <input>:1:5: undeclared reference to 'foo' (in container '')` and two lines starting with ` | `.
 */
export function renderDiagnostics(text: string, diagnostics: readonly Diagnostic[]): string {
  return [...diagnostics]
    .sort((left, right) => left.offset - right.offset)
    .map((diagnostic) => renderDiagnostic(text, diagnostic))
    .join("\n");
}

function renderDiagnostic(text: string, { message, offset }: Diagnostic): string {
  const { line, column } = positionOf(text, offset);
  const source = lineOf(text, line).replaceAll("\t", " ");
  const before = [...source].slice(0, column - 1);
  const at = [...source][column - 1] ?? "";
  const caret =
    before.map((character) => (isWide(character) ? "．" : ".")).join("") + (isWide(at) ? "＾" : "^");
  return `ERROR: <input>:${line}:${column}: ${message}\n | ${source}\n | ${caret}`;
}

function isWide(character: string): boolean {
  return (character.codePointAt(0) ?? 0) > 0x7f;
}
