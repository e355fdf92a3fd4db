import type { Painter } from "../output/painter.ts";

/** A line with the lines below it. */
export interface OutlineNode {
  readonly text: string;
  readonly children: readonly OutlineNode[];
}

/** Draws nodes as a tree with branches; a text of several lines stays in its column. */
export function drawTree(nodes: readonly OutlineNode[], paint: Painter): readonly string[] {
  return nodes.flatMap(({ text, children }, index) => {
    const isLast = index === nodes.length - 1;
    const margin = isLast ? "  " : `${paint.branch("│")} `;
    const branch = `${isLast ? "└" : "├"}─${children.length > 0 ? "┬" : "─"}`;
    const [first = "", ...rest] = text.split("\n");
    return [
      `${paint.branch(branch)}${first}`,
      ...rest.map((line) => `${margin} ${line}`),
      ...drawTree(children, paint).map((line) => `${margin}${line}`),
    ];
  });
}

/** Writes nodes with two more blanks per level. */
export function indentOutline(nodes: readonly OutlineNode[]): readonly string[] {
  return nodes.flatMap(({ text, children }) => [
    ...text.split("\n"),
    ...indentOutline(children).map((line) => `  ${line}`),
  ]);
}
