/** What one call of each subject costs, in nanoseconds, by name. */
export type Timings = ReadonlyMap<string, number>;

/** Something to time: a function of one input, and the inputs it is called with in turn. */
export interface Subject {
  readonly inputs: readonly unknown[];
  readonly run: (input: never) => unknown;
}

export function makeSubject<Input>(inputs: readonly Input[], run: (input: Input) => unknown): Subject {
  return { inputs, run };
}

const rounds = 9;
const roundNs = 1_000_000;

/**
 * Times subjects against each other: interleaved, so that a slow moment of the machine hits everybody, and through one
 * shared loop, in which no subject is inlined, as no caller of policies inlines a condition.
 */
export function timeSubjects(subjects: ReadonlyMap<string, Subject>): Timings {
  const laps = new Map([...subjects].map(([name, subject]) => [name, lapsPerRound(subject)]));
  const samples = new Map([...subjects.keys()].map((name) => [name, [] as number[]]));
  for (let done = 0; done < rounds; done++) {
    for (const [name, subject] of subjects) {
      samples.get(name)?.push(median([0, 0, 0].map(() => nanosPerCall(subject, laps.get(name) ?? 1))));
    }
  }
  return new Map([...samples].map(([name, list]) => [name, median(list)]));
}

/** Warms a subject up, too. */
function lapsPerRound(subject: Subject): number {
  const started = process.hrtime.bigint();
  let laps = 0;
  while (process.hrtime.bigint() - started < 20 * roundNs) laps += countTrue(subject, 1) >= 0 ? 1 : 0;
  return Math.max(1, Math.floor(laps / 20));
}

function nanosPerCall(subject: Subject, laps: number): number {
  const started = process.hrtime.bigint();
  countTrue(subject, laps);
  return Number(process.hrtime.bigint() - started) / laps / subject.inputs.length;
}

/** The shared loop. Its result depends on every call, so that no call is optimised away. */
export function countTrue({ inputs, run }: Subject, laps: number): number {
  let count = 0;
  for (let lap = 0; lap < laps; lap++) {
    for (let i = 0; i < inputs.length; i++) if (run(inputs[i] as never) === true) count++;
  }
  return count;
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

export function geomean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}

export function round(value: number): number {
  return Math.round(value * 100) / 100;
}
