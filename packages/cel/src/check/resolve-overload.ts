import {
  assign,
  isDynamic,
  isSameType,
  type Substitution,
  substitute,
} from "../type-system/assignability.ts";
import { dynType, type Type, typeParameter } from "../type-system/type.ts";
import type { OverloadDeclaration } from "./declarations.ts";

/** What a call gives and what it says about the type variables of its arguments. */
export interface OverloadResolution {
  readonly result: Type;
  readonly learnt: Substitution;
}

/**
 * Finds the type of a call from the types of its arguments, target first.
 *
 * Every overload of the form is tried with fresh type variables, each seeing what the ones before it have taught;
 * when several fit and differ in their result, the result is `dyn`. `undefined` when none fits.
 */
export function resolveOverload(
  overloads: readonly OverloadDeclaration[],
  member: boolean,
  args: readonly Type[],
  known: Substitution,
  freshName: () => string,
): OverloadResolution | undefined {
  let result: Type | undefined;
  let learnt = known;
  for (const overload of overloads) {
    if (overload.member !== member || overload.parameters.length !== args.length) continue;
    const fresh = freshener(freshName);
    const fits = assign(args, overload.parameters.map(fresh), learnt);
    if (fits === undefined) continue;
    learnt = fits;
    const candidate = substitute(fresh(overload.result), learnt, (_name, variable) => variable);
    result = result === undefined ? candidate : joinResults(result, candidate);
  }
  return result && { result, learnt };
}

function joinResults(left: Type, right: Type): Type {
  return isDynamic(left) || isSameType(left, right) ? left : dynType;
}

function freshener(freshName: () => string): (type: Type) => Type {
  const names = new Map<string, Type>();
  return (type) =>
    substitute(type, new Map(), (name) => {
      const fresh = names.get(name) ?? typeParameter(freshName());
      names.set(name, fresh);
      return fresh;
    });
}
