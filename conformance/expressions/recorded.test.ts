import { expect, test } from "vitest";
import { functionDocumentation } from "../../packages/cel/src/functions/function-documentation.ts";
import { celGoCases } from "../../packages/cel/src/testdata/cel-go-cases.ts";
import { referenceBinary } from "../differential/reference-server.ts";
import { specificationSkippedExpressions, specificationSkippedFiles } from "../known-gaps.ts";
import { compareExpressions } from "./compare-expressions.ts";
import { soundExpressions } from "./sound-expressions.ts";

const isFull = process.env.ORTHRUS_DIFFERENTIAL === "full";
const binary = referenceBinary();
if ("missing" in binary) console.log(`skipped: values are not compared, because ${binary.missing}`);

// See `undefined-variable` of the known differences.
const common = soundExpressions.filter((text) => !text.includes("G."));
const documented = functionDocumentation.map(({ example: [expression] }) => expression);

/** Expressions of the specification without variables. */
const specified = celGoCases("specification")
  .filter(({ name, test: { original } }) => {
    const isUsable = !specificationSkippedFiles.has(name.split("/")[1] ?? "");
    return isUsable && original.typeEnv.length === 0 && Object.keys(original.bindings).length === 0;
  })
  .map(({ text }) => text)
  .filter((text) => !specificationSkippedExpressions.some(({ pattern }) => pattern.test(text)))
  // See `numeric-keys` of the known differences.
  .filter((text) => text !== "{0: 1, 0u: 2}[0.0]");

test.skipIf("missing" in binary)(
  "documented and common expressions have the values of the reference",
  async () => {
    const { evaluated, verdicts, values } = await compareExpressions([...documented, ...common]);
    expect([evaluated > 140, verdicts, values]).toEqual([true, [], []]);
  },
  60_000,
);

test.skipIf("missing" in binary || !isFull)(
  "expressions of the specification have the values of the reference",
  async () => {
    const { evaluated, verdicts, values } = await compareExpressions(specified);
    expect([evaluated > 1300, verdicts, values]).toEqual([true, [], []]);
  },
  120_000,
);
