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

/** Anything; what it is shows when the expression runs. */
export const dynType: Type = { kind: "dyn" };
export const errorType: Type = { kind: "error" };
/** `null`. */
export const nullType: Type = { kind: "null" };
/** `true` and `false`. */
export const boolType: Type = { kind: "bool" };
/** Integers of 64 bits with a sign. */
export const intType: Type = { kind: "int" };
/** Integers of 64 bits without a sign. */
export const uintType: Type = { kind: "uint" };
/** Numbers of requests, and all with a fraction. */
export const doubleType: Type = { kind: "double" };
/** Texts. */
export const stringType: Type = { kind: "string" };
/** Bytes. */
export const bytesType: Type = { kind: "bytes" };
/** Instants. */
export const timestampType: Type = { kind: "timestamp" };
/** Spans of time. */
export const durationType: Type = { kind: "duration" };

/** Lists of elements of one type. */
export function listType(element: Type): Type {
  return { kind: "list", element };
}

/** Maps from keys of one type to values of one. */
export function mapType(key: Type, value: Type): Type {
  return { kind: "map", key, value };
}

/** Types as values, `type(1)`. */
export function typeType(of: Type): Type {
  return { kind: "type", of };
}

/** What may hold a value of a type. */
export function optionalType(of: Type): Type {
  return { kind: "optional", of };
}

/** Messages with the fields declared under a name. */
export function messageType(name: string): Type {
  return { kind: "message", name };
}

/** Values that only their own functions look into. */
export function opaqueType(name: string): Type {
  return { kind: "opaque", name };
}

/** A type variable of a signature. */
export function typeParameter(name: string): Type {
  return { kind: "parameter", name };
}
