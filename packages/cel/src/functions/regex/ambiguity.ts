import type { Automaton } from "./automaton.ts";
import { overlap } from "./code-point-set.ts";

/**
 * In how many places at once a backtracking search can be: 1 when the next character always decides, otherwise no more
 * than there are positions, because no two paths over one text meet.
 *
 * Shape: `undefined` when two paths may meet, or finding out takes too long. SECURITY: refusing only exponential
 * ambiguity is not enough: `(a{1,20}){1,3}b` needs seconds on 100,000 characters.
 */
export function pathsAtOnce(automaton: Automaton): number | undefined {
  const search: Search = { automaton, size: automaton.sets.length, seen: new Set(), pending: [], work: 0 };
  for (const positions of [automaton.first, ...automaton.follow]) {
    if (meet(positions, positions, true, search)) return undefined;
  }
  if (search.pending.length === 0) return 1;
  for (let pair = search.pending.pop(); pair !== undefined; pair = search.pending.pop()) {
    if (meet(followers(pair[0], automaton), followers(pair[1], automaton), false, search)) return undefined;
  }
  return automaton.sets.length;
}

/** Pairs of different positions that one text can lead to. */
interface Search {
  readonly automaton: Automaton;
  readonly size: number;
  readonly seen: Set<number>;
  readonly pending: [number, number][];
  work: number;
}

/** SECURITY: patterns may come from requests, so judging one must stay cheaper than compiling it. */
const maxWork = 50_000;

function followers(position: number, { follow }: Automaton): readonly number[] {
  return follow[position] ?? [];
}

/** Whether two paths that stand before these positions can go on into one; remembers the pairs they can go on into. */
function meet(
  left: readonly number[],
  right: readonly number[],
  isOnePath: boolean,
  search: Search,
): boolean {
  search.work += left.length * right.length;
  if (search.work > maxWork) return true;
  return left.some((a) =>
    right.some((b) => {
      if (a === b) return !isOnePath;
      if (canReadTheSame(a, b, search)) remember(a, b, search);
      return false;
    }),
  );
}

function canReadTheSame(a: number, b: number, { automaton: { sets } }: Search): boolean {
  const [left, right] = [sets[a], sets[b]];
  return left !== undefined && right !== undefined && (left === right || overlap(left, right));
}

function remember(a: number, b: number, { seen, pending, size }: Search): void {
  const [low, high] = a < b ? [a, b] : [b, a];
  const key = low * size + high;
  if (seen.has(key)) return;
  seen.add(key);
  pending.push([low, high]);
}
