// biome-ignore format: one row per unit
const UNIT_MS: ReadonlyMap<string, number> = new Map([
  ["ns", 1e-6],
  ["us", 1e-3], ["µs", 1e-3], ["μs", 1e-3],
  ["ms", 1],
  ["s", 1_000],
  ["m", 60_000],
  ["h", 3_600_000],
]);

/** The longest duration that 64 bits of nanoseconds hold. */
const LIMIT_MS = 2 ** 63 / 1e6;

/**
 * Reads a duration in Go's syntax.
 *
 * Shape: `"1h30m"` → 5400000; `"-1.5s"` → -1500; `"0"` → 0; anything else, such as `"5"` or `"1d"` → undefined.
 * Units: milliseconds.
 */
export function parseGoDuration(text: string): number | undefined {
  const [, sign, body = ""] = /^([-+]?)(.*)$/s.exec(text) ?? [];
  if (body === "0") return 0;
  if (!/^(?:(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:ns|us|µs|μs|ms|s|m|h))+$/.test(body)) return undefined;
  let total = 0;
  for (const [, amount = "", unit = ""] of body.matchAll(/([0-9.]+)(ns|us|µs|μs|ms|s|m|h)/g)) {
    total += Number(amount) * (UNIT_MS.get(unit) ?? 0);
  }
  if (total > LIMIT_MS) return undefined;
  return sign === "-" ? -total : total;
}
