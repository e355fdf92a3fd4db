/**
 * A double as `string(x)` and messages show it: the shortest digits that read back the same, with an exponent below
 * 1e-4 and from 1e6 on.
 *
 * Shape: `1` → `"1"`, `1000000` → `"1e+06"`, `123456.5` → `"123456.5"`, `-0` → `"-0"`, `Infinity` → `"+Inf"`.
 * Source: Go `strconv.FormatFloat(x, 'g', -1, 64)`.
 */
export function formatDouble(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "+Inf" : "-Inf";
  if (isPrintedPlainly(value)) return String(value);
  const { sign, digits, exponent } = shortestDigits(value);
  return (
    sign + (exponent < -4 || exponent >= 6 ? scientific(digits, exponent) : positional(digits, exponent))
  );
}

/**
 * The same digits without an exponent.
 *
 * Shape: `1e21` → `"1000000000000000000000"`, `0.00001` → `"0.00001"`.
 * Source: Go `strconv.FormatFloat(x, 'f', -1, 64)`.
 */
export function formatDoublePlainly(value: number): string {
  if (!Number.isFinite(value) || isPrintedPlainly(value)) return formatDouble(value);
  const { sign, digits, exponent } = shortestDigits(value);
  return sign + positional(digits, exponent);
}

// PERF: between these bounds the host prints the same digits, in a tenth of the time.
function isPrintedPlainly(value: number): boolean {
  const magnitude = Math.abs(value);
  return magnitude >= 1e-4 && magnitude < 1e6;
}

interface Digits {
  readonly sign: "" | "-";
  readonly digits: string;
  /** Decimal exponent of the first digit. */
  readonly exponent: number;
}

function shortestDigits(value: number): Digits {
  const [mantissa = "0", exponent = "0"] = Math.abs(value).toExponential().split("e");
  const isNegative = value < 0 || Object.is(value, -0);
  return { sign: isNegative ? "-" : "", digits: mantissa.replace(".", ""), exponent: Number(exponent) };
}

function scientific(digits: string, exponent: number): string {
  const fraction = digits.length > 1 ? `.${digits.slice(1)}` : "";
  return `${digits.charAt(0)}${fraction}e${exponentText(exponent)}`;
}

/** Sign and at least two digits: `+06`, `-05`, `+100`. */
export function exponentText(exponent: number): string {
  return (exponent < 0 ? "-" : "+") + String(Math.abs(exponent)).padStart(2, "0");
}

function positional(digits: string, exponent: number): string {
  if (exponent < 0) return `0.${"0".repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, "0");
  const fraction = digits.slice(exponent + 1);
  return fraction === "" ? whole : `${whole}.${fraction}`;
}

/** Reads a signed 64-bit integer in decimal; `undefined` when it is none. Source: Go `strconv.ParseInt(s, 10, 64)`. */
export function parseInt64(text: string): bigint | undefined {
  if (!/^[+-]?0*[0-9]{1,19}$/.test(text)) return undefined;
  const value = text.startsWith("+") ? BigInt(text.slice(1)) : BigInt(text);
  return BigInt.asIntN(64, value) === value ? value : undefined;
}

/** Reads an unsigned 64-bit integer in decimal, without a sign. Source: Go `strconv.ParseUint(s, 10, 64)`. */
export function parseUint64(text: string): bigint | undefined {
  if (!/^0*[0-9]{1,20}$/.test(text)) return undefined;
  const value = BigInt(text);
  return BigInt.asUintN(64, value) === value ? value : undefined;
}

// SECURITY: no two parts of these patterns can read the same digits, so long texts take linear time.
const decimalFloat =
  /^[+-]?(?:[0-9](?:_?[0-9])*(?:\.(?:[0-9](?:_?[0-9])*)?)?|\.[0-9](?:_?[0-9])*)(?:[eE][+-]?[0-9](?:_?[0-9])*)?$/;
const hexFloat =
  /^([+-]?)0[xX](?=_?[0-9a-fA-F]|\.[0-9a-fA-F])((?:_?[0-9a-fA-F])*)(?:\.((?:[0-9a-fA-F](?:_?[0-9a-fA-F])*)?))?[pP]([+-]?[0-9](?:_?[0-9])*)$/;

/**
 * Reads a double; `undefined` when the text is not one or its value is out of range.
 *
 * Shape: `"1e3"`, `"1_0"`, `".5"`, `"0x1p-2"`, `"Infinity"`, `"+inf"`, `"NaN"`; not `" 1"`, `"0x1"`, `"-nan"`.
 * Source: Go `strconv.ParseFloat(s, 64)`.
 */
export function parseDouble(text: string): number | undefined {
  const lower = text.toLowerCase();
  if (lower === "nan") return Number.NaN;
  if (/^[+-]?inf(?:inity)?$/.test(lower)) return lower.startsWith("-") ? -Infinity : Infinity;
  const value = decimalFloat.test(text) ? Number(text.replaceAll("_", "")) : parseHexDouble(text);
  return value !== undefined && Number.isFinite(value) ? value : undefined;
}

function parseHexDouble(text: string): number | undefined {
  const match = hexFloat.exec(text.replace(/^([+-]?0[xX])_/, "$1"));
  if (match === null) return undefined;
  const [, sign = "", whole = "", fraction = "", power = "0"] = match;
  const fractionDigits = fraction.replaceAll("_", "");
  const mantissa = BigInt(`0x0${whole.replaceAll("_", "")}${fractionDigits}`);
  const value = scaleByPowerOfTwo(mantissa, Number(power.replaceAll("_", "")) - 4 * fractionDigits.length);
  return sign === "-" ? -value : value;
}

// Two factors, because one power of two of the needed size may not be a double itself.
function scaleByPowerOfTwo(mantissa: bigint, exponent: number): number {
  const half = Math.trunc(exponent / 2);
  return Number(mantissa) * 2 ** half * 2 ** (exponent - half);
}
