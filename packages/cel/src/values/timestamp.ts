import { type CelError, conversionError, timestampOverflow } from "./cel-error.ts";
import { type Duration, makeDuration } from "./duration.ts";
import { BoxedValue } from "./value.ts";

const nanosPerSecond = 1_000_000_000;

/** An instant between the years 1 and 9999. */
export class Timestamp extends BoxedValue {
  /** Since 1970-01-01T00:00:00Z, rounded down. */
  readonly seconds: number;
  /** From 0 to 999,999,999. */
  readonly nanos: number;
  /** Zone it was written with; only its text form shows it. */
  readonly offsetMinutes: number;

  constructor(seconds: number, nanos: number, offsetMinutes = 0) {
    super();
    this.seconds = seconds;
    this.nanos = nanos;
    this.offsetMinutes = offsetMinutes;
  }

  override get typeName(): string {
    return "google.protobuf.Timestamp";
  }
}

const firstSecond = -62_135_596_800;
const lastSecond = 253_402_300_799;

/** Carries between the parts and refuses years outside 1 to 9999. */
export function makeTimestamp(seconds: number, nanos: number, offsetMinutes = 0): Timestamp | CelError {
  const carry = Math.floor(nanos / nanosPerSecond);
  const whole = seconds + carry;
  if (whole < firstSecond || whole > lastSecond) return timestampOverflow;
  return new Timestamp(whole, nanos - carry * nanosPerSecond, offsetMinutes);
}

/** Negative, zero or positive, as `sort` wants it. */
export function compareTimestamps(left: Timestamp, right: Timestamp): number {
  return left.seconds - right.seconds || left.nanos - right.nanos;
}

/** A later instant, in the same zone. */
export function addDuration(
  { seconds, nanos, offsetMinutes }: Timestamp,
  duration: Duration,
): Timestamp | CelError {
  return makeTimestamp(seconds + duration.seconds, nanos + duration.nanos, offsetMinutes);
}

/** An earlier instant, in the same zone. */
export function subtractDuration(
  { seconds, nanos, offsetMinutes }: Timestamp,
  duration: Duration,
): Timestamp | CelError {
  return makeTimestamp(seconds - duration.seconds, nanos - duration.nanos, offsetMinutes);
}

/** The time from the second to the first. */
export function timeBetween(left: Timestamp, right: Timestamp): Duration | CelError {
  return makeDuration(left.seconds - right.seconds, left.nanos - right.nanos);
}

/**
 * Reads RFC 3339, upper case only, with up to nanoseconds (later digits are dropped).
 *
 * Source: Go `time.Parse(time.RFC3339, s)`, which also takes a comma before the fraction and a one-digit hour.
 */
export function parseTimestamp(text: string): Timestamp | CelError {
  const [seconds = Number.NaN, nanos = 0, offsetMinutes = 0] = readParts(text);
  return Number.isNaN(seconds) ? unreadable : makeTimestamp(seconds, nanos, offsetMinutes);
}

const unreadable = conversionError("string", "google.protobuf.Timestamp");

/** Reads what `parseTimestamp` reads without making an object of it: `false` where that gives an error. */
export function readInstant(text: string): boolean {
  const seconds = readParts(text)[0] ?? Number.NaN;
  return seconds >= firstSecond && seconds <= lastSecond;
}

/**
 * Where `readInstant` leaves seconds, nanoseconds and minutes of the offset, until it is called again.
 *
 * PERF: numbers that are returned or kept in objects take memory; in a typed array they do not.
 */
export const instantParts: Float64Array = new Float64Array(3);

function readParts(text: string): Float64Array {
  const days = readDate(text);
  // PERF: read by position, because a pattern with its groups takes twice as long.
  const hourDigits = text.charCodeAt(12) === colon ? 1 : 2;
  const hours = readDigits(text, 11, hourDigits);
  const at = 11 + hourDigits;
  const minutes = readDigits(text, at + 1, 2);
  const seconds = readDigits(text, at + 4, 2);
  const isClock =
    text.charCodeAt(10) === letterT && text.charCodeAt(at) === colon && text.charCodeAt(at + 3) === colon;
  const fractionEnd = endOfFraction(text, at + 6);
  const offsetMinutes = readZone(text, fractionEnd);
  const isInRange = isClock && hours <= 23 && minutes <= 59 && seconds <= 59;
  // INVARIANT: whatever cannot be read is NaN, and so is every sum with it.
  const total = (days * 24 + hours) * 3600 + minutes * 60 + seconds - offsetMinutes * 60;
  instantParts[0] = isInRange ? total : Number.NaN;
  instantParts[1] = readNanos(text, at + 7, fractionEnd);
  instantParts[2] = offsetMinutes;
  return instantParts;
}

const plus = 43;
const comma = 44;
const hyphen = 45;
const point = 46;
const colon = 58;
const letterT = 84;
const letterZ = 90;

function readDigits(text: string, start: number, length: number): number {
  let value = 0;
  for (let at = start; at < start + length; at++) {
    const digit = text.charCodeAt(at) - 48;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

/** The first nine digits of a fraction, or of none. */
function readNanos(text: string, start: number, end: number): number {
  if (end <= start) return 0;
  let nanos = 0;
  for (let at = start; at < start + 9; at++) nanos = nanos * 10 + (at < end ? text.charCodeAt(at) - 48 : 0);
  return nanos;
}

/** Days since 1970-01-01, NaN for a day the calendar does not have. */
function readDate(text: string): number {
  const year = readDigits(text, 0, 4);
  const month = readDigits(text, 5, 2);
  const day = readDigits(text, 8, 2);
  if (text.charCodeAt(4) !== hyphen || text.charCodeAt(7) !== hyphen) return Number.NaN;
  const isDay = month >= 1 && month <= 12 && day >= 1 && day <= monthLength(year, month);
  return isDay ? daysSinceEpoch(year, month, day) : Number.NaN;
}

function monthLength(year: number, month: number): number {
  if (month !== 2) return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
}

/** Of the Gregorian calendar: years of 365 days from March on, so that a leap day comes last. */
function daysSinceEpoch(year: number, month: number, day: number): number {
  const shifted = month > 2 ? year : year - 1;
  const leapDays = Math.floor(shifted / 4) - Math.floor(shifted / 100) + Math.floor(shifted / 400);
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  return shifted * 365 + leapDays + dayOfYear - 719_468;
}

/** Where a fraction, if there is one, ends; a point without digits is left for the zone to refuse. */
function endOfFraction(text: string, start: number): number {
  const mark = text.charCodeAt(start);
  if (mark !== point && mark !== comma) return start;
  let end = start + 1;
  while (!Number.isNaN(readDigits(text, end, 1))) end++;
  return end > start + 1 ? end : start;
}

/** Minutes from UTC of the rest of the text, NaN when it is no zone. */
function readZone(text: string, start: number): number {
  const sign = text.charCodeAt(start);
  if (sign === letterZ) return text.length === start + 1 ? 0 : Number.NaN;
  const hours = readDigits(text, start + 1, 2);
  const minutes = readDigits(text, start + 4, 2);
  const isZone =
    text.length === start + 6 && text.charCodeAt(start + 3) === colon && hours <= 24 && minutes <= 60;
  if (!isZone || (sign !== plus && sign !== hyphen)) return Number.NaN;
  const offset = hours * 60 + minutes;
  return sign === hyphen && offset > 0 ? -offset : offset;
}

/**
 * RFC 3339 in the zone the timestamp was written with, without trailing zeros.
 *
 * Shape: `"2020-01-01T00:00:00Z"`, `"2020-01-01T00:00:00.5+05:30"`.
 */
export function formatTimestamp({ seconds, nanos, offsetMinutes }: Timestamp): string {
  const wallClock = new Date((seconds + offsetMinutes * 60) * 1000);
  const fraction = nanos === 0 ? "" : `.${String(nanos).padStart(9, "0").replace(/0+$/, "")}`;
  return dateText(wallClock) + fraction + zoneText(offsetMinutes);
}

// Not `toISOString`, which writes the year 10000, where a zone can move the last day, with six digits.
function dateText(date: Date): string {
  const day = [date.getUTCMonth() + 1, date.getUTCDate()].map(twoDigits).join("-");
  const time = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()].map(twoDigits).join(":");
  return `${String(date.getUTCFullYear()).padStart(4, "0")}-${day}T${time}`;
}

function zoneText(offsetMinutes: number): string {
  if (offsetMinutes === 0) return "Z";
  const minutes = Math.abs(offsetMinutes);
  return `${offsetMinutes < 0 ? "-" : "+"}${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}
