/** The static types of expressions. */
export type Type =
  | ScalarType
  | { readonly kind: "list"; readonly element: Type }
  | { readonly kind: "map"; readonly key: Type; readonly value: Type }
  | { readonly kind: "type"; readonly of: Type }
  | { readonly kind: "optional"; readonly of: Type }
  /** A message with the fields declared under its name in the environment. */
  | { readonly kind: "message"; readonly name: string }
  /** A value of which only its own functions know the inside, such as a hierarchy. */
  | { readonly kind: "opaque"; readonly name: string }
  /** A protobuf wrapper: the scalar or null. */
  | { readonly kind: "wrapper"; readonly of: ScalarType }
  /** A type variable of a signature, `A` in `list(A).(A) bool`. */
  | { readonly kind: "parameter"; readonly name: string };

export interface ScalarType {
  readonly kind: ScalarKind;
}

/**
 * `error` stands for the type of an expression that did not check; it matches everything. `any` is the type of messages
 * that hold a message of any type; it is as dynamic as `dyn`.
 */
export type ScalarKind =
  | "dyn"
  | "any"
  | "error"
  | "null"
  | "bool"
  | "int"
  | "uint"
  | "double"
  | "string"
  | "bytes"
  | "timestamp"
  | "duration";

export const dynType: Type = { kind: "dyn" };
export const errorType: Type = { kind: "error" };
export const nullType: Type = { kind: "null" };
export const boolType: Type = { kind: "bool" };
export const intType: Type = { kind: "int" };
export const uintType: Type = { kind: "uint" };
export const doubleType: Type = { kind: "double" };
export const stringType: Type = { kind: "string" };
export const bytesType: Type = { kind: "bytes" };
export const timestampType: Type = { kind: "timestamp" };
export const durationType: Type = { kind: "duration" };

export function listType(element: Type): Type {
  return { kind: "list", element };
}

export function mapType(key: Type, value: Type): Type {
  return { kind: "map", key, value };
}

export function typeType(of: Type): Type {
  return { kind: "type", of };
}

export function optionalType(of: Type): Type {
  return { kind: "optional", of };
}

export function messageType(name: string): Type {
  return { kind: "message", name };
}

export function opaqueType(name: string): Type {
  return { kind: "opaque", name };
}

export function typeParameter(name: string): Type {
  return { kind: "parameter", name };
}
