import type { FunctionTable, ResolvedCall } from "../evaluate/dispatch.ts";
import { readSignature, type Signature } from "../type-system/signature.ts";
import type { Type } from "../type-system/type.ts";
import type { CelError } from "../values/cel-error.ts";
import { noSuchFunction } from "../values/no-such-overload.ts";
import type { Timestamp } from "../values/timestamp.ts";
import type { Value } from "../values/value.ts";
import { type Guard, guardFor, staticAnswer } from "./guard.ts";
import type { FunctionBody, FunctionRow, Resources } from "./library.ts";

/** A row with its signature read and its resources given. */
export interface Overload {
  readonly row: FunctionRow;
  readonly signature: Signature;
}

/** Reads the signature of a row and gives it what it needs, except the request instant. */
export function makeOverload(row: FunctionRow, resources: Resources): Overload {
  return { row: withResources(row, resources), signature: readSignature(row.signature) };
}

function withResources(row: FunctionRow, { patterns, zones }: Resources): FunctionRow {
  if (row.needs === undefined || row.needs === "now") return row;
  const { needs, forConstant, ...rest } = row;
  const resource = needs === "patterns" ? patterns : zones;
  const made = forConstant && {
    forConstant: { ...forConstant, make: (text: string) => forConstant.make(resource, text) },
  };
  return { ...rest, ...made, call: (...args: Value[]) => row.call(resource, ...args) };
}

/** Finds implementations among the overloads of an environment, by name. */
export function makeFunctionTable(overloads: ReadonlyMap<string, readonly Overload[]>): FunctionTable {
  return {
    resolve(name, member, argumentTypes, constants = []) {
      const candidates = (overloads.get(name) ?? [])
        .filter(
          ({ signature }) =>
            signature.member === member && signature.parameters.length === argumentTypes.length,
        )
        .map((overload) => withConstant(overload, constants));
      return candidates.length === 0 ? undefined : resolveCall(name, candidates, argumentTypes);
    },
  };
}

function withConstant(overload: Overload, constants: readonly (string | undefined)[]): Overload {
  const { row, signature } = overload;
  const text = row.forConstant && constants[row.forConstant.argument];
  if (row.forConstant === undefined || text === undefined) return overload;
  return { row: { ...row, call: row.forConstant.make(text) }, signature };
}

function resolveCall(
  name: string,
  candidates: readonly Overload[],
  argumentTypes: readonly Type[],
): ResolvedCall {
  const possible = candidates.filter((overload) => fit(overload, argumentTypes) !== "fails");
  const [first] = possible;
  const call = dispatcher(name, candidates);
  const needsNow = candidates.some(({ row }) => row.needs === "now");
  if (first === undefined || fit(first, argumentTypes) !== "holds") {
    const branches = candidates.map(({ row, signature }) => ({
      guards: row.total ? [] : signature.parameters.map(guardFor),
      row,
    }));
    return { call, needsNow, branches };
  }
  return { call, needsNow, direct: first.row };
}

// INVARIANT: rows are tried in order, so a first row that is sure to accept the arguments is the one that is called.
function fit({ row, signature }: Overload, argumentTypes: readonly Type[]): "holds" | "fails" | "unknown" {
  if (row.total) return "holds";
  const answers = signature.parameters.map((parameter, i) =>
    staticAnswer(parameter, argumentTypes[i] ?? parameter),
  );
  if (answers.includes("fails")) return "fails";
  return answers.includes("unknown") ? "unknown" : "holds";
}

function dispatcher(name: string, candidates: readonly Overload[]): ResolvedCall["call"] {
  const branches = candidates.map(({ row, signature }) => ({
    guards: row.total ? [] : signature.parameters.map(guardFor),
    call: boxedCall(row),
  }));
  const [first] = branches;
  if (first !== undefined && candidates[0]?.row.total) return first.call;
  return (now, ...args) => {
    for (const { guards, call } of branches) if (acceptAll(guards, args)) return call(now, ...args);
    return noSuchFunction(name, args);
  };
}

// PERF: a loop, because a callback per argument would double the cost of a call with a dynamic argument.
function acceptAll(guards: readonly (Guard | undefined)[], args: readonly Value[]): boolean {
  for (let i = 0; i < guards.length; i++) {
    const guard = guards[i];
    if (guard !== undefined && !guard(args[i] as Value)) return false;
  }
  return true;
}

function boxedCall(row: FunctionRow): (now: Timestamp, ...args: Value[]) => Value | CelError {
  const call: FunctionBody = row.needs === "now" ? row.call : (_now, ...args) => row.call(...args);
  if (!row.safeInt) return call;
  return (now, ...args) => {
    const result = call(now, ...args);
    return typeof result === "number" ? BigInt(result) : result;
  };
}
