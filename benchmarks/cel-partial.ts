/**
 * What does it cost to evaluate a condition of which only the principal is known, as plans do for each condition? The
 * same evaluator, principals in turn; the conditions are those of `cel-conditions.ts`.
 *
 * Only ratios of one run mean something: machines differ and are noisy. The last column compares with evaluating the
 * whole condition with closures.
 */
import { cpus } from "node:os";
import { type Activation, compileExpression, createPartialEvaluator, Timestamp } from "@orthrus/cel";
import { createConditionEnvironment } from "@orthrus/policy";
import { reportBars } from "./cel-bars.ts";
import { conditionCases, conditionRequests } from "./cel-condition-cases.ts";
import { geomean, makeSubject, median, round, type Subject, timeSubjects } from "./cel-timing.ts";

const environment = createConditionEnvironment();
const requests = conditionRequests(64, new Timestamp(1_770_000_000, 0));
const unknowns = [{ path: ["resource", "attributes"] }];
const known = requests.map(({ principal, now }) => ({
  activation: {
    principal,
    resource: { kind: "document", id: "d" },
    now,
    computed: [],
  } as Activation,
  unknowns,
}));
const evaluator = createPartialEvaluator();

const rows = conditionCases.map(({ text }) => {
  const { program } = compileExpression(text, environment, { mode: "closures" });
  if (program === undefined) throw new Error(text);
  const subjects = new Map<string, Subject>([
    ["partially", makeSubject(known, (input) => evaluator.evaluate(program.operation, input))],
    ["closures", makeSubject(requests, program.test)],
  ]);
  const timings = timeSubjects(subjects);
  const partially = timings.get("partially") ?? Number.NaN;
  return { text, partially, ratio: partially / (timings.get("closures") ?? Number.NaN) };
});

console.log(
  `Node ${process.version}, ${cpus()[0]?.model ?? "unknown processor"}, ${known.length} principals`,
);
console.table(
  Object.fromEntries(
    rows.map(({ text, partially, ratio }) => [
      text.length > 60 ? `${text.slice(0, 57)}…` : text,
      { microseconds: round(partially / 1000), "partially / closures": round(ratio) },
    ]),
  ),
);
const microseconds = rows.map(({ partially }) => partially / 1000);
console.log(`partially / closures: geomean ${round(geomean(rows.map(({ ratio }) => ratio)))}`);
reportBars([
  { measure: "partial evaluation, microseconds, median", value: median(microseconds), atMost: 2 },
  { measure: "partial evaluation, microseconds, worst", value: Math.max(...microseconds), atMost: 8 },
]);
