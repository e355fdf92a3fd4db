/** What is measured. */
export interface MetricDescription {
  /** As OpenTelemetry names it: `http.server.request.duration`. */
  readonly name: string;
  readonly kind: "counter" | "gauge" | "histogram";
  /** In UCUM, such as `ms`, `s` or `By`; empty for plain numbers. */
  readonly unit: string;
  readonly help: string;
  /** Upper bounds of the buckets of a histogram, ascending; what is above them all counts too. */
  readonly boundaries?: readonly number[];
}

/** What tells the series of one metric apart. SECURITY: never from a set that callers can make longer. */
export type Labels = Readonly<Record<string, string | number>>;

/** How often values fell into each bucket. */
export interface Distribution {
  readonly boundaries: readonly number[];
  /** One more than there are boundaries. */
  readonly counts: readonly number[];
  readonly sum: number;
}

/** One series as it is now. */
export interface Point {
  readonly labels: Labels;
  readonly value: number | Distribution;
}

/** A metric with all of its series. */
export interface Metric {
  readonly description: MetricDescription;
  read(): readonly Point[];
}

/** How often something happened, from one to infinity. */
export function countOf({ counts }: Distribution): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
