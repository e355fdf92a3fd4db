const LONGEST_GUESS = 64;

/** The known name that was probably meant: at most a third of its letters differ, ignoring case and underscores. */
export function nearestName(name: string, known: Iterable<string>): string | undefined {
  if (name.length > LONGEST_GUESS) return undefined;
  let best: string | undefined;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const candidate of known) {
    const distance = editDistance(normalize(name), normalize(candidate));
    if (distance < bestDistance && distance <= Math.max(1, Math.floor(candidate.length / 3))) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

function normalize(name: string): string {
  return name.toLowerCase().replaceAll(/[_-]/g, "");
}

/** How many letters differ; two that changed places count once. */
function editDistance(left: string, right: string): number {
  if (Math.abs(left.length - right.length) > LONGEST_GUESS) return Number.POSITIVE_INFINITY;
  let beforePrevious: readonly number[] = [];
  let previous: readonly number[] = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      const change = left[row - 1] === right[column - 1] ? 0 : 1;
      const replace = (previous[column - 1] ?? 0) + change;
      const edit = Math.min(replace, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1);
      const isSwap = left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      current.push(
        isSwap && column > 1 && row > 1 ? Math.min(edit, (beforePrevious[column - 2] ?? 0) + 1) : edit,
      );
    }
    beforePrevious = previous;
    previous = current;
  }
  return previous[right.length] ?? 0;
}
