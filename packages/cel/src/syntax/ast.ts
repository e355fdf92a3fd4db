/** The tree of an expression as written, macros recognised. Consumed by exhaustive switches on `kind`. */
export type Expression =
  | LiteralExpression
  | IdentifierExpression
  | SelectExpression
  | HasExpression
  | CallExpression
  | ListExpression
  | MapExpression
  | MessageExpression
  | ComprehensionExpression
  | BindExpression
  | OptionalMapExpression;

/** Where an expression stands in its text, in UTF-16 offsets. */
export interface Place {
  /** The character that messages point at: the operator, the dot, the bracket; else the first. */
  readonly offset: number;
  readonly start: number;
  readonly end: number;
}

export type LiteralExpression = Place & { readonly kind: "literal" } & Literal;

export type Literal =
  | { readonly type: "null"; readonly value: null }
  | { readonly type: "bool"; readonly value: boolean }
  | { readonly type: "int" | "uint"; readonly value: bigint }
  | { readonly type: "double"; readonly value: number }
  | { readonly type: "string"; readonly value: string }
  | { readonly type: "bytes"; readonly value: Uint8Array };

export interface IdentifierExpression extends Place {
  readonly kind: "identifier";
  readonly name: string;
  /** Written `.name`: never a variable of a macro. */
  readonly absolute: boolean;
}

/** `of.name`, or `of.?name` when optional. */
export interface SelectExpression extends Place {
  readonly kind: "select";
  readonly of: Expression;
  readonly name: string;
  readonly optional: boolean;
}

/** `has(of.name)`. */
export interface HasExpression extends Place {
  readonly kind: "has";
  readonly of: Expression;
  readonly name: string;
}

/** A function, a method when it has a target, or an operator under its internal name, such as `_+_` or `_[_]`. */
export interface CallExpression extends Place {
  readonly kind: "call";
  readonly name: string;
  readonly target: Expression | undefined;
  readonly args: readonly Expression[];
}

export interface ListExpression extends Place {
  readonly kind: "list";
  readonly elements: readonly ListElement[];
}

export interface ListElement {
  readonly value: Expression;
  /** Written `?value`: left out when it is an empty optional. */
  readonly optional: boolean;
}

export interface MapExpression extends Place {
  readonly kind: "map";
  readonly entries: readonly MapEntry[];
}

export interface MapEntry {
  readonly key: Expression;
  readonly value: Expression;
  readonly optional: boolean;
}

/** `a.b.C{field: value}`. No type can be constructed, the checker says so. */
export interface MessageExpression extends Place {
  readonly kind: "message";
  readonly name: string;
  readonly fields: readonly MessageFieldValue[];
}

export interface MessageFieldValue {
  readonly name: string;
  readonly value: Expression;
  readonly optional: boolean;
}

/** `range.all(item, body)` and the other macros that iterate. */
export interface ComprehensionExpression extends Place {
  readonly kind: "comprehension";
  readonly macro: ComprehensionMacro;
  readonly range: Expression;
  /** The element; with two variables the index or key. */
  readonly item: LocalName;
  readonly second: LocalName | undefined;
  readonly filter: Expression | undefined;
  readonly body: Expression;
}

/** Macros that go over the elements of a list or the keys of a map. */
export type ComprehensionMacro =
  | "all"
  | "exists"
  | "existsOne"
  | "filter"
  | "map"
  | "sortBy"
  | "transformList"
  | "transformMap"
  | "transformMapEntry";

/** `cel.bind(name, value, body)`. */
export interface BindExpression extends Place {
  readonly kind: "bind";
  readonly name: LocalName;
  readonly value: Expression;
  readonly body: Expression;
}

/** `of.optMap(item, body)`; `optFlatMap` when flat. */
export interface OptionalMapExpression extends Place {
  readonly kind: "optional-map";
  readonly of: Expression;
  readonly item: LocalName;
  readonly body: Expression;
  readonly flat: boolean;
}

/** A name that a macro introduces. */
export interface LocalName {
  readonly name: string;
  readonly offset: number;
}
