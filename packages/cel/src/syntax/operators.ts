import type { Punctuation } from "./tokenize.ts";

/** An operator with two operands: how it is written, what it is called in a tree, how strongly it binds. */
export interface BinaryOperator {
  readonly mark: Punctuation;
  readonly name: string;
  /** Stronger ones bind first; equal ones from the left. */
  readonly strength: number;
}

// biome-ignore format: one row per operator
export const binaryOperators: readonly BinaryOperator[] = [
  { mark: "||", name: "_||_", strength: 2 },
  { mark: "&&", name: "_&&_", strength: 3 },
  { mark: "<",  name: "_<_",  strength: 4 },
  { mark: "<=", name: "_<=_", strength: 4 },
  { mark: ">",  name: "_>_",  strength: 4 },
  { mark: ">=", name: "_>=_", strength: 4 },
  { mark: "==", name: "_==_", strength: 4 },
  { mark: "!=", name: "_!=_", strength: 4 },
  { mark: "in", name: "@in",  strength: 4 },
  { mark: "+",  name: "_+_",  strength: 5 },
  { mark: "-",  name: "_-_",  strength: 5 },
  { mark: "*",  name: "_*_",  strength: 6 },
  { mark: "/",  name: "_/_",  strength: 6 },
  { mark: "%",  name: "_%_",  strength: 6 },
];

/** `test ? a : b` binds weaker than every binary operator. */
export const choiceStrength = 1;
/** What is not part of a chain of `&&` and `||`. */
export const relationStrength = 4;
export const unaryStrength = 7;
export const memberStrength = 8;
