import type { CodePointSet } from "./code-point-set.ts";
import type { PatternNode, Repeat } from "./pattern-node.ts";

/**
 * The characters of a pattern as positions, and which position may be read after which. Counted repetitions are written
 * out, assertions always hold.
 *
 * Shape: `ab*` → sets `{a}`, `{b}`; position 0 comes first; 1 follows 0 and 1.
 */
export interface Automaton {
  readonly sets: readonly CodePointSet[];
  readonly first: readonly number[];
  readonly follow: readonly (readonly number[])[];
  /** How many assertions and empty parts stand between the positions. */
  readonly silent: number;
}

/** Beyond these, a pattern is left to the machine. */
const maxPositions = 400;
const maxSteps = 4000;

/** Shape: `undefined` when the pattern is too large, or one step can be taken in two ways, as in `(a*)*` or `(a?)?`. */
export function buildAutomaton(node: PatternNode): Automaton | undefined {
  const builder: Builder = { sets: [], follow: [], steps: 0, silent: 0, isSuitable: true };
  const { first, last } = build(node, builder);
  const stepsAreUnique = [first, last, ...builder.follow].every(isUnique);
  const { sets, follow, silent, isSuitable } = builder;
  return isSuitable && stepsAreUnique ? { sets, first, follow, silent } : undefined;
}

function isUnique(positions: readonly number[]): boolean {
  return new Set(positions).size === positions.length;
}

interface Builder {
  readonly sets: CodePointSet[];
  readonly follow: number[][];
  steps: number;
  silent: number;
  isSuitable: boolean;
}

interface Fragment {
  readonly first: readonly number[];
  readonly last: readonly number[];
  /** Whether it takes the empty text; never in two ways. */
  readonly isNullable: boolean;
}

const empty: Fragment = { first: [], last: [], isNullable: true };

function build(node: PatternNode, builder: Builder): Fragment {
  // A builder that gave up builds no further, or counted repetitions within each other would take for ever.
  if (!builder.isSuitable) return empty;
  switch (node.kind) {
    case "set":
      return addPosition(node.set, builder);
    case "assertion":
      return addSilent(builder);
    case "sequence":
      if (node.parts.length === 0) return addSilent(builder);
      return node.parts.reduce<Fragment>(
        (before, part) => concat(before, build(part, builder), builder),
        empty,
      );
    case "choice":
      return choose(
        node.options.map((option) => build(option, builder)),
        builder,
      );
    case "repeat":
      return repeat(node, builder);
  }
}

function addPosition(set: CodePointSet, builder: Builder): Fragment {
  const position = builder.sets.length;
  if (position >= maxPositions) builder.isSuitable = false;
  builder.sets.push(set);
  builder.follow.push([]);
  return { first: [position], last: [position], isNullable: false };
}

function addSilent(builder: Builder): Fragment {
  builder.silent += 1;
  if (builder.silent > maxSteps) builder.isSuitable = false;
  return empty;
}

function concat(before: Fragment, after: Fragment, builder: Builder): Fragment {
  link(before.last, after.first, builder);
  return {
    first: before.isNullable ? [...before.first, ...after.first] : before.first,
    last: after.isNullable ? [...before.last, ...after.last] : after.last,
    isNullable: before.isNullable && after.isNullable,
  };
}

function choose(options: readonly Fragment[], builder: Builder): Fragment {
  const nullable = options.filter(({ isNullable }) => isNullable).length;
  if (nullable > 1) builder.isSuitable = false;
  return {
    first: options.flatMap(({ first }) => first),
    last: options.flatMap(({ last }) => last),
    isNullable: nullable > 0,
  };
}

function repeat({ of, min, max }: Repeat, builder: Builder): Fragment {
  let required = empty;
  const isEndless = max === Number.POSITIVE_INFINITY;
  // The last required copy of an endless repetition is the one that repeats.
  const copies = isEndless ? Math.max(min, 1) - 1 : min;
  for (let i = 0; i < copies && builder.isSuitable; i += 1) {
    required = concat(required, build(of, builder), builder);
  }
  if (!isEndless) return concat(required, upTo(max - min, of, builder), builder);
  const loop = loopOver(build(of, builder), builder);
  return concat(required, min === 0 ? optional(loop, builder) : loop, builder);
}

function loopOver(body: Fragment, builder: Builder): Fragment {
  if (body.isNullable) builder.isSuitable = false;
  link(body.last, body.first, builder);
  return body;
}

/** Each copy is only tried after the one before it: `(a(a(a)?)?)?`. */
function upTo(copies: number, of: PatternNode, builder: Builder): Fragment {
  let fragment = empty;
  for (let i = 0; i < copies && builder.isSuitable; i += 1) {
    fragment = optional(concat(build(of, builder), fragment, builder), builder);
  }
  return fragment;
}

function optional(fragment: Fragment, builder: Builder): Fragment {
  if (fragment.isNullable) builder.isSuitable = false;
  return { ...fragment, isNullable: true };
}

function link(last: readonly number[], first: readonly number[], builder: Builder): void {
  builder.steps += last.length * first.length;
  if (builder.steps > maxSteps) builder.isSuitable = false;
  if (!builder.isSuitable) return;
  for (const position of last) builder.follow[position]?.push(...first);
}
