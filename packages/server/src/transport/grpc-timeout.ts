import { ServiceError } from "../service/service-error.ts";

// biome-ignore format: one row per unit
const UNITS_MS: ReadonlyMap<string, number> = new Map([
  ["H", 3_600_000],
  ["M", 60_000],
  ["S", 1000],
  ["m", 1],
  ["u", 1e-3],
  ["n", 1e-6],
]);

/**
 * Reads how long a caller is willing to wait.
 *
 * Shape: `"100m"` → 100, `"5S"` → 5000. Units: milliseconds.
 * Throws: `server/invalid-timeout`.
 */
export function parseGrpcTimeout(header: string): number {
  const [, digits = "", unit = ""] = /^(\d+)([HMSmun])$/.exec(header) ?? [];
  const unitMs = UNITS_MS.get(unit);
  if (unitMs === undefined) {
    throw new ServiceError("server/invalid-timeout", `invalid grpc-timeout: ${header}`);
  }
  return Number(digits) * unitMs;
}

/** Throws: `server/deadline-exceeded` when the work is not done in time. */
export async function withinTimeout<Result>(
  timeoutMs: number,
  work: () => Result | Promise<Result>,
): Promise<Result> {
  const startMs = performance.now();
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(deadlineExceeded()), Math.min(timeoutMs, LONGEST_TIMER_MS));
  });
  try {
    const result = await Promise.race([work(), tooLate]);
    // Deciding does not yield to the timer.
    if (performance.now() - startMs > timeoutMs) throw deadlineExceeded();
    return result;
  } finally {
    clearTimeout(timer);
  }
}

/** Of timers in Node. */
export const LONGEST_TIMER_MS: number = 2 ** 31 - 1;

/** What a caller hears who could not wait. */
export function deadlineExceeded(): ServiceError {
  return new ServiceError("server/deadline-exceeded", "context deadline exceeded");
}
