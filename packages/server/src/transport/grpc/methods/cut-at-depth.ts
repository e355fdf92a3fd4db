import type { Json } from "@orthrus/protocol";

/** What stands for a value that is left out. */
const CUT = "(nested too deep)";

/** The same value, without what is nested deeper than so many levels. */
export function cutAtDepth(value: Json, levels: number): Json {
  if (typeof value !== "object" || value === null) return value;
  if (levels === 0) return CUT;
  if (Array.isArray(value)) return value.map((each) => cutAtDepth(each, levels - 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, cutAtDepth(each, levels - 1)]),
  );
}
