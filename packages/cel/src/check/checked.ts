import type { Expression } from "../syntax/ast.ts";
import type { Type } from "../type-system/type.ts";
import type { VariableDeclaration } from "./declarations.ts";

/** A tree whose every expression has a type, and what its names turned out to mean. */
export interface CheckedExpression {
  readonly expression: Expression;
  /** Without type variables. */
  readonly types: ReadonlyMap<Expression, Type>;
  /** Of identifiers, selections that spell a qualified name, and calls of functions. */
  readonly meanings: ReadonlyMap<Expression, Meaning>;
}

/** What a name or a call turned out to mean. */
export type Meaning =
  | { readonly kind: "variable"; readonly declaration: VariableDeclaration }
  /** A variable of a macro around it. */
  | { readonly kind: "local"; readonly name: string }
  /** The name of a type used as a value; `name` is what `type()` and messages show. */
  | { readonly kind: "type-name"; readonly name: string }
  | { readonly kind: "function"; readonly name: string; readonly member: boolean };
