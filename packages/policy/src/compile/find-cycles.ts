/**
 * Finds groups of two or more names that all lead to each other.
 *
 * Shape: `a → b, b → c, c → b` → `[["b", "c"]]`, in no particular order. A name that leads only to itself is no group.
 * Source: Tarjan's strongly connected components, without recursion, because authors decide how long a chain is.
 */
export function findCycles(edges: ReadonlyMap<string, readonly string[]>): readonly (readonly string[])[] {
  const marks = new Map<string, Mark>();
  const open: string[] = [];
  const groups: string[][] = [];
  for (const start of edges.keys()) {
    if (marks.has(start)) continue;
    const steps = [enter(start)];
    while (steps.length > 0) {
      const step = steps[steps.length - 1];
      if (step === undefined) break;
      const next = (edges.get(step.name) ?? [])[step.nextEdge++];
      if (next === undefined) leave(steps);
      else if (edges.has(next)) follow(steps, step.mark, next);
    }
  }
  return groups;

  function enter(name: string): Step {
    const mark = { index: marks.size, low: marks.size, isOpen: true };
    marks.set(name, mark);
    open.push(name);
    return { name, mark, nextEdge: 0 };
  }

  function follow(steps: Step[], from: Mark, name: string): void {
    const mark = marks.get(name);
    if (mark === undefined) steps.push(enter(name));
    else if (mark.isOpen) from.low = Math.min(from.low, mark.index);
  }

  function leave(steps: Step[]): void {
    const step = steps.pop();
    if (step === undefined) return;
    const parent = steps.at(-1);
    if (parent !== undefined) parent.mark.low = Math.min(parent.mark.low, step.mark.low);
    if (step.mark.low === step.mark.index) closeGroup(step.name);
  }

  function closeGroup(first: string): void {
    const group = open.splice(open.lastIndexOf(first));
    for (const name of group) {
      const mark = marks.get(name);
      if (mark !== undefined) mark.isOpen = false;
    }
    if (group.length > 1) groups.push(group);
  }
}

interface Mark {
  readonly index: number;
  low: number;
  isOpen: boolean;
}

interface Step {
  readonly name: string;
  readonly mark: Mark;
  nextEdge: number;
}
