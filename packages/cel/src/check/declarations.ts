import type { Type } from "../type-system/type.ts";

/** A name that expressions may use, and its place in the activation. */
export interface VariableDeclaration {
  readonly name: string;
  readonly type: Type;
  /**
   * Where its value comes from: a path into the activation; or, for an opaque name whose selections are dynamic,
   * `computed` (`V.x`: a slot), `constants` (`C.x`: known when compiling) or a path to a map read at run time (`G.x`).
   */
  readonly source:
    | { readonly kind: "path"; readonly path: readonly string[] }
    | { readonly kind: "members-of"; readonly path: readonly string[] }
    | { readonly kind: "computed" }
    | { readonly kind: "constants" };
}

/** Fields of a message by every spelling that expressions may use. */
export type MessageFields = ReadonlyMap<string, MessageField>;

/** A field of a message, where it is and what it is when it is not set. */
export interface MessageField {
  /** Name under which a whole message shows the field, in lowerCamelCase. */
  readonly name: string;
  readonly type: Type;
  /** Property of the activation object that holds it. `undefined` there means not set. */
  readonly property: string;
  /** Value of a field that is not set; `has()` is false for a field that equals it. */
  readonly absent: "empty-string" | "empty-list" | "empty-map" | "message";
}

/** One overload, ready for resolution. */
export interface OverloadDeclaration {
  readonly member: boolean;
  readonly parameters: readonly Type[];
  readonly result: Type;
}

/** Everything names can mean to the checker. */
export interface Declarations {
  readonly variables: ReadonlyMap<string, VariableDeclaration>;
  readonly messages: ReadonlyMap<string, MessageFields>;
  readonly functions: ReadonlyMap<string, readonly OverloadDeclaration[]>;
  /** Opaque types by the dotted name under which an expression may use the type as a value. */
  readonly types?: ReadonlyMap<string, Type>;
  /** By function name: what a literal argument must be beyond its type. */
  readonly literalChecks?: ReadonlyMap<string, LiteralCheck>;
}

/**
 * A text argument that is read when the program runs, and can be judged earlier when it is a literal.
 *
 * Reports: `invalid NAME argument`, at the argument.
 */
export interface LiteralCheck {
  /** Counted from 0, the target of a member first: 1 for `matches` in both its forms. */
  readonly argument: number;
  isValid(literal: string): boolean;
}
