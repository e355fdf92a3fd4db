import { assign, joinTypes, type Substitution, substitute } from "../type-system/assignability.ts";
import { dynType, type Type, typeParameter } from "../type-system/type.ts";
import type { OverloadDeclaration } from "./declarations.ts";
import { resolveOverload } from "./resolve-overload.ts";

/** What has been learnt so far about the type variables of one expression. */
export class Inference {
  #known: Substitution = new Map();
  #variables = 0;

  /** A type of which nothing is known yet, such as that of the elements of `[]`. */
  fresh(): Type {
    return typeParameter(this.#freshName());
  }

  /** Whether the one may stand where the other is asked for; if so, what that says about variables is kept. */
  learns(from: Type, to: Type): boolean {
    const learnt = assign([from], [to], this.#known);
    if (learnt !== undefined) this.#known = learnt;
    return learnt !== undefined;
  }

  /** The one type of several elements. */
  joined(types: readonly Type[]): Type {
    let joined: Type | undefined;
    for (const type of types) {
      if (joined === undefined) joined = type;
      else [joined, this.#known] = joinTypes(joined, type, this.#known);
    }
    return joined ?? this.fresh();
  }

  /** The type of a call; `undefined` when no overload fits. */
  resultOf(
    overloads: readonly OverloadDeclaration[],
    member: boolean,
    args: readonly Type[],
  ): Type | undefined {
    const found = resolveOverload(overloads, member, args, this.#known, () => this.#freshName());
    if (found !== undefined) this.#known = found.learnt;
    return found?.result;
  }

  /** What is known of a type; what is not may still be learnt. */
  soFar(type: Type): Type {
    return substitute(type, this.#known, (_name, variable) => variable);
  }

  /** The same for what is taken apart now: a type of which nothing has been learnt is dynamic from here on. */
  inspected(type: Type): Type {
    const known = this.soFar(type);
    return known.kind === "parameter" && this.learns(dynType, known) ? dynType : known;
  }

  /** A type without variables: what has not been learnt is dynamic. */
  resolved(type: Type): Type {
    return substitute(type, this.#known, () => dynType);
  }

  // No signature can spell such a name.
  #freshName(): string {
    return `%${this.#variables++}`;
  }
}
