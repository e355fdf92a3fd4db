/** How often unknown key ids may cause a fetch. */
export interface RefetchBudget {
  /** False when the budget is spent. */
  take(nowMs: number): boolean;
}

const BURST = 6;
const REFILL_MS = 30_000;

/**
 * Six refetches, then one per 30 seconds: rotations come in ones and twos, floods of made-up ids do not, and even
 * during a flood a new key is found within half a minute.
 */
export function refetchBudget(): RefetchBudget {
  let left = BURST;
  let refilledAtMs = Number.NEGATIVE_INFINITY;
  return {
    take(nowMs) {
      const refills =
        refilledAtMs === Number.NEGATIVE_INFINITY ? BURST : Math.floor((nowMs - refilledAtMs) / REFILL_MS);
      if (refills > 0) {
        left = Math.min(BURST, left + refills);
        refilledAtMs = nowMs;
      }
      if (left === 0) return false;
      left -= 1;
      return true;
    },
  };
}
