/**
 * What does it cost to turn the text of a condition into a program? Parsing, checking and making closures; then making
 * a function of it, and the first call of that function. Every text is new, because engines keep what they compiled.
 *
 * Only ratios of one run mean something: machines differ and are noisy. The microseconds are for comparison with what
 * evaluations save.
 */
import { cpus } from "node:os";
import {
  checkExpression,
  compileExpression,
  type Expression,
  parseExpression,
  Timestamp,
} from "@orthrus/cel";
import { createConditionEnvironment } from "@orthrus/policy";
import { reportBars } from "./cel-bars.ts";
import { type ConditionCase, conditionCases, conditionRequests } from "./cel-condition-cases.ts";
import { geomean, median, round } from "./cel-timing.ts";

const environment = createConditionEnvironment();
const [request] = conditionRequests(1, new Timestamp(1_770_000_000, 0));
if (request === undefined) throw new RangeError("no request");
const rounds = 300;
const warmUpRounds = 100;
/** One gives the value of a program and one its answer; a policy needs one of them. */
const functionsOfProgram = 2;

const stages = ["parse", "parse and check", "parse, check, closures", "generate", "first call"] as const;
type Stage = (typeof stages)[number];

const samples = new Map(conditionCases.map((condition) => [condition.text, newSamples()]));
for (let i = 0; i < warmUpRounds + rounds; i++) {
  for (const condition of conditionCases) measureStages(condition, i);
}
report();

function newSamples(): ReadonlyMap<Stage, number[]> {
  return new Map(stages.map((stage) => [stage, []]));
}

function measureStages(condition: ConditionCase, index: number): void {
  const text = renamed(condition.text, index);
  const parsing = timed(() => parseExpression(text, refuse));
  const checking = timed(() =>
    checkExpression(parseExpression(text, refuse) as Expression, environment, refuse),
  );
  const compiling = timed(() => compile(text, "closures"));
  const generating = timed(() => compile(text, "generated"));
  const call = timed(() => generating.result.test(request as never));
  const microseconds: readonly (readonly [Stage, number])[] = [
    ["parse", parsing.microseconds],
    ["parse and check", checking.microseconds],
    ["parse, check, closures", compiling.microseconds],
    ["generate", (generating.microseconds - compiling.microseconds) / functionsOfProgram],
    ["first call", call.microseconds],
  ];
  if (index < warmUpRounds) return;
  for (const [stage, value] of microseconds) samples.get(condition.text)?.get(stage)?.push(value);
}

/** The same condition on other attributes, so that nothing that was compiled before is the same. */
function renamed(text: string, index: number): string {
  return text.replace(/\battr\.(\w+)/g, `attr.$1${index}`);
}

function compile(text: string, mode: "closures" | "generated") {
  return compileExpression(text, environment, { mode }).program ?? refuse({ message: text });
}

function refuse({ message }: { readonly message: string }): never {
  throw new Error(message);
}

function timed<Result>(work: () => Result): { readonly result: Result; readonly microseconds: number } {
  const started = process.hrtime.bigint();
  const result = work();
  return { result, microseconds: Number(process.hrtime.bigint() - started) / 1000 };
}

function report(): void {
  console.log(`Node ${process.version}, ${cpus()[0]?.model ?? "unknown processor"}, medians in microseconds`);
  const medians = [...samples].map(
    ([text, byStage]) =>
      [text, new Map([...byStage].map(([stage, values]) => [stage, median(values)]))] as const,
  );
  console.table(
    Object.fromEntries(
      medians.map(([text, byStage]) => [
        text.length > 60 ? `${text.slice(0, 57)}…` : text,
        Object.fromEntries([...byStage].map(([stage, value]) => [stage, round(value)])),
      ]),
    ),
  );
  const average = (stage: Stage): number =>
    geomean(medians.map(([, byStage]) => byStage.get(stage) ?? Number.NaN));
  for (const stage of stages) console.log(`${stage}: geomean ${round(average(stage))} µs`);
  reportBars([
    { measure: "parse, check, closures, microseconds", value: average("parse, check, closures"), atMost: 30 },
    { measure: "generate, microseconds", value: average("generate"), atMost: 50 },
  ]);
}
