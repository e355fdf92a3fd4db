import { malformed, readQueryValues } from "@orthrus/protocol/wire";
import { parseGoDuration } from "../../config/go-duration.ts";
import type { AuditRequest } from "../../service/audit-request.ts";

// biome-ignore format: one row per kind
const KINDS: ReadonlyMap<string, number> = new Map([
  ["KIND_UNSPECIFIED", 0], ["0", 0],
  ["KIND_ACCESS",      1], ["1", 1],
  ["KIND_DECISION",    2], ["2", 2],
]);

const FILTERS: ReadonlySet<string> = new Set(["tail", "between", "since", "lookup"]);

/**
 * Reads a `ListAuditLogEntries` request from the last segment of its path and its query.
 *
 * Throws: `protocol/malformed-request`.
 */
export function decodeAuditQuery(kindText: string, query: string): AuditRequest {
  const kind = KINDS.get(kindText);
  if (kind === undefined) throw malformed(`type mismatch, parameter: kind, error: ${kindText} is not valid`);
  const values = new Map<string, string>();
  for (const [path, [value = "", ...others]] of readQueryValues(query)) {
    const [filter = ""] = path.split(".");
    if (!FILTERS.has(filter)) continue;
    const name = path.slice(path.lastIndexOf(".") + 1);
    if (others.length > 0) {
      throw malformed(`too many values for field "${name}": ${[value, ...others].join(", ")}`);
    }
    values.set(path, value);
  }
  if (new Set([...values.keys()].map((path) => path.split(".")[0])).size > 1) {
    throw malformed('field already set for oneof "filter"');
  }
  return { kind, ...filterOf(values) };
}

function filterOf(values: ReadonlyMap<string, string>): Omit<AuditRequest, "kind"> {
  const [path = ""] = values.keys();
  const value = values.get(path) ?? "";
  switch (path.split(".")[0]) {
    case "tail":
      return { tail: readCount(value) };
    case "since":
      return { sinceMs: readDuration(value) };
    case "lookup":
      return { lookup: value };
    case "between":
      return { between: readRange(values) };
    default:
      return {};
  }
}

function readRange(values: ReadonlyMap<string, string>): NonNullable<AuditRequest["between"]> {
  const start = values.get("between.start");
  const end = values.get("between.end");
  return {
    ...(start !== undefined && { startMs: readTime("start", start) }),
    ...(end !== undefined && { endMs: readTime("end", end) }),
  };
}

function readCount(text: string): number {
  const problem = /^\d+$/.test(text) ? "value out of range" : "invalid syntax";
  const count = Number(text);
  if (problem === "value out of range" && count < 2 ** 32) return count;
  throw malformed(`parsing field "tail": strconv.ParseUint: parsing ${JSON.stringify(text)}: ${problem}`);
}

function readDuration(text: string): number {
  const duration = parseGoDuration(text);
  if (duration !== undefined) return duration;
  const problem = /^[-+]?[\d.]+$/.test(text) ? "missing unit in duration" : "invalid duration";
  throw malformed(`parsing field "since": time: ${problem} ${JSON.stringify(text)}`);
}

const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[-+]\d\d:\d\d)$/;

function readTime(name: string, text: string): number {
  const time = RFC_3339.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(time)) return time;
  throw malformed(`parsing field "${name}": parsing time ${JSON.stringify(text)}: not a time as in RFC 3339`);
}
