import type { Painter } from "../output/painter.ts";
import { wrapText } from "../output/wrap-text.ts";

/** A line with the lines below it. */
export interface OutlineNode {
  readonly text: string;
  readonly children: readonly OutlineNode[];
}

/**
 * Draws nodes as a tree with branches; a text of several lines stays in its column, and so does one that is too long
 * for a terminal of some columns.
 */
export function drawTree(nodes: readonly OutlineNode[], paint: Painter, columns?: number): readonly string[] {
  return nodes.flatMap(({ text, children }, index) => {
    const isLast = index === nodes.length - 1;
    const margin = isLast ? "  " : `${paint.branch("│")} `;
    // Below what is too long for one line the branch goes on to its children.
    const below = children.length > 0 ? paint.branch("│") : " ";
    const branch = `${isLast ? "└" : "├"}─${children.length > 0 ? "┬" : "─"}`;
    const [first = "", ...rest] =
      columns === undefined ? text.split("\n") : wrapText(text, Math.max(columns - 3, NARROWEST));
    return [
      `${paint.branch(branch)}${first}`,
      ...rest.map((line) => `${margin}${below}${line}`),
      ...drawTree(children, paint, columns === undefined ? undefined : columns - 2).map(
        (line) => `${margin}${line}`,
      ),
    ];
  });
}

/** Text in fewer columns is harder to read than text that the terminal breaks. */
const NARROWEST = 16;

/** Writes nodes with two more blanks per level. */
export function indentOutline(nodes: readonly OutlineNode[]): readonly string[] {
  return nodes.flatMap(({ text, children }) => [
    ...text.split("\n"),
    ...indentOutline(children).map((line) => `  ${line}`),
  ]);
}
