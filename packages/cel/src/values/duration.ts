import { type CelError, conversionError, integerOverflow } from "./cel-error.ts";
import { formatDoublePlainly } from "./go-numbers.ts";
import { BoxedValue } from "./value.ts";

const nanosPerSecond = 1_000_000_000;

/** A length of time within ±2⁶³ nanoseconds. */
export class Duration extends BoxedValue {
  /** Rounded down, also for negative durations: -1.5 s is -2 s and 500,000,000 ns. */
  readonly seconds: number;
  /** From 0 to 999,999,999. */
  readonly nanos: number;

  constructor(seconds: number, nanos: number) {
    super();
    this.seconds = seconds;
    this.nanos = nanos;
  }

  override get typeName(): string {
    return "google.protobuf.Duration";
  }
}

/** Carries between the parts and refuses what 64 bits of nanoseconds cannot hold. */
export function makeDuration(seconds: number, nanos: number): Duration | CelError {
  const carry = Math.floor(nanos / nanosPerSecond);
  const duration = new Duration(seconds + carry, nanos - carry * nanosPerSecond);
  return compareDurations(duration, longest) > 0 || compareDurations(duration, shortest) < 0
    ? integerOverflow
    : duration;
}

const longest = new Duration(9_223_372_036, 854_775_807);
const shortest = new Duration(-9_223_372_037, 145_224_192);

/** Of nanoseconds within 64 bits. */
export function durationFromNanos(nanos: bigint): Duration {
  const rest = ((nanos % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n;
  return new Duration(Number((nanos - rest) / 1_000_000_000n), Number(rest));
}

/** All of it in nanoseconds. */
export function durationNanos(duration: Duration): bigint {
  return BigInt(duration.seconds) * 1_000_000_000n + BigInt(duration.nanos);
}

/** Negative, zero or positive, as `sort` wants it. */
export function compareDurations(left: Duration, right: Duration): number {
  return left.seconds - right.seconds || left.nanos - right.nanos;
}

/** Whole units of the given length, cut off towards zero. */
export function wholeUnits(duration: Duration, secondsPerUnit: number): number {
  return withoutNegativeZero(Math.trunc(totalSeconds(duration).whole / secondsPerUnit));
}

/** Whole milliseconds, cut off towards zero. */
export function wholeMilliseconds(duration: Duration): number {
  const { whole, nanos } = totalSeconds(duration);
  return withoutNegativeZero(whole * 1000 + Math.trunc(nanos / 1_000_000));
}

// Sign and magnitude: both parts have the sign of the duration.
function totalSeconds({ seconds, nanos }: Duration): { readonly whole: number; readonly nanos: number } {
  return seconds < 0 && nanos > 0
    ? { whole: seconds + 1, nanos: nanos - nanosPerSecond }
    : { whole: seconds, nanos };
}

function withoutNegativeZero(value: number): number {
  return value === 0 ? 0 : value;
}

/**
 * The duration in seconds, as a double would show it.
 *
 * Shape: `"5400s"`, `"-1.5s"`, `"0.000000001s"`.
 */
export function formatDuration(duration: Duration): string {
  const { whole, nanos } = totalSeconds(duration);
  return `${formatDoublePlainly(whole + nanos / nanosPerSecond)}s`;
}

const unitNanos: ReadonlyMap<string, number> = new Map([
  ["ns", 1],
  ["us", 1e3],
  ["\u00b5s", 1e3],
  ["\u03bcs", 1e3],
  ["ms", 1e6],
  ["s", 1e9],
  ["m", 60e9],
  ["h", 3600e9],
]);

/**
 * Reads numbers with units, such as `1h30m`, `-1.5s`, `.5ms`, or a bare `0`.
 *
 * Source: Go `time.ParseDuration`.
 */
export function parseDuration(text: string): Duration | CelError {
  const isNegative = text.startsWith("-");
  const unsigned = /^[+-]/.test(text) ? text.slice(1) : text;
  if (unsigned === "0") return new Duration(0, 0);
  const total = sumOfUnits(unsigned);
  if (total === undefined || total > (isNegative ? 1n << 63n : (1n << 63n) - 1n)) {
    return conversionError("string", "google.protobuf.Duration");
  }
  return durationFromNanos(isNegative ? -total : total);
}

function sumOfUnits(text: string): bigint | undefined {
  const part = /(\d*)(?:\.(\d*))?(ns|us|\u00b5s|\u03bcs|ms|s|m|h)/y;
  let total = 0n;
  while (part.lastIndex < text.length) {
    const match = part.exec(text);
    if (match === null) return undefined;
    const [, whole = "", fraction = "", unit = ""] = match;
    if (whole === "" && fraction === "") return undefined;
    total +=
      BigInt(whole) * BigInt(unitNanos.get(unit) ?? 0) + fractionNanos(fraction, unitNanos.get(unit) ?? 0);
  }
  return text === "" ? undefined : total;
}

// COMPAT(cerbos): the fraction is multiplied in floating point and cut off, and digits beyond 63 bits are dropped.
function fractionNanos(fraction: string, unit: number): bigint {
  let value = 0n;
  let scale = 1;
  for (const digit of fraction) {
    const next = value * 10n + BigInt(digit);
    if (next >= 1n << 63n) break;
    value = next;
    scale *= 10;
  }
  return BigInt(Math.trunc(Number(value) * (unit / scale)));
}
