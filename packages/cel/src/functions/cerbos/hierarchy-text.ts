// Hierarchies as the texts they are read from: tests of two of them without making either. PERF: a tenth of the cost of
// splitting both, see benchmarks/cel-conditions.ts; hierarchy.ts has the same tests of names.

/** Whether a path begins with all names of another, and has more. */
export function isAncestorText(a: string, b: string): boolean {
  return b.length > a.length && b.charCodeAt(a.length) === delimiter && b.startsWith(a);
}

/** Whether a path is another with one more name. */
export function isParentText(a: string, b: string): boolean {
  return isAncestorText(a, b) && b.indexOf(".", a.length + 1) < 0;
}

/** Whether one path leads to or through the end of the other. */
export function overlapText(a: string, b: string): boolean {
  return a === b || isAncestorText(a, b) || isAncestorText(b, a);
}

/** Whether two paths differ in their last names at most. */
export function areSiblingTexts(a: string, b: string): boolean {
  const end = a.lastIndexOf(".");
  if (end !== b.lastIndexOf(".")) return false;
  for (let at = 0; at < end; at++) if (a.charCodeAt(at) !== b.charCodeAt(at)) return false;
  return true;
}

const delimiter = ".".charCodeAt(0);
