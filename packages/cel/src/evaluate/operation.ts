import type { MessageField, MessageFields } from "../check/declarations.ts";
import type { ComprehensionMacro, Place } from "../syntax/ast.ts";
import type { Type } from "../type-system/type.ts";
import type { CelError } from "../values/cel-error.ts";
import type { Value } from "../values/value.ts";
import type { PathReader, ResolvedCall } from "./dispatch.ts";
import type { ComputedVariable } from "./program.ts";

/**
 * What a checked expression does: names resolved, overloads chosen, macros kept as themselves. Everything that runs,
 * prints or plans an expression reads only this tree.
 */
export type Operation =
  | ConstantOperation
  | FailOperation
  | ReadOperation
  | FieldOperation
  | MessageOperation
  | MemberOperation
  | ComputedOperation
  | LocalOperation
  | SelectOperation
  | HasOperation
  | PresentOperation
  | IndexOperation
  | CallOperation
  | LogicOperation
  | NotOperation
  | ChooseOperation
  | EqualityOperation
  | OrderOperation
  | ArithmeticOperation
  | NegateOperation
  | ListOperation
  | MapOperation
  | BindOperation
  | IterateOperation
  | OptionalMapOperation
  | OrElseOperation;

export interface OperationBase {
  readonly type: Type;
  readonly place: Place;
}

export interface ConstantOperation extends OperationBase {
  readonly kind: "constant";
  readonly value: Value;
  /** What was folded into it: plans show timestamps and durations as the calls they were. */
  readonly source?: Operation;
}

/** A name that is known to have no value. */
export interface FailOperation extends OperationBase {
  readonly kind: "fail";
  readonly error: CelError;
}

/** A variable, by its path into the activation. */
export interface ReadOperation extends OperationBase {
  readonly kind: "read";
  readonly name: string;
  readonly path: readonly string[];
}

/** A declared field of a message; has a default when it is not set. */
export interface FieldOperation extends OperationBase {
  readonly kind: "field";
  readonly of: Operation;
  /** As written. */
  readonly name: string;
  readonly field: MessageField;
  /** Reads it from the activation at once, where the environment knows how. */
  readonly read?: PathReader;
}

/** A whole message used as a value: a map of the fields that are set, in lowerCamelCase. */
export interface MessageOperation extends OperationBase {
  readonly kind: "message";
  readonly of: Operation;
  readonly fields: MessageFields;
  readonly messages: ReadonlyMap<string, MessageFields>;
}

/** `G.x`: a member of a map in the activation. */
export interface MemberOperation extends OperationBase {
  readonly kind: "member";
  readonly variable: string;
  readonly path: readonly string[];
  readonly name: string;
}

/** `V.x`: run once per request. Optionally, `V.?x`: nothing is there when it failed. */
export interface ComputedOperation extends OperationBase {
  readonly kind: "computed";
  readonly variable: string;
  readonly name: string;
  readonly computed: ComputedVariable;
  readonly optional: boolean;
}

/** A variable of a macro. */
export interface LocalOperation extends OperationBase {
  readonly kind: "local";
  readonly slot: number;
  readonly name: string;
}

export interface SelectOperation extends OperationBase {
  readonly kind: "select";
  readonly of: Operation;
  readonly name: string;
  readonly optional: boolean;
}

/** `has(of.name)` for a key of a map. */
export interface HasOperation extends OperationBase {
  readonly kind: "has";
  readonly of: Operation;
  readonly name: string;
}

/** `has()` for what is declared: a field that is set, a variable that has a value. */
export interface PresentOperation extends OperationBase {
  readonly kind: "present";
  readonly of: FieldOperation | MemberOperation | ComputedOperation;
}

export interface IndexOperation extends OperationBase {
  readonly kind: "index";
  readonly of: Operation;
  readonly key: Operation;
  readonly optional: boolean;
}

export interface CallOperation extends OperationBase {
  readonly kind: "call";
  readonly name: string;
  /** The first argument is the target. */
  readonly member: boolean;
  readonly args: readonly Operation[];
  readonly resolved: ResolvedCall;
}

export interface LogicOperation extends OperationBase {
  readonly kind: "and" | "or";
  readonly left: Operation;
  readonly right: Operation;
}

export interface NotOperation extends OperationBase {
  readonly kind: "not";
  readonly of: Operation;
}

export interface ChooseOperation extends OperationBase {
  readonly kind: "choose";
  readonly test: Operation;
  readonly whenTrue: Operation;
  readonly whenFalse: Operation;
}

export interface EqualityOperation extends OperationBase {
  readonly kind: "equal" | "differ" | "in";
  readonly left: Operation;
  readonly right: Operation;
}

export interface OrderOperation extends OperationBase {
  readonly kind: "order";
  readonly comparison: Comparison;
  readonly left: Operation;
  readonly right: Operation;
}

/** What an order operation asks: `<`, `<=`, `>`, `>=`. */
export type Comparison = "lt" | "le" | "gt" | "ge";

export interface ArithmeticOperation extends OperationBase {
  readonly kind: "arithmetic";
  readonly operator: ArithmeticOperator;
  readonly left: Operation;
  readonly right: Operation;
}

/** What an arithmetic operation does: `+`, `-`, `*`, `/`, `%`. */
export type ArithmeticOperator = "add" | "subtract" | "multiply" | "divide" | "remainder";

export interface NegateOperation extends OperationBase {
  readonly kind: "negate";
  readonly of: Operation;
}

export interface ListOperation extends OperationBase {
  readonly kind: "list";
  readonly elements: readonly { readonly value: Operation; readonly optional: boolean }[];
}

export interface MapOperation extends OperationBase {
  readonly kind: "map";
  /** Given when it stands for a variable as a whole: `V`. */
  readonly variable?: string;
  readonly entries: readonly MapEntryOperation[];
}

export interface MapEntryOperation {
  readonly key: Operation;
  readonly value: Operation;
  readonly optional: boolean;
}

/** `cel.bind`: the value is evaluated when the body first reads it. */
export interface BindOperation extends OperationBase {
  readonly kind: "bind";
  readonly local: LocalSlot;
  readonly value: Operation;
  readonly body: Operation;
}

export interface IterateOperation extends OperationBase {
  readonly kind: "iterate";
  readonly macro: ComprehensionMacro;
  readonly range: Operation;
  readonly item: LocalSlot;
  readonly second: LocalSlot | undefined;
  readonly filter: Operation | undefined;
  readonly body: Operation;
}

/** `optMap` and, when flat, `optFlatMap`. */
export interface OptionalMapOperation extends OperationBase {
  readonly kind: "optional-map";
  readonly of: Operation;
  readonly item: LocalSlot;
  readonly body: Operation;
  readonly flat: boolean;
}

/** `of.or(otherwise)` and, when it gives the value itself, `of.orValue(otherwise)`. */
export interface OrElseOperation extends OperationBase {
  readonly kind: "or-else";
  readonly of: Operation;
  readonly otherwise: Operation;
  readonly unwrap: boolean;
}

/** A place for the value of a macro's variable. INVARIANT: no two macros of an expression share one. */
export interface LocalSlot {
  readonly slot: number;
  readonly name: string;
}
