/** A clock for tests; hand `now` to `createIdentity({ clock })`. */
export interface TestClock {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly nowSeconds: () => number;
  /** By `90s`, `2m`, `1h`, `7d`; `-5s` goes back. */
  advance(by: string): void;
}

const UNIT_MS: ReadonlyMap<string, number> = new Map([
  ["ms", 1],
  ["s", 1_000],
  ["m", 60_000],
  ["h", 3_600_000],
  ["d", 86_400_000],
]);

/** A clock that starts now, or when told, and only moves when told. */
export function testClock(startMs: number = Math.floor(Date.now() / 1_000) * 1_000): TestClock {
  let nowMs = startMs;
  return {
    now: () => nowMs,
    nowSeconds: () => Math.floor(nowMs / 1_000),
    advance(by) {
      const [, amount, unit = ""] = /^(-?\d+)(ms|s|m|h|d)$/.exec(by) ?? [];
      const unitMs = UNIT_MS.get(unit);
      if (amount === undefined || unitMs === undefined)
        throw new TypeError(`\`${by}\` is not a time such as 2m`);
      nowMs += Number(amount) * unitMs;
    },
  };
}
