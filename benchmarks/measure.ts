export interface Measurement {
  readonly name: string;
  readonly p50Ns: number;
  readonly p99Ns: number;
  readonly perSecond: number;
}

/** Kept where the compiler can see it, so that no measured work is optimised away. */
export const sink: { value: unknown } = { value: undefined };

/** Times synchronous work in batches: one call is shorter than the clock is fine. */
export function measure(name: string, iterations: number, work: (index: number) => unknown): Measurement {
  const batch = 100;
  for (let i = 0; i < iterations / 10; i++) sink.value = work(i);
  const samples: number[] = [];
  for (let done = 0; done < iterations; done += batch) {
    const started = process.hrtime.bigint();
    for (let i = done; i < done + batch; i++) sink.value = work(i);
    samples.push(Number(process.hrtime.bigint() - started) / batch);
  }
  return summarise(name, samples);
}

/** Times asynchronous work one call at a time. */
export async function measureAsync(
  name: string,
  iterations: number,
  work: (index: number) => Promise<unknown>,
): Promise<Measurement> {
  for (let i = 0; i < iterations / 10; i++) sink.value = await work(i);
  const samples: number[] = [];
  for (let i = 0; i < iterations; i++) {
    const started = process.hrtime.bigint();
    sink.value = await work(i);
    samples.push(Number(process.hrtime.bigint() - started));
  }
  return summarise(name, samples);
}

function summarise(name: string, samples: readonly number[]): Measurement {
  const sorted = samples.toSorted((a, b) => a - b);
  const quantile = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  const total = sorted.reduce((sum, sample) => sum + sample, 0);
  return { name, p50Ns: quantile(0.5), p99Ns: quantile(0.99), perSecond: (1e9 * sorted.length) / total };
}
