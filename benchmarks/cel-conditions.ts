/**
 * What does a condition cost, against the same thing written by hand in JavaScript? Generated functions and closures,
 * and other libraries where they can express the condition: 64 requests, interleaved, medians. Then: how much memory
 * does an evaluation take?
 *
 * Only ratios of one run mean something: machines differ and are noisy.
 */
import { cpus } from "node:os";
import { celEnv, parse as parseForBufbuild, plan } from "@bufbuild/cel";
import { strings } from "@bufbuild/cel/ext";
import { Environment as MarcbachmannEnvironment } from "@marcbachmann/cel-js";
import { compileExpression, type Program, Timestamp } from "@orthrus/cel";
import { createConditionEnvironment } from "@orthrus/policy";
import { evaluate as evaluateCelJs, parse as parseForCelJs } from "cel-js";
import { reportBars } from "./cel-bars.ts";
import { type ConditionCase, conditionCases, conditionRequests } from "./cel-condition-cases.ts";
import { bytesPerCall } from "./cel-heap.ts";
import { geomean, makeSubject, round, type Subject, type Timings, timeSubjects } from "./cel-timing.ts";

const requests = conditionRequests(64, new Timestamp(1_770_000_000, 0));
const contexts = requests.map(({ principal, resource }) => ({
  P: { id: principal.id, roles: principal.roles, attr: principal.attributes },
  R: { attr: resource.attributes },
}));
const environment = createConditionEnvironment();
const ours = ["by hand", "generated", "closures"];
const others = ["@marcbachmann/cel-js", "@bufbuild/cel", "cel-js"];

const rows = conditionCases.map(measureCase);
report();

interface Row {
  readonly condition: ConditionCase;
  /** Those that cannot express the condition are not there. */
  readonly timings: Timings;
  readonly generatedBytes: number;
}

function measureCase(condition: ConditionCase): Row {
  const subjects = subjectsOf(condition);
  const timings = timeSubjects(subjects);
  const generated = subjects.get("generated");
  return { condition, timings, generatedBytes: generated ? bytesPerCall(generated) : Number.NaN };
}

function subjectsOf(condition: ConditionCase): ReadonlyMap<string, Subject> {
  const candidates: readonly (readonly [string, Subject | undefined])[] = [
    ["by hand", makeSubject(requests, condition.byHand)],
    ["generated", makeSubject(requests, compile(condition.text, "generated").test)],
    ["closures", makeSubject(requests, compile(condition.text, "closures").test)],
    ["@marcbachmann/cel-js", attempt(() => marcbachmann(condition.text))],
    ["@bufbuild/cel", attempt(() => bufbuild(condition.text))],
    ["cel-js", attempt(() => celJs(condition.text))],
  ];
  const subjects = new Map<string, Subject>();
  for (const [name, subject] of candidates) {
    if (subject === undefined) continue;
    const isRight = agrees(condition, subject);
    // A benchmark of different answers compares nothing.
    if (!isRight && ours.includes(name))
      throw new Error(`${name} and by hand differ about ${condition.text}`);
    if (isRight) subjects.set(name, subject);
  }
  return subjects;
}

/** A library that throws about what is there does not know the condition, even where the answer is no. */
function agrees(condition: ConditionCase, { inputs, run }: Subject): boolean {
  return requests.every((request, i) => {
    const answer = run(inputs[i] as never);
    const isKnown = typeof answer === "boolean" || condition.isMissing === true;
    return isKnown && (answer === true) === condition.byHand(request);
  });
}

function compile(text: string, mode: "generated" | "closures"): Program {
  const { program, diagnostics } = compileExpression(text, environment, { mode });
  if (program === undefined) throw new Error(diagnostics.map(({ message }) => message).join("; "));
  return program;
}

function marcbachmann(text: string): Subject {
  const variables = new MarcbachmannEnvironment({ unlistedVariablesAreDyn: true });
  const run = variables.parse(text);
  return quietly((context) => run(context));
}

function bufbuild(text: string): Subject {
  const run = plan(celEnv({ funcs: strings }), parseForBufbuild(text));
  return quietly((context) => run(context as never));
}

function celJs(text: string): Subject {
  const parsed = parseForCelJs(text);
  if (!parsed.isSuccess) throw new Error("not understood");
  return quietly((context) => evaluateCelJs(parsed.cst, context));
}

type Context = (typeof contexts)[number];

/** Libraries that throw are measured with what it costs them. */
function quietly(evaluate: (context: Context) => unknown): Subject {
  return makeSubject(contexts, (context) => {
    try {
      return evaluate(context);
    } catch {
      return undefined;
    }
  });
}

function attempt<Result>(make: () => Result): Result | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}

function report(): void {
  console.log(
    `Node ${process.version}, ${cpus()[0]?.model ?? "unknown processor"}, ${requests.length} requests`,
  );
  console.table(Object.fromEntries(rows.map((row) => [shortened(row.condition.text), cellsOf(row)])));
  const present = rows.filter(({ condition }) => condition.isMissing !== true);
  for (const name of ["generated", "closures", ...others]) reportAgainst(name, "by hand", present);
  for (const name of others) reportAgainst(name, "generated", present);
  reportBars([
    {
      measure: "generated / by hand, geomean",
      value: geomeanOf("generated", "by hand", present),
      atMost: 1.25,
    },
    {
      measure: "generated / by hand, worst",
      value: Math.max(...ratiosOf("generated", "by hand", present).map((row) => row.ratio)),
      atMost: 2,
    },
    { measure: "closures / by hand, geomean", value: geomeanOf("closures", "by hand", present), atMost: 3.5 },
    { measure: "missing attribute / present, generated", value: missingAgainstPresent(), atMost: 1.5 },
    {
      measure: "@marcbachmann/cel-js / generated, geomean",
      value: geomeanOf("@marcbachmann/cel-js", "generated", present),
      atLeast: 20,
    },
    {
      measure: "@bufbuild/cel / generated, geomean",
      value: geomeanOf("@bufbuild/cel", "generated", present),
      atLeast: 60,
    },
    {
      measure: "bytes per evaluation, generated, conditions that build no list",
      value: Math.max(
        ...rows.filter(({ condition }) => !condition.buildsList).map((row) => Math.floor(row.generatedBytes)),
      ),
      atMost: 0,
    },
  ]);
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

function cellsOf({ timings, generatedBytes }: Row): Record<string, number> {
  const cells = Object.fromEntries(
    [...timings].map(([name, ns]) =>
      name === "by hand" ? ["by hand ns", round(ns)] : [name, round(ratio(name, "by hand", timings))],
    ),
  );
  return { ...cells, bytes: Math.round(generatedBytes) };
}

function reportAgainst(name: string, other: string, among: readonly Row[]): void {
  const ratios = ratiosOf(name, other, among);
  const worst = ratios.toSorted((a, b) => b.ratio - a.ratio)[0];
  console.log(
    `${name} / ${other}: geomean ${round(geomeanOf(name, other, among))} over ${ratios.length}, worst ${round(worst?.ratio ?? Number.NaN)} (${worst?.text})`,
  );
}

function geomeanOf(name: string, other: string, among: readonly Row[]): number {
  return geomean(ratiosOf(name, other, among).map((row) => row.ratio));
}

function ratiosOf(
  name: string,
  other: string,
  among: readonly Row[],
): readonly { readonly text: string; readonly ratio: number }[] {
  return among.flatMap(({ condition, timings }) =>
    timings.has(name) ? [{ text: condition.text, ratio: ratio(name, other, timings) }] : [],
  );
}

/** Each condition with an attribute that is not there, against the first of all conditions, where both are. */
function missingAgainstPresent(): number {
  const present = rows[0]?.timings.get("generated") ?? Number.NaN;
  const missing = rows.filter(({ condition }) => condition.isMissing);
  return Math.max(...missing.map(({ timings }) => (timings.get("generated") ?? Number.NaN) / present));
}

function ratio(name: string, other: string, timings: Timings): number {
  return (timings.get(name) ?? Number.NaN) / (timings.get(other) ?? Number.NaN);
}
