import parse from "parse-prometheus-text-format";
import type { ObservedServer } from "./observed-server.ts";

export type LabelTexts = Readonly<Record<string, string>>;

export interface Sample {
  readonly labels: LabelTexts;
  readonly value: number;
}

/** What Prometheus reads off a page. */
export interface Scraped {
  /** By the name of the metric. */
  readonly types: ReadonlyMap<string, string>;
  /** By the name of the line: those of a histogram end in `_bucket`, `_sum` and `_count`. */
  readonly samples: ReadonlyMap<string, readonly Sample[]>;
}

export function parseMetrics(text: string): Scraped {
  const samples = new Map<string, Sample[]>();
  // The parser keeps labels of plain numbers only, which every line of a histogram is, too.
  for (const { name, metrics } of parse(text.replaceAll(/^# TYPE \S+ histogram$/gm, ""))) {
    const read = metrics.map(({ labels = {}, value }) => ({ labels, value: Number(value) }));
    samples.set(name, [...(samples.get(name) ?? []), ...read]);
  }
  return { types: new Map(parse(text).map(({ name, type }) => [name, type.toLowerCase()])), samples };
}

export async function scrape({ ask }: Pick<ObservedServer, "ask">): Promise<Scraped> {
  return parseMetrics(await (await ask("/_cerbos/metrics")).text());
}
