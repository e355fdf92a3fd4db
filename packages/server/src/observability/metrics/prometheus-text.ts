import {
  countOf,
  type Distribution,
  type Labels,
  type Metric,
  type MetricDescription,
  type Point,
} from "./metric.ts";

/** What goes with the text. */
export const PROMETHEUS_TYPE = "text/plain; version=0.0.4; charset=utf-8; escaping=underscores";

const UNIT_WORDS: ReadonlyMap<string, string> = new Map([
  ["ms", "milliseconds"],
  ["s", "seconds"],
  ["By", "bytes"],
]);

/**
 * Renders metrics as Prometheus reads them, sorted by name; those that nothing was measured of are left out.
 *
 * Shape: `# TYPE http_server_request_duration_seconds histogram` and a line per value.
 * Source: the text exposition format 0.0.4 of Prometheus; names as OpenTelemetry maps them.
 */
export function prometheusText(metrics: readonly Metric[]): string {
  return metrics
    .map((metric) => ({
      name: prometheusName(metric.description),
      description: metric.description,
      points: metric.read(),
    }))
    .filter(({ points }) => points.length > 0)
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, description, points }) => {
      const lines = points.flatMap((point) => pointLines(name, point));
      return `# HELP ${name} ${description.help}\n# TYPE ${name} ${description.kind}\n${lines.join("\n")}\n`;
    })
    .join("");
}

/** Shape: `http.server.request.duration` in `s` → `http_server_request_duration_seconds`. */
function prometheusName({ name, unit, kind }: MetricDescription): string {
  const word = UNIT_WORDS.get(unit);
  const base = plainName(name);
  const withUnit = word === undefined || base.endsWith(`_${word}`) ? base : `${base}_${word}`;
  return kind === "counter" ? `${withUnit}_total` : withUnit;
}

function plainName(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9_]/g, "_");
}

function pointLines(name: string, { labels, value }: Point): readonly string[] {
  const listed = labelPairs(labels);
  if (typeof value === "number") return [line(name, listed, value)];
  return [
    ...bucketLines(`${name}_bucket`, listed, value),
    line(`${name}_sum`, listed, value.sum),
    line(`${name}_count`, listed, countOf(value)),
  ];
}

function bucketLines(
  name: string,
  labels: readonly string[],
  { boundaries, counts }: Distribution,
): readonly string[] {
  let below = 0;
  return counts.map((count, index) => {
    below += count;
    return line(name, [...labels, `le="${boundaries[index] ?? "+Inf"}"`], below);
  });
}

function labelPairs(labels: Labels): readonly string[] {
  return Object.entries(labels)
    .map(([name, value]) => `${plainName(name)}="${escapeLabel(String(value))}"`)
    .sort();
}

function escapeLabel(value: string): string {
  return value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}

function line(name: string, labels: readonly string[], value: number): string {
  return labels.length === 0 ? `${name} ${value}` : `${name}{${labels.join(",")}} ${value}`;
}
