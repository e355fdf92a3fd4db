import type { Distribution, Labels, Metric, MetricDescription, Point } from "./metric.ts";

interface Cell {
  readonly value: number | Distribution;
}

/** A number that is counted up or set. */
export class NumberCell implements Cell {
  value = 0;

  add(amount = 1): void {
    this.value += amount;
  }

  set(value: number): void {
    this.value = value;
  }
}

/** Values sorted into buckets. */
export class HistogramCell implements Cell {
  readonly #boundaries: readonly number[];
  readonly #counts: number[];
  #sum = 0;

  constructor(boundaries: readonly number[]) {
    this.#boundaries = boundaries;
    this.#counts = new Array(boundaries.length + 1).fill(0);
  }

  // PERF: tens of nanoseconds, so that every request can be measured; see benchmarks/observed-requests.ts.
  record(value: number): void {
    const boundaries = this.#boundaries;
    let low = 0;
    let high = boundaries.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (value <= (boundaries[middle] ?? Infinity)) high = middle;
      else low = middle + 1;
    }
    this.#counts[low] = (this.#counts[low] ?? 0) + 1;
    this.#sum += value;
  }

  get value(): Distribution {
    return { boundaries: this.#boundaries, counts: [...this.#counts], sum: this.#sum };
  }
}

/** One metric with a cell for every set of labels it was asked for. */
export class Family<C extends Cell> implements Metric {
  readonly description: MetricDescription;
  readonly #newCell: () => C;
  readonly #series = new Map<string, { readonly labels: Labels; readonly cell: C }>();

  constructor(description: MetricDescription, newCell: () => C) {
    this.description = description;
    this.#newCell = newCell;
  }

  /** The same cell for the same labels in the same order; to be kept by whoever measures often. */
  with(labels: Labels = {}): C {
    const key = JSON.stringify(labels);
    const known = this.#series.get(key);
    if (known) return known.cell;
    const cell = this.#newCell();
    this.#series.set(key, { labels, cell });
    return cell;
  }

  read(): readonly Point[] {
    return [...this.#series.values()].map(({ labels, cell }) => ({ labels, value: cell.value }));
  }
}

/** Of a counter or a gauge. */
export function numberFamily(description: MetricDescription): Family<NumberCell> {
  return new Family(description, () => new NumberCell());
}

export function histogramFamily(description: MetricDescription): Family<HistogramCell> {
  const { boundaries = [] } = description;
  return new Family(description, () => new HistogramCell(boundaries));
}
