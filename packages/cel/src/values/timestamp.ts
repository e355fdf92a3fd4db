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

export function addDuration(
  { seconds, nanos, offsetMinutes }: Timestamp,
  duration: Duration,
): Timestamp | CelError {
  return makeTimestamp(seconds + duration.seconds, nanos + duration.nanos, offsetMinutes);
}

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

const rfc3339 =
  /^(\d{4})-(\d{2})-(\d{2})T(\d{1,2}):(\d{2}):(\d{2})(?:[.,](\d+))?(?:Z|([+-])(\d{2}):(\d{2}))$/;

/**
 * Reads RFC 3339, upper case only, with up to nanoseconds (later digits are dropped).
 *
 * Source: Go `time.Parse(time.RFC3339, s)`, which also takes a comma before the fraction and a one-digit hour.
 */
export function parseTimestamp(text: string): Timestamp | CelError {
  const match = rfc3339.exec(text);
  const invalid = conversionError("string", "google.protobuf.Timestamp");
  if (match === null) return invalid;
  const [year = 0, month = 0, day = 0, hours = 0, minutes = 0, seconds = 0] = match.slice(1, 7).map(Number);
  const [zoneHours, zoneMinutes] = [Number(match[9] ?? 0), Number(match[10] ?? 0)];
  if (hours > 23 || minutes > 59 || seconds > 59 || zoneHours > 24 || zoneMinutes > 60) return invalid;
  const days = daysSinceEpoch(year, month, day);
  if (days === undefined) return invalid;
  const offsetMinutes = (match[8] === "-" ? -1 : 1) * (zoneHours * 60 + zoneMinutes);
  const wallClock = ((days * 24 + hours) * 60 + minutes) * 60 + seconds;
  const nanos = Number((match[7] ?? "").slice(0, 9).padEnd(9, "0"));
  return makeTimestamp(wallClock - offsetMinutes * 60, nanos, offsetMinutes === 0 ? 0 : offsetMinutes);
}

/** `undefined` for days the calendar does not have. */
function daysSinceEpoch(year: number, month: number, day: number): number | undefined {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  return date.getTime() / 86_400_000;
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
