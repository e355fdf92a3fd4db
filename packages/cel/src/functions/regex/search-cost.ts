import { pathsAtOnce } from "./ambiguity.ts";
import { type Automaton, buildAutomaton } from "./automaton.ts";
import type { PatternNode } from "./pattern-node.ts";

/**
 * How long a text may be for a backtracking search to stay cheap, whatever the text says.
 *
 * Units: UTF-16 code units; at most 100,000. Shape: `undefined` where no length is known to be safe.
 */
export function longestSafeText(node: PatternNode): number | undefined {
  const automaton = buildAutomaton(node);
  const paths = automaton && pathsAtOnce(automaton);
  if (automaton === undefined || paths === undefined) return longestEnumerable(node);
  const steps = stepsPerCharacter(automaton, paths);
  if (isAnchored(node)) return Math.min(maxLength, Math.floor(maxSteps / steps));
  // SECURITY: a search that may start anywhere repeats its work at each start, as far as a match can reach.
  const reach = longestMatch(node) + 1;
  return reach === Number.POSITIVE_INFINITY
    ? Math.min(maxLengthOfLoops, Math.floor(Math.sqrt(maxSteps / steps)))
    : Math.min(maxLength, Math.floor(maxSteps / (steps * reach)));
}

const maxLength = 100_000;
const maxLengthOfLoops = 512;
const maxSteps = 4_000_000;

/** Without loops, all paths may be tried at each start when they are few. */
function longestEnumerable(node: PatternNode): number | undefined {
  const steps = countPaths(node) * longestMatch(node);
  if (steps > maxStepsPerStart) return undefined;
  return isAnchored(node) ? maxLength : Math.min(maxLength, Math.floor(maxSteps / steps));
}

const maxStepsPerStart = 50_000;

/** With one path at once, a character costs one look at all followers of its position, otherwise at most every step. */
function stepsPerCharacter({ first, follow, silent }: Automaton, paths: number): number {
  const fanOuts = [first, ...follow].map(({ length }) => length);
  const steps = paths === 1 ? Math.max(...fanOuts) : fanOuts.reduce((sum, fanOut) => sum + fanOut, 0);
  return 1 + steps + silent;
}

function isAnchored(node: PatternNode): boolean {
  switch (node.kind) {
    case "set":
    case "repeat":
      return false;
    case "assertion":
      return node.assertion === "text-start";
    case "sequence": {
      const [start] = node.parts;
      return start !== undefined && isAnchored(start);
    }
    case "choice":
      return node.options.every(isAnchored);
  }
}

/** In UTF-16 code units, with one more for each part that takes no character but time. */
function longestMatch(node: PatternNode): number {
  switch (node.kind) {
    case "set":
      return node.set.some(({ high }) => high > 0xffff) ? 2 : 1;
    case "assertion":
      return 1;
    case "sequence":
      return node.parts.reduce((sum, part) => sum + longestMatch(part), 1);
    case "choice":
      return Math.max(...node.options.map(longestMatch));
    case "repeat":
      return node.max === 0 ? 1 : longestMatch(node.of) * node.max;
  }
}

/** In how many ways a search can go through a pattern without loops, on any text. */
function countPaths(node: PatternNode): number {
  switch (node.kind) {
    case "set":
    case "assertion":
      return 1;
    case "sequence":
      return node.parts.reduce((product, part) => product * countPaths(part), 1);
    case "choice":
      return node.options.reduce((sum, option) => sum + countPaths(option), 0);
    case "repeat":
      return countRepeated(countPaths(node.of), node.min, node.max);
  }
}

function countRepeated(paths: number, min: number, max: number): number {
  if (max === Number.POSITIVE_INFINITY) return max;
  let total = 0;
  for (let copies = min; copies <= max; copies += 1) total += paths ** copies;
  return total;
}
