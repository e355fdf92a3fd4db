import type { Value } from "../values/value.ts";
import type { ConstantPool } from "./emit-constant.ts";
import type { SourceWriter } from "./emit-writer.ts";
import type { Operation } from "./operation.ts";

/**
 * What is known about a value when its source is written.
 *
 * `small-int` is an int held as a `number`, `int` one held as either; both must be boxed where any value may be.
 */
export type Lane = "dynamic" | "boolean" | "double" | "string" | "small-int" | "int";

/** A value by the source that reads it: a name or a literal, so it may be repeated. */
export interface Emitted {
  readonly text: string;
  readonly lane: Lane;
  /** Given when it is always the same. */
  readonly constant?: Value;
}

/** Writes what to do with an error: one statement that does not go on behind it. */
export type Fail = (error: string) => string;

/** Where a condition goes: statements that leave, or `""` to go on behind it, which only one of the two may do. */
export interface Targets {
  readonly yes: string;
  readonly no: string;
  readonly fail: Fail;
}

/** What the emitters of single operations write with. */
export interface Emitting {
  readonly writer: SourceWriter;
  readonly constants: ConstantPool;
  /** Sources of the variables of macros, by slot. */
  readonly locals: Map<number, LocalSource>;
  /** What is written now rarely runs, so it should be short instead of fast. */
  isRare: boolean;
  /** Writes the evaluation of an operation and says where its value is; never an error. */
  operand(operation: Operation, fail: Fail): Emitted;
  /** The same as a value of any type. */
  value(operation: Operation, fail: Fail): string;
  /** Writes a condition. */
  truth(operation: Operation, targets: Targets): void;
}

export interface LocalSource {
  readonly emitted: Emitted;
  /** What is bound may have failed. */
  readonly mayFail: boolean;
}

/** Source of the value with ints boxed. */
export function boxed({ text, lane, constant }: Emitted): string {
  if (typeof constant === "bigint") return `(${constant}n)`;
  if (lane === "small-int") return `BigInt(${text})`;
  return lane === "int" ? `(typeof ${text} === "number" ? BigInt(${text}) : ${text})` : text;
}

/** The same, kept under a name where boxing costs something. */
export function boxedName(writer: SourceWriter, operand: Emitted): string {
  const isInt = operand.constant === undefined && (operand.lane === "int" || operand.lane === "small-int");
  return isInt ? writer.keep(boxed(operand)) : boxed(operand);
}

export function dynamic(text: string): Emitted {
  return { text, lane: "dynamic" };
}

/** Writes a jump on a JavaScript condition. */
export function decide(writer: SourceWriter, condition: string, { yes, no }: Targets): void {
  if (yes === "" && no === "") return;
  if (yes === "") writer.line(`if (!(${condition})) ${no}`);
  else writer.line(no === "" ? `if (${condition}) ${yes}` : `if (${condition}) ${yes} else ${no}`);
}

/** Writes a jump on a name that holds a value of any type or an error. */
export function decideValue(writer: SourceWriter, name: string, { yes, no, fail }: Targets): void {
  const refuse = fail(`notBoolean(${name})`);
  if (yes === "") writer.line(`if (${name} !== true) { if (${name} === false) ${no || ";"} else ${refuse} }`);
  else if (no === "") writer.line(`if (${name} !== false) { if (${name} === true) ${yes} else ${refuse} }`);
  else writer.line(`if (${name} === true) ${yes} else if (${name} === false) ${no} else ${refuse}`);
}

/** Writes the jump of a name that may hold an error. */
export function check(writer: SourceWriter, name: string, fail: Fail): void {
  writer.line(`if (${name} instanceof CelError) ${fail(name)}`);
}
