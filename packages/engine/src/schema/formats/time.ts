/** RFC 3339 `full-date`: `2024-02-29`. */
export function isDate(text: string): boolean {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? [];
  if (day === undefined) return false;
  return Number(day) >= 1 && Number(day) <= daysIn(Number(year), Number(month));
}

/** RFC 3339 `full-time`: `12:11:13.5+01:00`. A leap second is only at the end of a UTC day. */
export function isTime(text: string): boolean {
  const match = /^(\d{2}):(\d{2}):(\d{2})(?:\.\d+)?(?:[zZ]|([+-])(\d{2}):(\d{2}))$/.exec(text);
  if (match === null) return false;
  const [hour = 0, minute = 0, second = 0] = match.slice(1, 4).map(Number);
  const [offsetHour = 0, offsetMinute = 0] = match.slice(5, 7).map((digits) => Number(digits ?? 0));
  if (hour > 23 || minute > 59 || second > 60 || offsetHour > 23 || offsetMinute > 59) return false;
  const offset = (offsetHour * 60 + offsetMinute) * (match[4] === "-" ? -1 : 1);
  return second < 60 || (hour * 60 + minute - offset + 2880) % 1440 === 1439;
}

/** RFC 3339 `date-time`: `2024-02-29T12:11:13Z`. */
export function isDateTime(text: string): boolean {
  return /^[tT]$/.test(text.charAt(10)) && isDate(text.slice(0, 10)) && isTime(text.slice(11));
}

/** ISO 8601 duration of RFC 3339, appendix A: `P1Y2M3DT4H`, `P2W`. Units follow each other without gaps. */
export function isDuration(text: string): boolean {
  if (/^P\d+W$/.test(text)) return true;
  const [, date, time] = /^P([^T]*)(?:T(.+))?$/s.exec(text) ?? [];
  if (date === undefined || (date === "" && time === undefined)) return false;
  return hasUnits(date, "YMD") && (time === undefined || hasUnits(time, "HMS"));
}

/** RFC 3339 period: a start and an end, of which one may be a duration. */
export function isPeriod(text: string): boolean {
  const [start = "", end, ...others] = text.split("/");
  if (end === undefined || others.length > 0) return false;
  return isDateTime(start) ? isDateTime(end) || isDuration(end) : isDuration(start) && isDateTime(end);
}

function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return [0, 31, 0, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month] ?? 0;
}

function hasUnits(text: string, units: string): boolean {
  if (!/^(?:\d+[A-Z])*$/.test(text)) return false;
  return units.includes(text.replace(/\d+/g, ""));
}
