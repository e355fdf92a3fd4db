import { type Type as SpecType, Type_PrimitiveType } from "@bufbuild/cel-spec/cel/expr/checked_pb.js";
import type { SimpleTest } from "@bufbuild/cel-spec/cel/expr/conformance/test/simple_pb.js";
import type { Value as SpecValue } from "@bufbuild/cel-spec/cel/expr/value_pb.js";
import { getTestRegistry } from "@bufbuild/cel-spec/testdata/registry.js";
import { getConformanceSuite, type IncrementalTestSuite } from "@bufbuild/cel-spec/testdata/tests.js";
import {
  anyUnpack,
  type Duration as SpecDuration,
  type Timestamp as SpecTimestamp,
} from "@bufbuild/protobuf/wkt";
import { describe, expect, test } from "vitest";
import { celKnownGaps, celSkippedExpressions, celSkippedFiles } from "../../../../conformance/known-gaps.ts";
import type { OverloadDeclaration, VariableDeclaration } from "../check/declarations.ts";
import { encodersLibrary } from "../functions/encoders.ts";
import { createEnvironment } from "../functions/environment.ts";
import { listsLibrary } from "../functions/lists.ts";
import { mathLibrary } from "../functions/math.ts";
import { optionalsLibrary } from "../functions/optionals.ts";
import { standardLibrary } from "../functions/standard.ts";
import { stringsLibrary } from "../functions/strings.ts";
import { showType } from "../type-system/show-type.ts";
import { readType } from "../type-system/signature.ts";
import { durationType, dynType, type Type, timestampType } from "../type-system/type.ts";
import { CelError } from "../values/cel-error.ts";
import { CelMap } from "../values/cel-map.ts";
import { Duration } from "../values/duration.ts";
import { equal } from "../values/equality.ts";
import { isMap, mapEntries, mapGet, mapSize } from "../values/map-access.ts";
import { Timestamp } from "../values/timestamp.ts";
import { typeNameOf } from "../values/type-name.ts";
import { TypeValue } from "../values/type-value.ts";
import { Uint } from "../values/uint.ts";
import { isList, type Value } from "../values/value.ts";
import { compileExpression } from "./compile-expression.ts";
import type { Environment } from "./dispatch.ts";
import type { ProgramMode } from "./make-program.ts";

// One concept, reading the cases of the CEL specification, so it stays in one file.

const libraries = [
  standardLibrary,
  stringsLibrary,
  listsLibrary,
  mathLibrary,
  encodersLibrary,
  optionalsLibrary,
];

for (const [name, reason] of celSkippedFiles)
  console.log(`skipped: ${name} of the specification, because: ${reason}`);
for (const { pattern, reason } of celSkippedExpressions)
  console.log(`skipped: ${pattern}, because: ${reason}`);

const gaps = new Set(celKnownGaps.flatMap(({ cases }) => cases));

test("every known gap is a case", () => {
  const names = new Set(
    getConformanceSuite().suites.flatMap((file) => casesOf(file, file.name).map(([name]) => name)),
  );
  expect([...gaps].filter((name) => !names.has(name))).toEqual([]);
});

for (const mode of ["closures", "generated"] as const) {
  for (const file of getConformanceSuite().suites) {
    if (celSkippedFiles.has(file.name)) continue;
    describe(`CEL specification, ${mode}: ${file.name}`, () => {
      for (const [name, original] of casesOf(file, file.name)) {
        const isOutside = celSkippedExpressions.some(({ pattern }) => pattern.test(original.expr));
        const run = isOutside ? test.skip : gaps.has(name) ? test.fails : test;
        run(`${name} ${original.expr}`, () => {
          expect(meets(original, mode), explain(original, mode)).toBe(true);
        });
      }
    });
  }
}

function casesOf(suite: IncrementalTestSuite, prefix: string): readonly (readonly [string, SimpleTest])[] {
  const names = new Map<string, number>();
  const own = suite.tests.map(({ original }) => {
    const name = `${prefix}/${original.name}`;
    const repeat = (names.get(name) ?? 0) + 1;
    names.set(name, repeat);
    return [repeat === 1 ? name : `${name} (${repeat})`, original] as const;
  });
  return [...own, ...suite.suites.flatMap((inner) => casesOf(inner, `${prefix}/${inner.name}`))];
}

type Outcome = { readonly type: Type; readonly value: Value | CelError } | { readonly problems: string };

function outcomeOf(original: SimpleTest, mode: ProgramMode): Outcome {
  const { program, diagnostics } = compileExpression(original.expr, environmentOf(original), { mode });
  if (program === undefined) return { problems: diagnostics.map(({ message }) => message).join("; ") };
  const bindings = Object.entries(original.bindings).map(([name, { kind }]) => [
    name,
    kind.case === "value" ? celValue(kind.value) : undefined,
  ]);
  const activation = { ...Object.fromEntries(bindings), now: new Timestamp(0, 0), computed: [] };
  return { type: program.type, value: original.checkOnly ? null : program.evaluate(activation) };
}

function meets(original: SimpleTest, mode: ProgramMode): boolean {
  const outcome = outcomeOf(original, mode);
  const expected = original.resultMatcher;
  switch (expected.case) {
    case "evalError":
    case "anyEvalErrors":
      return "problems" in outcome || outcome.value instanceof CelError;
    case "typedResult": {
      if ("problems" in outcome) return false;
      const { deducedType, result } = expected.value;
      const hasType = deducedType === undefined || showType(outcome.type) === showType(celType(deducedType));
      return (
        hasType && (original.checkOnly || result === undefined || isSame(outcome.value, celValue(result)))
      );
    }
    case "value":
      return "value" in outcome && isSame(outcome.value, celValue(expected.value));
    default:
      return "value" in outcome && outcome.value === true;
  }
}

function explain(original: SimpleTest, mode: ProgramMode): string {
  const outcome = outcomeOf(original, mode);
  if ("problems" in outcome) return outcome.problems;
  const { value, type } = outcome;
  return value instanceof CelError ? value.message : `${showType(type)} ${String(value)}`;
}

// Value and type: `1` is not `1.0` here.
function isSame(actual: Value | CelError, expected: Value): boolean {
  if (actual instanceof CelError || typeNameOf(actual) !== typeNameOf(expected)) return false;
  if (isList(actual) && isList(expected)) {
    return actual.length === expected.length && actual.every((item, i) => isSame(item, expected[i] ?? null));
  }
  if (isMap(actual) && isMap(expected)) {
    const hasAll = [...mapEntries(expected)].every(([key, value]) => {
      const found = mapGet(actual, key);
      return found !== undefined && isSame(found, value);
    });
    return hasAll && mapSize(actual) === mapSize(expected);
  }
  return Object.is(actual, expected) || equal(actual, expected) === true;
}

function environmentOf(original: SimpleTest): Environment {
  const variables: VariableDeclaration[] = [];
  for (const { name, declKind } of original.typeEnv) {
    const type = declKind.case === "ident" && declKind.value.type ? celType(declKind.value.type) : dynType;
    variables.push({ name, type, source: { kind: "path", path: [name] } });
  }
  for (const name of Object.keys(original.bindings)) {
    if (variables.some((variable) => variable.name === name)) continue;
    variables.push({ name, type: dynType, source: { kind: "path", path: [name] } });
  }
  const environment = createEnvironment({ libraries, variables });
  return original.disableCheck ? withoutTypes(environment) : environment;
}

/** Some cases ask what happens when types are not checked: everything is dynamic then. */
function withoutTypes(environment: Environment): Environment {
  const functions = new Map<string, readonly OverloadDeclaration[]>();
  for (const [name, overloads] of environment.declarations.functions) {
    functions.set(
      name,
      overloads.map(({ member, parameters }) => ({
        member,
        parameters: parameters.map(() => dynType),
        result: dynType,
      })),
    );
  }
  return { ...environment, declarations: { ...environment.declarations, functions } };
}

const primitives: ReadonlyMap<Type_PrimitiveType, string> = new Map([
  [Type_PrimitiveType.BOOL, "bool"],
  [Type_PrimitiveType.INT64, "int"],
  [Type_PrimitiveType.UINT64, "uint"],
  [Type_PrimitiveType.DOUBLE, "double"],
  [Type_PrimitiveType.STRING, "string"],
  [Type_PrimitiveType.BYTES, "bytes"],
]);

const wellKnownMessages: ReadonlyMap<string, Type> = new Map([
  ["google.protobuf.Timestamp", timestampType],
  ["google.protobuf.Duration", durationType],
]);

function celType(type: SpecType): Type {
  const { typeKind } = type;
  switch (typeKind.case) {
    case "primitive":
      return readType(primitives.get(typeKind.value) ?? "dyn");
    case "null":
      return readType("null");
    case "listType":
      return { kind: "list", element: typeKind.value.elemType ? celType(typeKind.value.elemType) : dynType };
    case "mapType": {
      const { keyType, valueType } = typeKind.value;
      return {
        kind: "map",
        key: keyType ? celType(keyType) : dynType,
        value: valueType ? celType(valueType) : dynType,
      };
    }
    case "type":
      return {
        kind: "type",
        of: typeKind.value.typeKind.case === undefined ? dynType : celType(typeKind.value),
      };
    case "abstractType": {
      const [of] = typeKind.value.parameterTypes;
      return { kind: "optional", of: of ? celType(of) : dynType };
    }
    case "wellKnown":
      return readType(["", "dyn", "timestamp", "duration"][typeKind.value] ?? "dyn");
    case "wrapper":
      return { kind: "wrapper", of: { kind: "int" } };
    case "messageType":
      return wellKnownMessages.get(typeKind.value) ?? { kind: "message", name: typeKind.value };
    case "typeParam":
      return { kind: "parameter", name: typeKind.value };
    default:
      return dynType;
  }
}

function celValue({ kind }: SpecValue): Value {
  switch (kind.case) {
    case "boolValue":
    case "int64Value":
    case "doubleValue":
    case "stringValue":
    case "bytesValue":
      return kind.value;
    case "uint64Value":
      return new Uint(kind.value);
    case "typeValue":
      return new TypeValue(kind.value);
    case "listValue":
      return kind.value.values.map(celValue);
    case "mapValue":
      return new CelMap(
        kind.value.entries.map(({ key, value }) => [
          key ? celValue(key) : null,
          value ? celValue(value) : null,
        ]),
      );
    case "objectValue":
      return celMessage(anyUnpack(kind.value, getTestRegistry()));
    default:
      return null;
  }
}

function celMessage(message: ReturnType<typeof anyUnpack>): Value {
  if (message?.$typeName === "google.protobuf.Timestamp") {
    const { seconds, nanos } = message as SpecTimestamp;
    return new Timestamp(Number(seconds), nanos);
  }
  if (message?.$typeName === "google.protobuf.Duration") {
    const { seconds, nanos } = message as SpecDuration;
    return new Duration(Number(seconds) - (nanos < 0 ? 1 : 0), nanos < 0 ? nanos + 1e9 : nanos);
  }
  return null;
}
