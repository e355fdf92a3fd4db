import { parseGoDuration } from "@orthrus/server";

/** Says why a flag's value is no duration, such as `2s` or `1m30s`. */
export function refuseDuration(value: string): string | undefined {
  if (parseGoDuration(value) !== undefined) return undefined;
  const quoted = JSON.stringify(value);
  const reason = /^[-+]?[0-9.]+$/.test(value) ? "missing unit in" : "invalid";
  return `expected duration but got ${quoted}: time: ${reason} duration ${quoted}`;
}
