/**
 * What does a condition cost, against the same thing written by hand in JavaScript? Generated functions and closures,
 * and other libraries where they can express the condition: 64 requests, interleaved, medians.
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
import { type ConditionCase, conditionCases, conditionRequests } from "./cel-condition-cases.ts";
import { measure } from "./measure.ts";

type Runner = (index: number) => unknown;

const requests = conditionRequests(64, new Timestamp(1_770_000_000, 0));
const contexts = requests.map(({ principal, resource }) => ({
  P: { id: principal.id, roles: principal.roles, attr: principal.attributes },
  R: { attr: resource.attributes },
}));
const environment = createConditionEnvironment();
const rounds = 5;

const rows = conditionCases.map(measureCase);
report();

interface Row {
  readonly text: string;
  readonly isMissing: boolean;
  /** Median nanoseconds by runner; those that cannot express the condition are not there. */
  readonly medians: ReadonlyMap<string, number>;
}

function measureCase(condition: ConditionCase): Row {
  const runners = runnersOf(condition);
  const samples = new Map([...runners.keys()].map((name) => [name, [] as number[]]));
  for (let i = 0; i < rounds; i++) {
    for (const [name, run] of runners) {
      samples.get(name)?.push(measure(name, isOurs(name) ? 200_000 : 4_000, run).p50Ns);
    }
  }
  const medians = new Map([...samples].map(([name, list]) => [name, median(list)]));
  return { text: condition.text, isMissing: condition.isMissing === true, medians };
}

function runnersOf(condition: ConditionCase): ReadonlyMap<string, Runner> {
  const generated = compile(condition.text, "generated");
  const closures = compile(condition.text, "closures");
  const candidates: readonly (readonly [string, Runner | undefined])[] = [
    ["by hand", (i) => condition.byHand(at(requests, i))],
    ["generated", (i) => generated.test(at(requests, i))],
    ["closures", (i) => closures.test(at(requests, i))],
    ["@marcbachmann/cel-js", attempt(() => marcbachmann(condition.text))],
    ["@bufbuild/cel", attempt(() => bufbuild(condition.text))],
    ["cel-js", attempt(() => celJs(condition.text))],
  ];
  const runners = new Map<string, Runner>();
  for (const [name, run] of candidates) {
    if (run !== undefined && (isOurs(name) ? assertAgrees(condition, name, run) : agrees(condition, run))) {
      runners.set(name, run);
    }
  }
  return runners;
}

function isOurs(name: string): boolean {
  return name === "by hand" || name === "generated" || name === "closures";
}

/** A benchmark of different answers compares nothing. */
function assertAgrees(condition: ConditionCase, name: string, run: Runner): true {
  if (!agrees(condition, run)) throw new Error(`${name} and by hand differ about ${condition.text}`);
  return true;
}

function agrees(condition: ConditionCase, run: Runner): boolean {
  return requests.every((request, i) => {
    const answer = attempt(() => run(i));
    return (answer === true) === condition.byHand(request);
  });
}

function compile(text: string, mode: "generated" | "closures"): Program {
  const { program, diagnostics } = compileExpression(text, environment, { mode });
  if (program === undefined) throw new Error(diagnostics.map(({ message }) => message).join("; "));
  return program;
}

function marcbachmann(text: string): Runner {
  const variables = new MarcbachmannEnvironment({ unlistedVariablesAreDyn: true });
  const run = variables.parse(text);
  return quietly((i) => run(at(contexts, i)));
}

function bufbuild(text: string): Runner {
  const run = plan(celEnv({ funcs: strings }), parseForBufbuild(text));
  return quietly((i) => run(at(contexts, i) as never));
}

function celJs(text: string): Runner {
  const parsed = parseForCelJs(text);
  if (!parsed.isSuccess) throw new Error("not understood");
  return quietly((i) => evaluateCelJs(parsed.cst, at(contexts, i)));
}

/** Libraries that throw are measured with what it costs them. */
function quietly(run: Runner): Runner {
  return (i) => {
    try {
      return run(i);
    } catch {
      return undefined;
    }
  };
}

function attempt<Result>(make: () => Result): Result | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}

function at<Item>(items: readonly Item[], index: number): Item {
  const item = items[index % items.length];
  if (item === undefined) throw new RangeError("no items");
  return item;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

function report(): void {
  console.log(
    `Node ${process.version}, ${cpus()[0]?.model ?? "unknown processor"}, ${requests.length} requests`,
  );
  console.table(
    Object.fromEntries(
      rows.map(({ text, medians }) => [
        text.length > 60 ? `${text.slice(0, 57)}…` : text,
        Object.fromEntries(
          [...medians].map(([name, ns]) => [
            name === "by hand" ? "by hand ns" : name,
            name === "by hand" ? round(ns) : round(against(name, "by hand", medians)),
          ]),
        ),
      ]),
    ),
  );
  const present = rows.filter(({ isMissing }) => !isMissing);
  for (const name of ["generated", "closures", "@marcbachmann/cel-js", "@bufbuild/cel", "cel-js"]) {
    const ratios = present.flatMap(({ medians }) =>
      medians.has(name) ? [against(name, "by hand", medians)] : [],
    );
    const worst = present.toSorted(
      (a, b) => against(name, "by hand", b.medians) - against(name, "by hand", a.medians),
    )[0];
    console.log(
      `${name} / by hand: geomean ${round(geomean(ratios))} over ${ratios.length}, worst ${round(Math.max(...ratios))}${isOurs(name) ? ` (${worst?.text})` : ""}`,
    );
  }
  for (const name of ["@marcbachmann/cel-js", "@bufbuild/cel", "cel-js"]) {
    const ratios = present.flatMap(({ medians }) =>
      medians.has(name) ? [against(name, "generated", medians)] : [],
    );
    console.log(`${name} / generated: geomean ${round(geomean(ratios))}`);
  }
  for (const { text, medians } of rows.filter(({ isMissing }) => isMissing)) {
    const owner = rows[0]?.medians.get("generated") ?? Number.NaN;
    console.log(
      `missing attribute / present, generated, ${text}: ${round((medians.get("generated") ?? Number.NaN) / owner)}`,
    );
  }
}

function against(name: string, other: string, medians: ReadonlyMap<string, number>): number {
  return (medians.get(name) ?? Number.NaN) / (medians.get(other) ?? Number.NaN);
}

function geomean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
