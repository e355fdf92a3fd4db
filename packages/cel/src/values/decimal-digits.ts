import { exponentText } from "./go-numbers.ts";

/**
 * A finite double with a number of decimals, its binary value rounded half to even.
 *
 * Shape: `(1.555, 2)` → `"1.55"`, `(2.5, 0)` → `"2"`. `toFixed` rounds halves up and gives up at 1e21.
 */
export function fixedDigits(value: number, decimals: number): string {
  const digits = String(roundedMultiple(Math.abs(value), decimals)).padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals);
  return signOf(value) + (decimals === 0 ? whole : `${whole}.${digits.slice(-decimals)}`);
}

/**
 * A finite double as one digit, decimals and an exponent, rounded likewise.
 *
 * Shape: `(123456.789, 3)` → `"1.235e+05"`.
 */
export function exponentDigits(value: number, decimals: number): string {
  const magnitude = Math.abs(value);
  let exponent = decimalExponent(magnitude);
  let digits = String(roundedMultiple(magnitude, decimals - exponent));
  if (digits.length > decimals + 1) {
    exponent++;
    digits = digits.slice(0, -1);
  }
  digits = digits.padEnd(decimals + 1, "0");
  const fraction = decimals === 0 ? "" : `.${digits.slice(1)}`;
  return `${signOf(value)}${digits.charAt(0)}${fraction}e${exponentText(exponent)}`;
}

/** Of the first digit. The shortest digits of a very small double may round up to the next power of ten. */
function decimalExponent(magnitude: number): number {
  const shortest = Number(magnitude.toExponential().split("e")[1]);
  const { quotient } = exactMultiple(magnitude, -shortest);
  return magnitude !== 0 && quotient === 0n ? shortest - 1 : shortest;
}

function signOf(value: number): string {
  return value < 0 || Object.is(value, -0) ? "-" : "";
}

/** value × 10^power as an integer, rounded half to even. */
function roundedMultiple(value: number, power: number): bigint {
  const { quotient, rest, divisor } = exactMultiple(value, power);
  const roundsUp = rest * 2n > divisor || (rest * 2n === divisor && quotient % 2n === 1n);
  return roundsUp ? quotient + 1n : quotient;
}

/** value × 10^power = quotient + rest / divisor. */
function exactMultiple(
  value: number,
  power: number,
): { readonly quotient: bigint; readonly rest: bigint; readonly divisor: bigint } {
  const { mantissa, exponent } = binaryParts(value);
  const dividend = mantissa * 2n ** BigInt(Math.max(exponent, 0)) * 10n ** BigInt(Math.max(power, 0));
  const divisor = 2n ** BigInt(Math.max(-exponent, 0)) * 10n ** BigInt(Math.max(-power, 0));
  return { quotient: dividend / divisor, rest: dividend % divisor, divisor };
}

/** A finite, non-negative double as mantissa × 2^exponent. */
function binaryParts(value: number): { readonly mantissa: bigint; readonly exponent: number } {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, value);
  const raw = bits.getBigUint64(0);
  const fraction = raw & ((1n << 52n) - 1n);
  const biased = Number(raw >> 52n);
  return biased === 0
    ? { mantissa: fraction, exponent: -1074 }
    : { mantissa: fraction | (1n << 52n), exponent: biased - 1075 };
}
