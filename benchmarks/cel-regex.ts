/**
 * What does `matches` cost, against `RegExp.test` with the pattern as a person would write it, and against the RE2
 * machine alone? Typical patterns, 64 texts each, half of which match.
 *
 * Only ratios of one run mean something: machines differ and are noisy.
 */
import { RE2JS } from "re2js";
import { compilePattern } from "../packages/cel/src/functions/regex/matcher.ts";
import { nativeTest } from "../packages/cel/src/functions/regex/native-test.ts";
import { CelError } from "../packages/cel/src/values/cel-error.ts";
import { reportBars } from "./cel-bars.ts";
import { geomean, median, round } from "./cel-timing.ts";
import { measure } from "./measure.ts";

interface Case {
  readonly pattern: string;
  /** The same for `RegExp`. */
  readonly byHand: RegExp;
  readonly matching: string;
  readonly other: string;
}

// biome-ignore format: one row per pattern
const cases: readonly Case[] = [
  { pattern: "^admin-.*",               byHand: /^admin-.*/,               matching: "admin-eu-west",                other: "manager-eu-west" },
  { pattern: "@example\\.com$",         byHand: /@example\.com$/,          matching: "someone@example.com",          other: "someone@example.org" },
  { pattern: ".*confidential.*",        byHand: /.*confidential.*/,        matching: "report, confidential, draft",  other: "report, public, draft" },
  { pattern: "^/api/v\\d+/users/[^/]+$", byHand: /^\/api\/v\d+\/users\/[^/]+$/, matching: "/api/v2/users/4711",      other: "/api/v2/groups/4711" },
  { pattern: "^[a-z0-9-]+$",            byHand: /^[a-z0-9-]+$/,            matching: "team-billing-eu",              other: "team billing eu" },
  { pattern: "^[^@]+@example\\.com$",   byHand: /^[^@]+@example\.com$/,    matching: "someone@example.com",          other: "someone@example.org" },
  { pattern: "^(GET|HEAD|OPTIONS)$",    byHand: /^(GET|HEAD|OPTIONS)$/,    matching: "OPTIONS",                      other: "DELETE" },
  { pattern: "(?i)^[a-z]+\\.example\\.com$", byHand: /^[a-z]+\.example\.com$/i, matching: "WWW.Example.com",         other: "www.example.org" },
  { pattern: "^\\d{4}-\\d{2}-\\d{2}$",  byHand: /^\d{4}-\d{2}-\d{2}$/,     matching: "2026-11-20",                   other: "20 November 2026" },
  { pattern: "^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$", byHand: /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/, matching: "0f8fad5b-d9cb-469f-a165-70867728950e", other: "0f8fad5b-d9cb-469f-a165" },
  { pattern: "^arn:aws:iam::\\d{12}:role/[\\w+=,.@-]+$", byHand: /^arn:aws:iam::\d{12}:role\/[\w+=,.@-]+$/, matching: "arn:aws:iam::123456789012:role/reader", other: "arn:aws:iam::123456789012:user/reader" },
  { pattern: "\\.(jpe?g|png|gif)$",     byHand: /\.(jpe?g|png|gif)$/,      matching: "holiday.2026.jpeg",            other: "holiday.2026.pdf" },
  { pattern: "^(10|192\\.168)\\.",      byHand: /^(10|192\.168)\./,        matching: "192.168.1.17",                 other: "193.168.1.17" },
  { pattern: "\\b(eng|ops)\\b",         byHand: /\b(eng|ops)\b/,           matching: "sales, eng, law",              other: "sales, engineering, law" },
  { pattern: "foo.*bar",                byHand: /foo.*bar/,                matching: "a foo and a bar",              other: "a bar and a foo" },
  { pattern: "^.+@.+$",                 byHand: /^.+@.+$/,                 matching: "someone@example.com",          other: "someone at example.com" },
];

const rows = cases.map(measureCase);
console.table(
  Object.fromEntries(
    rows.map(({ pattern, engine, ours, byHand, machine }) => [
      pattern,
      {
        engine,
        "ours ns": round(ours),
        "ours / RegExp": round(ours / byHand),
        "RE2 machine / RegExp": round(machine / byHand),
      },
    ]),
  ),
);
const native = rows.filter(({ engine }) => engine !== "machine");
console.log(
  `geometric mean of RE2 machine / ours, native: ${round(geomean(native.map((row) => row.machine / row.ours)))}`,
);
console.log(`Node ${process.version}`);
reportBars([
  {
    measure: "ours / RegExp, native, geomean",
    value: geomean(native.map((row) => row.ours / row.byHand)),
    atMost: 1.2,
  },
]);

interface Row {
  readonly pattern: string;
  readonly engine: string;
  readonly ours: number;
  readonly byHand: number;
  readonly machine: number;
}

function measureCase({ pattern, byHand, matching, other }: Case): Row {
  const texts = Array.from({ length: 64 }, (_, i) => (i % 2 === 0 ? matching : other));
  const matcher = compilePattern(pattern);
  if (matcher instanceof CelError) throw new TypeError(matcher.message);
  const machine = RE2JS.compile(pattern);
  const tests = [matcher, byHand, machine].map((subject) => timer(pattern, texts, subject));
  if (texts.some((text) => matcher.test(text) !== byHand.test(text))) throw new Error(`${pattern} differs`);
  // Interleaved, so that a slow moment of the machine hits everybody.
  const samples = Array.from({ length: 7 }, () => tests.map((time) => time()));
  const [ours = Number.NaN, hand = Number.NaN, alone = Number.NaN] = tests.map((_, i) =>
    median(samples.map((sample) => sample[i] ?? Number.NaN)),
  );
  return { pattern, engine: nativeTest(pattern)?.kind ?? "machine", ours, byHand: hand, machine: alone };
}

interface Subject {
  test(text: string): boolean;
}

/** A loop of its own for each subject: one shared by all would measure calls that the compiler cannot foresee. */
function timer(name: string, texts: readonly string[], subject: Subject): () => number {
  const loop = new Function(
    "subject",
    "texts",
    "return (index) => { let found = 0; for (const text of texts) if (subject.test(text)) found += 1; return found + index; };",
  )(subject, texts) as (index: number) => number;
  return () => measure(name, 4000, loop).p50Ns / texts.length;
}
