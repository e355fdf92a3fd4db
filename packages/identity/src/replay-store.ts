/** Remembers what may be used once: ids of DPoP proofs, logout tokens, webhook deliveries. */
export interface ReplayStore {
  /** False when this key was given before and its time has not passed. With several instances, share the store. */
  isFirst(key: string, untilMs: number, nowMs: number): boolean | Promise<boolean>;
}

/** A replay store in this process. */
export function memoryReplayStore(): ReplayStore {
  const seen = new Map<string, number>();
  let sweptAtMs = 0;
  return {
    isFirst(key, untilMs, nowMs) {
      if (nowMs - sweptAtMs > 60_000) {
        sweptAtMs = nowMs;
        for (const [old, until] of seen) if (until <= nowMs) seen.delete(old);
      }
      const known = seen.get(key);
      if (known !== undefined && known > nowMs) return false;
      seen.set(key, untilMs);
      return true;
    },
  };
}
