import type { Duration } from "@orthrus/cel";

/**
 * Writes a duration as people do, and as `duration()` reads it; nothing for parts of seconds, which have no better form
 * than a number of seconds.
 *
 * Shape: `720h`, `1h30m`, `-5m`, `0s`.
 */
export function durationText({ seconds, nanos }: Duration): string | undefined {
  const total = Number(seconds);
  if (nanos !== 0) return undefined;
  const whole = Math.abs(total);
  const parts = [
    `${Math.floor(whole / 3_600)}h`,
    `${Math.floor((whole % 3_600) / 60)}m`,
    `${whole % 60}s`,
  ].filter((part) => !part.startsWith("0"));
  return `${total < 0 ? "-" : ""}${parts.length === 0 ? "0s" : parts.join("")}`;
}
