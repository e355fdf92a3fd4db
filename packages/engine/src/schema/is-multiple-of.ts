/**
 * Whether a number is a whole multiple of another, in decimal arithmetic: `0.3` is a multiple of `0.1`.
 *
 * A divisor of zero has no multiples.
 */
export function isMultipleOf(value: number, divisor: number): boolean {
  if (divisor === 0 || !Number.isFinite(value) || !Number.isFinite(divisor)) return false;
  const left = toDecimal(value);
  const right = toDecimal(divisor);
  const exponent = Math.min(left.exponent, right.exponent);
  return scaled(left, exponent) % scaled(right, exponent) === 0n;
}

interface Decimal {
  readonly digits: bigint;
  readonly exponent: number;
}

function toDecimal(value: number): Decimal {
  const [mantissa = "0", exponent = "0"] = value.toExponential().split("e");
  const [whole = "0", fraction = ""] = mantissa.split(".");
  return { digits: BigInt(whole + fraction), exponent: Number(exponent) - fraction.length };
}

function scaled({ digits, exponent }: Decimal, to: number): bigint {
  return digits * 10n ** BigInt(exponent - to);
}
