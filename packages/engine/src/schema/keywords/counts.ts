import type { Json } from "@orthrus/protocol";
import { type KeywordContext, numberAt } from "../keyword.ts";
import { violate } from "../run-schema.ts";
import type { Assertion } from "../schema-node.ts";

/** How to count something in a value, and how to word a limit that is not kept. */
export interface Counting {
  readonly minimum: string;
  readonly maximum: string;
  /** Nothing for values of another type. */
  count(value: Json): number | undefined;
  message(bound: "minimum" | "maximum", limit: number, found: number): string;
}

/** Compiles a pair of keywords that limit a count. */
export function compileCounts({ schema }: KeywordContext, counting: Counting): readonly Assertion[] {
  const minimum = numberAt(schema, counting.minimum);
  const maximum = numberAt(schema, counting.maximum);
  const assertions: Assertion[] = [];
  if (minimum !== undefined) {
    assertions.push((value, run) => {
      const found = counting.count(value) ?? minimum;
      return found >= minimum || violate(run, counting.minimum, counting.message("minimum", minimum, found));
    });
  }
  if (maximum !== undefined) {
    assertions.push((value, run) => {
      const found = counting.count(value) ?? maximum;
      return found <= maximum || violate(run, counting.maximum, counting.message("maximum", maximum, found));
    });
  }
  return assertions;
}
