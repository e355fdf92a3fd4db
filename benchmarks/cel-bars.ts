import { round } from "./cel-timing.ts";

/** What a measure has to reach: at most or at least so much. */
export interface Bar {
  readonly measure: string;
  readonly value: number;
  readonly atMost?: number;
  readonly atLeast?: number;
}

/** Says which bars are reached. The process fails when one is not; whoever runs benchmarks tries a second time. */
export function reportBars(bars: readonly Bar[]): void {
  for (const { measure, value, atMost = Number.POSITIVE_INFINITY, atLeast = 0 } of bars) {
    const isReached = value <= atMost && value >= atLeast;
    const limit = atLeast > 0 ? `at least ${atLeast}` : `at most ${atMost}`;
    console.log(`${isReached ? "reached" : "MISSED "}  ${measure}: ${round(value)}, ${limit}`);
    if (!isReached) process.exitCode = 1;
  }
}
