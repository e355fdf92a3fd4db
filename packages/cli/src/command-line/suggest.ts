const FAR = 3;

/**
 * Adds what somebody may have meant: names that begin alike or differ in at most two characters.
 *
 * Shape: `, did you mean "--output"?`; `, did you mean one of "-h", "-o"?`; nothing when no name is near.
 */
export function suggestion(written: string, known: readonly string[]): string {
  const near = known.filter((name) => name.startsWith(written) || distance(written, name) < FAR);
  const quoted = near.map((name) => JSON.stringify(name));
  if (quoted.length === 0) return "";
  return quoted.length === 1 ? `, did you mean ${quoted[0]}?` : `, did you mean one of ${quoted.join(", ")}?`;
}

function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const changed = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(changed, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
