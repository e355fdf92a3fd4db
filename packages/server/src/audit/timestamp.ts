/**
 * The time now, as precisely as it is known.
 *
 * Units: milliseconds since 1970, with fractions.
 */
export function preciseNow(): number {
  return performance.timeOrigin + performance.now();
}

/** Shape: `1795191531858.639` → `"2026-11-20T16:18:51.858639Z"`. */
export function timestampText(ms: number): string {
  const micros = Math.round(ms * 1000);
  const rest = micros % 1000;
  const text = new Date((micros - rest) / 1000).toISOString();
  return rest === 0 ? text : `${text.slice(0, -1)}${String(rest).padStart(3, "0")}Z`;
}
