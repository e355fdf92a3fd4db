/** A repeatable source of choices: the same seed makes the same choices. */
export interface Random {
  /** Between 0 inclusive and 1 exclusive. */
  next(): number;
  /** Between `least` and `most`, both inclusive. */
  integer(least: number, most: number): number;
  chance(probability: number): boolean;
  pick<T>(choices: readonly [T, ...T[]]): T;
  /** Different elements in their given order, `most` of them at most, but `least` at least. */
  some<T>(choices: readonly T[], least: number, most: number): T[];
}

/** Makes the choices of one seed; different seeds, also neighbouring ones, are unrelated. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const integer = (least: number, most: number): number => least + Math.floor(next() * (most - least + 1));
  return {
    next,
    integer,
    chance: (probability) => next() < probability,
    pick: (choices) => choices[integer(0, choices.length - 1)] ?? choices[0],
    some: (choices, least, most) => {
      const wanted = integer(Math.min(least, choices.length), Math.min(most, choices.length));
      const shuffled = choices
        .map((choice, place) => ({ choice, place, rank: next() }))
        .sort((a, b) => a.rank - b.rank);
      return shuffled
        .slice(0, wanted)
        .sort((a, b) => a.place - b.place)
        .map(({ choice }) => choice);
    },
  };
}
